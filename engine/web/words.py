"""The program's own words on pages: buttons, labels, errors. What the law makes people read is in legal_texts/."""

from collections.abc import Mapping

from ..messages import _
from ..wording.document import Lang

WORDS = {
    "service": _("Official notice"),
    "skip": _("Go to the content"),
    "language": _("Language"),
    "draft": _("DRAFT: this wording has not been approved yet"),
    "digits": _("Last four digits of your IIN"),
    "digits_hint": _("The IIN is the twelve digits on your identity card; only its end is needed."),
    "open": _("Open"),
    "digits_missing": _("Type four digits."),
    "digits_wrong": _("These digits do not fit. Check them and try again."),
    "tries_over": _(
        "Too many attempts. For your safety the link is closed for now; try again tomorrow. "
        "If it cannot wait, turn to the body that sent the message and name the number in it."
    ),
    "error": _("Error"),
    "nobody": _("This notice cannot be opened here, because no IIN is known for it. Turn to the body that sent it."),
    "again": _("For your safety the page was closed. Type the digits once more."),
    "lost": _("This link does not work"),
    "lost_help": _(
        "Open the whole link from the message once more. If that does not help, its time may be over: "
        "turn to the body that sent the message and name the number in it."
    ),
    "refused": _("The request was not accepted"),
    "refused_help": _("Open the link from the message once more and repeat what you did."),
    "busy": _("Too many requests"),
    "busy_help": _("Wait a minute and open the page again."),
    "unavailable": _("The page is not available now"),
    "unavailable_help": _("Nothing is lost. Try again later."),
    "pay": _("Go to payment"),
    "pay_at": _("Pay at {host}"),
    "pay_host": _("The payment page is at {host}. Check this address in your browser."),
    "qr": _("QR code with the address of the payment page"),
    "print": _("This page can be printed."),
    "download": _("Download {format}"),
    "download_file": _("Download the file"),
    "handed_on": _("Attached file: {name}"),
    "kilobytes": _("{size} kB"),
    "confirm": _("I confirm: {label}"),
    "back": _("Back to the case"),
    "leave": _("Close this page"),
    "verify": _("Check a document"),
    "verify_help": _("The code stands at the end of the document, beside the QR code."),
    "code": _("Code of the document"),
    "code_hint": _("For instance {code}"),
    "check": _("Check"),
    "unknown": _("No document with this code was issued"),
    "unknown_help": _("Compare the code with the document sign by sign. If it is the same, do not trust the document."),
    "another": _("Check another document"),
}


def words_of(lang: Lang) -> Mapping[str, str]:
    """All words in one language; places stay to be filled."""
    return _BY_LANGUAGE[lang]


_BY_LANGUAGE: Mapping[Lang, Mapping[str, str]] = {
    "kk": {name: message.text("kk") for name, message in WORDS.items()},
    "ru": {name: message.text("ru") for name, message in WORDS.items()},
}
