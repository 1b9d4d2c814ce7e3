"""The settings below `[channels.egov]`. Passwords come from the environment alone."""

from typing import Literal, get_args
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from ...engine.law.procedure import MessageTo
from ..common.settings import ChannelSettings, Place

PASSWORD = "QAULY_EGOV_PASSWORD"  # of the sender, where the gateway wants one
KEY_PASSWORD = "QAULY_EGOV_KEY_PASSWORD"  # of the PKCS#12 file
RECEIVERS: tuple[str, ...] = get_args(MessageTo)
HERE = ("127.0.0.1", "localhost", "::1")


class Settings(ChannelSettings):
    url: str = Field(pattern=r"^https?://\S+$")  # SyncChannel
    async_url: str | None = Field(None, pattern=r"^https?://\S+$")  # AsyncChannel, for profiles that use it
    sender: str = Field(min_length=1)  # senderId
    profile: str = "egov-push"  # the contract of notices: a shipped name, or a path
    profiles: dict[str, str] = {}  # `sms`, and each receiver of messages: its contract
    signer: Literal["rsa", "ncanode", "none"] = "rsa"
    key: Place | None = None  # PKCS#12
    ncanode: str | None = Field(None, pattern=r"^https?://\S+$")  # signs and checks with GOST keys
    answers: Literal["signed", "any"] = "signed"  # "any" takes an unsigned answer too
    roots: tuple[Place, ...] = ()  # authorities that certify the gateway's signature
    certificates: tuple[Place, ...] = ()  # the gateway's own, for answers that only name theirs
    crls: tuple[Place, ...] = ()  # revocation lists of those authorities
    ca: Place | None = None  # authorities of the gateway's TLS certificate, where they are not the system's
    tls_crl: Place | None = None  # their revocation list, PEM
    timeout: float = Field(30, gt=0, le=600)  # seconds for a whole call, however its answer comes
    clock_skew: float = Field(300, gt=0)  # seconds by which the gateway's clock may differ from ours
    max_answer: int = Field(2_000_000, gt=0)  # bytes

    @field_validator("profiles")
    @classmethod
    def _known(cls, given: dict[str, str]) -> dict[str, str]:
        for name in given:
            if name not in ("sms", *RECEIVERS):
                raise ValueError(f"{name} is none of sms, {', '.join(RECEIVERS)}")
        return given

    def checked(self) -> "Settings":
        """Itself. Raises ValueError, naming it, for a setting that another one needs."""
        if self.signer != "none" and self.key is None:
            raise ValueError("channels.egov.key: name the PKCS#12 file that signs, or set signer to none")
        if self.signer == "ncanode" and self.ncanode is None:
            raise ValueError("channels.egov.ncanode: name the address of the signing server")
        if self.answers == "signed" and not self.roots and self.ncanode is None:
            need = 'name the authorities whose signature of answers is trusted, or set answers to "any"'
            raise ValueError(f"channels.egov.roots: {need}")
        for name in ("ca", "tls_crl"):
            if getattr(self, name) is not None and not self.encrypted:
                raise ValueError(f"channels.egov.{name}: url needs https://, without it everything goes in the clear")
        return self

    @property
    def encrypted(self) -> bool:
        """Whether there is an address that is reached by TLS."""
        return any((url or "").startswith("https:") for url in (self.url, self.async_url))

    @property
    def local(self) -> bool:
        """Whether nothing leaves this machine: a stand-in is asked."""
        return all(urlsplit(url).hostname in HERE for url in (self.url, self.async_url) if url)
