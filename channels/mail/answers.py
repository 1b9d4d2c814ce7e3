"""What a mail server's answer means: gone, gone perhaps, later, never, or our own settings are wrong."""

import aiosmtplib

from ...engine.ports import SendResult
from ..common.tls import untrusted

LOCKED_OUT = (530, 534, 535, 538)  # who we are is in doubt, not whom we write to
CLOSING = 421
TOO_LARGE = 552


def before(error: Exception) -> SendResult:
    """What failed before the text was sent: nothing has gone out."""
    reason = f"{type(error).__name__}: {error}"
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _refused(error)
    # a connection that cannot be secured as set is never used unsecured
    if refused := untrusted(error):
        reason = f"channels.smtp.ca_file: the server's certificate is not trusted: {refused}"
        return SendResult("transient", reason, evidence=str(error), halt=True)
    halt = "STARTTLS extension not supported" in str(error)
    return SendResult("transient", reason, evidence=str(error), halt=halt)


def at_login(error: Exception) -> SendResult:
    """What failed while we said who we are; a password that is refused stays refused until a person mends it."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        said = f"{error.code} {error.message}"
        return SendResult("transient", f"the login was refused: {said}", evidence=said, halt=error.code // 100 == 5)
    if isinstance(error, aiosmtplib.SMTPServerDisconnected | TimeoutError | OSError):
        return before(error)
    return SendResult("transient", f"no login is possible: {error}", evidence=str(error), halt=True)


def after(error: Exception) -> SendResult:
    """What failed once the text was on its way: only a plain refusal says that it has not gone out."""
    if isinstance(error, aiosmtplib.SMTPDataError) and 400 <= error.code < 600:
        return _refused(error)
    reason = f"no answer after the text was sent: {type(error).__name__}"
    return SendResult("unknown", reason, evidence=str(error))


def is_refusal(error: Exception) -> bool:
    """Whether the server refused this one message, and will take the next one over the same connection."""
    code = error.code if isinstance(error, aiosmtplib.SMTPResponseException) else 0
    return 400 <= code < 600 and code != CLOSING


def _refused(error: aiosmtplib.SMTPResponseException) -> SendResult:
    code, said = error.code, f"{error.code} {error.message}"
    if 400 <= code < 500 or not 500 <= code < 600:  # for now, or no answer of SMTP at all
        return SendResult("transient", said, evidence=said)
    if code in LOCKED_OUT or isinstance(error, aiosmtplib.SMTPConnectError | aiosmtplib.SMTPHeloError):
        return SendResult("transient", f"the server does not let us in: {said}", evidence=said, halt=True)
    if isinstance(error, aiosmtplib.SMTPSenderRefused) and code != TOO_LARGE:
        return SendResult("transient", f"the server refuses our sender: {said}", evidence=said, halt=True)
    return SendResult("rejected", said, evidence=said)
