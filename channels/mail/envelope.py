"""The envelope of a mail: who it is from, who it is for, and what the server is asked to report (RFC 3461, 6531)."""

import re
from dataclasses import dataclass

import aiosmtplib

NOT_XTEXT = re.compile(r"[^!-*,-<>-~]")


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message for one recipient. `reference` is its ENVID: a report about it hands the reference back."""

    sender: str
    recipient: str
    reference: str
    data: bytes

    @property
    def unicode(self) -> bool:
        """Whether an address has letters that only an SMTPUTF8 server can take."""
        return not (self.sender + self.recipient).isascii()

    def mail_options(self, server: aiosmtplib.SMTP) -> list[str]:
        """What goes with MAIL FROM, of what the server offers."""
        wanted = []
        if server.supports_extension("size"):
            wanted.append(f"SIZE={len(self.data)}")
        if self.unicode:
            wanted += ["SMTPUTF8", "BODY=8BITMIME"]
        if server.supports_extension("dsn"):
            wanted += ["RET=HDRS", f"ENVID={xtext(self.reference)}"]
        return wanted

    def recipient_options(self, server: aiosmtplib.SMTP) -> list[str]:
        """What goes with RCPT TO: a report is asked for whatever becomes of the mail."""
        if not server.supports_extension("dsn"):
            return []
        kind = "rfc822" if self.recipient.isascii() else "utf-8"
        return ["NOTIFY=SUCCESS,FAILURE,DELAY", f"ORCPT={kind};{xtext(self.recipient)}"]


def xtext(text: str) -> str:
    """RFC 3461's way to write any sign of ASCII in a parameter; other letters as RFC 6533 has it."""
    return NOT_XTEXT.sub(lambda sign: _escaped(ord(sign[0])), text)


def _escaped(code: int) -> str:
    return f"+{code:02X}" if code < 128 else f"\\x{{{code:02X}}}"


def verp(address: str, reference: str) -> str:
    """The address with the reference in it, so that even a bounce without any id tells what it is about."""
    local, _at, domain = address.rpartition("@")
    return f"{local}+{reference}@{domain}"


def verp_reference(address: str, envelope_sender: str) -> str:
    """The reference in an address that `verp` made of `envelope_sender`; empty where it made none."""
    local, _at, domain = envelope_sender.rpartition("@")
    found = re.fullmatch(rf"{re.escape(local)}\+([^@]+)@{re.escape(domain)}", address.strip("<> "), re.IGNORECASE)
    return found[1] if found else ""
