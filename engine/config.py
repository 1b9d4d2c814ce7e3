"""`qauly.toml`: mode, database, archive, media and channels. Secrets come from the environment alone."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError

from .errors import ContentError, Finding
from .messages import _
from .schema_faults import told

Mode = Literal["sandbox", "team", "live"]
FILE = "qauly.toml"
SANDBOX_SECRET = b"qauly sandbox: no secret"  # links of a sandbox open nothing outside of it


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Media(Strict):
    sms: str | None = "folder"
    egov: str | None = "folder"
    email: str | None = "folder"
    telegram: str | None = "folder"
    system: str | None = "folder"


class Citizen(Strict):
    base_url: str = "https://example.kz/n"
    verify_url: str = "https://example.kz/v"
    pay_url: str = Field(default="https://egov.kz", pattern=r"^https?://[^\s]+$")  # {case} becomes the case's number
    link_days: int = Field(default=1095, ge=1)  # how long a link opens its page after its notice
    hsts: bool = False  # only where the whole host speaks https
    requests_per_minute: int = Field(default=300, ge=0)  # for pages, of one address; 0 sets no limit


class QuietHours(Strict):
    from_: str = Field(alias="from", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    to: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    media: tuple[Literal["sms", "egov", "email", "telegram"], ...] = ("sms", "telegram")


class CallbackSettings(Strict):
    """A case system that is called back; its secret is QAULY_CALLBACK_<NAME>_SECRET."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,40}$")
    url: str = Field(pattern=r"^https?://[^\s/]+")
    events: tuple[str, ...] = ("*",)  # patterns: outcome.<transition>, notice.<state>, message.<state>, task.opened
    days: int = Field(default=7, ge=1, le=60)


class Watch(Strict):
    """What is told of the work as it goes on; nothing where it is not set."""

    log: Literal["json", "text"] | None = None  # lines on standard error
    metrics: str | None = Field(default=None, pattern=r"^[\w.:\[\]-]*:\d{1,5}$")  # host:port that Prometheus scrapes
    traces: str | None = None  # a file to which spans are appended, where OpenTelemetry is not set up otherwise


Permit = Literal["events", "decide", "cases", "documents", "feed", "payments"]
PERMITS: tuple[Permit, ...] = ("events", "decide", "cases", "documents", "feed", "payments")


class ApiKey(Strict):
    """Who may call the API, and what for; the key itself is known to the caller alone."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    mode: Mode = "sandbox"
    scopes: tuple[Permit, ...] = PERMITS
    procedures: tuple[str, ...] = ()  # none named: all of them
    rate: float | None = Field(default=None, gt=0)  # requests a second, in place of that of [api]


class ApiLedger(Strict):
    """Where cases of keys live whose mode reaches less far than the installation's."""

    database: str
    archive: str | None = None


class ApiSettings(Strict):
    rate: float = Field(default=50, gt=0)  # requests a second that a key may make
    body: int = Field(default=20_000_000, ge=1000)  # bytes of a request
    timeout: float = Field(default=30, gt=0)  # seconds in which a request must have arrived
    keys: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,40}$")], ApiKey] = {}
    payers: tuple[
        Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")], ...
    ] = ()  # sign with QAULY_PAYER_<NAME>_SECRET
    sandbox: ApiLedger = ApiLedger(database="sqlite:///sandbox/qauly.db")
    team: ApiLedger = ApiLedger(database="sqlite:///team/qauly.db")


class JobSettings(Strict):
    kind: Literal["embedded", "procrastinate"] | None = None  # by the database where it is not said
    lease: float = Field(default=120, gt=0)  # seconds after which another worker takes over from one that is silent


class Directory(Strict):
    """Where phones are looked up that an event does not tell: a channel that can, and its contract profile."""

    channel: str
    profile: str


