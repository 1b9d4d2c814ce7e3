"""DKIM: the office's domain answers for what its mails say (RFC 6376)."""

from collections.abc import Callable

from pydantic import BaseModel, ConfigDict

from ..common.settings import Place

# what a reader sees or a program believes; each is signed once more than it occurs, so that none can be added
SIGNED = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Language",
          "Auto-Submitted")  # fmt: skip
ADDED_BY_NOBODY = ("From", "To", "Subject", "Date")


class DkimSettings(BaseModel):
    """`domain` is the sender's or one above it; `key_file` an RSA key in PEM; the DNS holds `selector`'s public key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    domain: str
    selector: str
    key_file: Place


def signer(settings: DkimSettings, sender_domain: str) -> Callable[[bytes], bytes]:
    """A function that gives a message with its signature before it. Raises ValueError for what could not sign."""
    if f".{sender_domain}".lower().endswith(f".{settings.domain}".lower()) is False:
        raise ValueError(f"channels.smtp.dkim.domain: {settings.domain} is not the domain of the sender's address")
    import dkim  # type: ignore[import-untyped]  # it comes without types

    try:
        key = settings.key_file.read_bytes()
        dkim.crypto.parse_pem_private_key(key)
    except (OSError, ValueError, dkim.crypto.UnparsableKeyError) as error:
        raise ValueError(f"channels.smtp.dkim.key_file: {settings.key_file} cannot be used: {error}") from None
    headers = [name.lower().encode() for name in (*SIGNED, *ADDED_BY_NOBODY)]

    def sign(message: bytes) -> bytes:
        return bytes(
            dkim.sign(
                message,
                settings.selector.encode(),
                settings.domain.encode(),
                key,
                canonicalize=(b"relaxed", b"relaxed"),
                include_headers=headers,
            )
            + message
        )

    return sign
