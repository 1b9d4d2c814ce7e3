"""The settings below `[channels.egov]`. Passwords come from the environment alone."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator

from ...engine.config import Strict
from ...engine.law.procedure import MessageTo

PASSWORD = "QAULY_EGOV_PASSWORD"  # of the sender, where the gateway wants one
KEY_PASSWORD = "QAULY_EGOV_KEY_PASSWORD"  # of the PKCS#12 file
RECEIVERS: tuple[str, ...] = get_args(MessageTo)
HERE = ("127.0.0.1", "localhost", "::1")


class Settings(Strict):
    url: str = Field(pattern=r"^https?://\S+$")  # SyncChannel
    async_url: str | None = Field(None, pattern=r"^https?://\S+$")  # AsyncChannel, for profiles that use it
    sender: str = Field(min_length=1)  # senderId
    profile: str = "egov-push"  # the contract of notices: a shipped name, or a path
    profiles: dict[str, str] = {}  # `sms`, and each receiver of messages: its contract
    signer: Literal["rsa", "ncanode", "none"] = "rsa"
    key: Path | None = None  # PKCS#12
    ncanode: str | None = Field(None, pattern=r"^https?://\S+$")  # signs and checks with GOST keys
    answers: Literal["signed", "any"] = "signed"  # "any" takes an unsigned answer too
    roots: tuple[Path, ...] = ()  # authorities that certify the gateway's signature
    certificates: tuple[Path, ...] = ()  # the gateway's own, for answers that only name theirs
    crls: tuple[Path, ...] = ()  # revocation lists of those authorities
    ca: Path | None = None  # authorities of the gateway's TLS certificate, where they are not the system's
    tls_crl: Path | None = None  # their revocation list, PEM
    timeout: float = Field(30, gt=0, le=600)
    clock_skew: float = Field(300, gt=0)  # seconds by which the gateway's clock may differ from ours
    max_answer: int = Field(2_000_000, gt=0)  # bytes

    @field_validator("profiles")
    @classmethod
    def _known(cls, given: dict[str, str]) -> dict[str, str]:
        for name in given:
            if name not in ("sms", *RECEIVERS):
                raise ValueError(f"{name} is none of sms, {', '.join(RECEIVERS)}")
        return given

    @model_validator(mode="after")
    def _whole(self) -> "Settings":
        if self.signer != "none" and self.key is None:
            raise ValueError("key: name the PKCS#12 file that signs, or set signer to none")
        if self.signer == "ncanode" and self.ncanode is None:
            raise ValueError("ncanode: name the address of the signing server")
        if self.answers == "signed" and not self.roots and self.ncanode is None:
            raise ValueError('roots: name the authorities whose signature of answers is trusted, or set answers to "any"')
        return self

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "Settings":
        """Raises KeyError with the name of a setting that is missing, ValueError naming one that is wrong."""
        try:
            return cls.model_validate(dict(given))
        except ValidationError as error:
            fault = error.errors(include_url=False, include_context=False)[0]
            key = ".".join(str(part) for part in fault["loc"])
            if fault["type"] == "missing":
                raise KeyError(key) from None
            text = "is not a setting" if fault["type"] == "extra_forbidden" else fault["msg"]
            text = text.removeprefix("Value error, ")
            raise ValueError(f"channels.egov.{key}: {text}" if key else f"channels.egov.{text}") from None

    @property
    def local(self) -> bool:
        """Whether nothing leaves this machine: a stand-in is asked."""
        return all(urlsplit(url).hostname in HERE for url in (self.url, self.async_url) if url)