class Config(Strict):
    """Settings of an installation. Relative paths start from the folder of the file, those of channels too."""

    mode: Mode = "sandbox"
    database: str = "sqlite:///qauly.db"
    archive: str | None = None
    recipients: tuple[str, ...] = ()
    media: Media = Media()
    channels: dict[str, dict[str, Any]] = {}
    directory: Directory | None = None
    callbacks: tuple[CallbackSettings, ...] = ()
    citizen: Citizen = Citizen()
    quiet_hours: QuietHours | None = None
    jobs: JobSettings = JobSettings()
    api: ApiSettings = ApiSettings()
    watch: Watch = Watch()
    signer: dict[str, Any] | None = None  # kind = "pkcs12" or "ncanode", and the signer's own settings
    roots: tuple[str, ...] = ()  # certificates of the authorities whose signatures are trusted
    retention: dict[str, int] = {}  # years by pattern of a document's kind; what none fits is kept for ever
    _folder: Path = PrivateAttr(default_factory=Path)

    @classmethod
    def load(cls, path: Path | str | None = None) -> "Config":
        """The file named, else `qauly.toml` of the working folder, else the defaults.

        Raises `ContentError` with the key that is wrong, FileNotFoundError for a named file that is not there.
        """
        file = Path(path) if path is not None else Path(FILE)
        if path is None and not file.is_file():
            return cls()
        try:
            data = tomllib.loads(file.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ContentError(
                Finding(
                    str(file),
                    _line_of(error),
                    "F-001",
                    _("is not valid TOML: {error}.", error=error),
                    _("A table is [name], a setting name = value; text stands in double quotes; every name once."),
                )
            ) from None
        try:
            config = cls.model_validate(data)
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            key = ".".join(str(part) for part in fault["loc"])
            problem, fix = told(fault, key)
            if fault["type"] == "extra_forbidden":
                problem = _("`{key}` is not a setting.", key=key)
            fix = fix or _("The settings and their values are in README.md.")
            raise ContentError(Finding(str(file), 0, "F-002", problem, fix)) from None
        folder = file.resolve().parent
        loaded = config.model_copy(
            update={
                "database": beside(config.database, folder),
                "archive": _below(config.archive, folder),
                "roots": tuple(str(folder / each) for each in config.roots),
                "signer": _signer(config.signer, folder),
                "watch": config.watch.model_copy(update={"traces": _below(config.watch.traces, folder)}),
                "api": config.api.model_copy(
                    update={name: _ledger(getattr(config.api, name), folder) for name in ("sandbox", "team")}
                ),
            }
        )
        loaded._folder = folder
        return loaded

    @property
    def folder(self) -> Path:
        """Where the file lies; the working folder where there is none."""
        return self._folder

    def in_mode(self, mode: Mode) -> "Config":
        """The same installation for keys of another mode: on the ledger of that mode, and nothing leaves a sandbox.

        Raises `ContentError` for a mode that reaches further than the installation's own.
        """
        if mode == self.mode:
            return self
        if mode == "live" or self.mode == "sandbox":
            problem = _("a key of the mode {mode} reaches further than the mode {own}.", mode=mode, own=self.mode)
            raise ContentError(
                Finding(FILE, 0, "F-004", problem, _("Set its mode to that of the installation, or to sandbox."))
            )
        ledger: ApiLedger = getattr(self.api, mode)
        update = {"mode": mode, "database": ledger.database, "archive": ledger.archive}
        return self.model_copy(update=update | ({"callbacks": ()} if mode == "sandbox" else {}))

    def on(self, database: str) -> "Config":
        """The settings for a database; the ledger of a mode keeps its mode, whoever opens it."""
        for mode, ledger in (("sandbox", self.api.sandbox), ("team", self.api.team)):
            if mode != self.mode and beside(database, Path.cwd()) == beside(ledger.database, Path.cwd()):
                return self.in_mode(mode)  # type: ignore[arg-type]  # mypy widens the literals of the loop
        return self.model_copy(update={"database": database})

    @property
    def archive_place(self) -> str:
        """As set (a folder or s3://…), else the folder `archive` beside the SQLite file, or else in `folder`."""
        if self.archive is not None:
            return self.archive
        place = _sqlite_folder(self.database) if self.database.startswith("sqlite:///") else self._folder
        return str(place / "archive")

    def database_exists(self) -> bool:
        """Whether there is a ledger to ask; a SQLite file is not made by asking."""
        if not self.database.startswith("sqlite:///"):
            return True
        return Path(self.database.removeprefix("sqlite:///")).is_file()

    def secret(self, environment: Mapping[str, str] = os.environ) -> bytes:
        """QAULY_SECRET; a sandbox does without it."""
        given = environment.get("QAULY_SECRET", "")
        if given:
            return given.encode()
        if self.mode == "sandbox":
            return SANDBOX_SECRET
        raise ContentError(
            Finding(
                FILE,
                0,
                "F-003",
                _("the mode {mode} needs QAULY_SECRET in the environment.", mode=self.mode),
                _("Set it to a long random text, and keep it: the links of messages hang on it."),
            )
        )


def _line_of(error: Exception) -> int:
    found = re.search(r"at line (\d+)", str(error))
    return int(found[1]) if found else 0


def _sqlite_folder(url: str) -> Path:
    name = url.removeprefix("sqlite:///")
    return Path(name).parent if name and name != ":memory:" else Path()


def beside(url: str, folder: Path) -> str:
    """The address of a database, where a relative SQLite file lies in the folder."""
    name = url.removeprefix("sqlite:///")
    if not url.startswith("sqlite:///") or name in ("", ":memory:") or Path(name).is_absolute():
        return url
    return f"sqlite:///{folder / name}"


def _ledger(ledger: ApiLedger, folder: Path) -> ApiLedger:
    return ApiLedger(database=beside(ledger.database, folder), archive=_below(ledger.archive, folder))


def _signer(settings: dict[str, Any] | None, folder: Path) -> dict[str, Any] | None:
    if settings is None or "file" not in settings:
        return settings
    return {**settings, "file": str(folder / str(settings["file"]))}


def _below(path: str | None, folder: Path) -> str | None:
    return path if path is None or path.startswith("s3://") else str(folder / path)
