"""What the signatures of a file, inside it and beside it, are worth, as answers of `qauly verify`."""

from collections.abc import Iterator, Sequence

from ..answers import Answer, bad
from ..messages import _
from .judgement import Judgement


def signature_answers(found: Sequence[Judgement], *, roots: bool) -> Iterator[Answer]:
    """An answer for each signature; `roots`: whether there are authorities that are trusted at all."""
    for each in found:
        at = each.at.isoformat() if each.at else "–"
        who = each.signer or "–"
        if each.verdict == "broken":
            yield bad("V-011", _("the signature of {signer} does not fit: the file was changed.", signer=who))
        elif each.verdict == "changed_after":
            yield bad("V-013", _("something was added after {signer} signed it.", signer=who))
        elif each.verdict == "revoked":
            yield bad("V-014", _("the certificate of {signer} was revoked.", signer=who))
        elif each.verdict == "expired":
            sentence = _("the certificate of {signer} is over, and no time stamp shows that it was signed before.",
                         signer=who)  # fmt: skip
            yield Answer("V-015", "unknown", sentence)
        elif each.verdict == "unchecked":
            sentence = _("the signature of {signer} was not checked: this program lacks {problem}.",
                         signer=who, problem=each.detail)  # fmt: skip
            yield Answer("V-016", "unknown", sentence)
        elif each.verdict == "untrusted":
            sentence = _("signed by {signer} at {at}; no trusted authority vouches for it.", signer=who, at=at)
            yield Answer("V-012", "bad" if roots else "unknown", sentence)
        else:
            yield Answer("V-012", "good", _("signed by {signer} at {at}, and unchanged since.", signer=who, at=at))
