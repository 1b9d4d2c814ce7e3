"""A notice as an e-mail: both languages in one message, each marked as what it is, headers that survive folding."""

from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from typing import Any

from .ports import DispatchOrder


class BilingualPolicy(EmailPolicy):
    """The standard library's folding of long non-ASCII subjects drops spaces between words; `Header` does not."""

    def _fold(self, name: str, value: Any, refold_binary: bool = False) -> str:
        text = str(value)
        if name.lower() == "subject" and not text.isascii():
            folded = Header(text, "utf-8", maxlinelen=75, header_name=name).encode(linesep=self.linesep)
            return f"{name}: {folded}{self.linesep}"
        return str(super()._fold(name, value, refold_binary))  # type: ignore[misc]  # the one hook there is


POLICY = BilingualPolicy(**{name: getattr(SMTP, name) for name in ("linesep", "max_line_length", "cte_type")})


def mail_message(dispatch: DispatchOrder, *, sender: str) -> EmailMessage:
    """The message of a dispatch whose body holds `kk` and `ru`, each with subject and body; attachments follow."""
    kk, ru = dispatch.body["kk"], dispatch.body["ru"]
    message = EmailMessage(policy=POLICY)
    message["From"] = sender
    message["To"] = dispatch.address
    message["Subject"] = f"{kk['subject']} / {ru['subject']}"
    message["Message-ID"] = f"<{dispatch.reference}@{sender.rpartition('@')[2]}>"
    message["Content-Language"] = "kk, ru"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(f"{kk['body']}\n\n* * *\n\n{ru['body']}\n", cte="quoted-printable")
    for file in dispatch.attachments:
        main, _slash, sub = file.media_type.partition("/")
        message.add_attachment(file.data, maintype=main, subtype=sub, filename=file.name)
    return message
