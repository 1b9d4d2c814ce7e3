"""An edition beside the one it replaces: a text changed in one language alone, and points that came, went or moved.

An overlay's file replaces the file of the folder below; any other edition replaces the one before it. These findings
are warnings: such changes may be meant, but nobody should make them without knowing.
"""

from collections.abc import Iterator

from ..content import Content
from ..errors import ContentError, Finding
from ..messages import Message, _
from ..yamlfile import line_of, load
from .document import LANGS
from .editions import Edition, Editions, Placed, named

RULE = "W-017"


def replaced(editions: Editions, procedure: str, file: str, edition: Edition) -> Iterator[Finding]:
    """Warnings W-017 of one edition; none once two people have approved it."""
    if editions.state(procedure, edition) == "approved":
        return
    below = _below(editions.content, file)
    before = below or _earlier(editions, procedure, edition)
    if before is None:
        return
    text = editions.content.read_text(file)
    old, new = named(before), named(edition)

    def finding(name: str, message: Message, fix: Message) -> Finding:
        path, clause = new[name] if name in new else ((), old[name][1])
        texts: dict[str, str] = {lang: " ".join(clause[lang].split()) for lang in LANGS}
        line = line_of(text, path)
        return Finding(file, line, RULE, message, fix, clause=clause.id, severity="warning", texts=texts)

    for name, (_path, clause) in new.items():
        if name in old:
            changed = [lang for lang in LANGS if old[name][1][lang].split() != clause[lang].split()]
            if len(changed) == 1:
                lang, other = changed[0], "ru" if changed[0] == "kk" else "kk"
                yield finding(
                    name,
                    _("only the {lang} text was changed; before it was: {text}", lang=lang,
                      text=" ".join(old[name][1][lang].split())),
                    _("See whether the {other} text still says the same.", other=other),
                )  # fmt: skip
    if below is not None:
        for name, message in _points(old, new):
            yield finding(name, message, _("See whether it is meant; the courses show what is then printed."))


def _points(old: dict[str, Placed], new: dict[str, Placed]) -> Iterator[tuple[str, Message]]:
    """What became of the points of a file that an overlay replaces."""
    for name in old:
        if name not in new:
            yield name, _("the clause stands in the wording that is replaced, and not here.")
    for name, (_path, clause) in new.items():
        if name not in old:
            yield name, _("the clause does not stand in the wording that is replaced.")
            continue
        before = old[name][1]
        if before.condition != clause.condition:
            yield name, _("the condition was {old}, and is {new}.",
                          old=before.condition.strip() or "–", new=clause.condition.strip() or "–")  # fmt: skip
        if before.sources != clause.sources:
            yield name, _("the source was {old}, and is {new}.",
                          old=", ".join(before.sources), new=", ".join(clause.sources))  # fmt: skip
    kept = [name for name in new if name in old]
    was = [name for name in old if name in new]
    for number, name in enumerate(kept):
        if name != was[number]:
            yield name, _("the clauses stand in another order than in the wording that is replaced.")
            return


def _below(content: Content, file: str) -> Edition | None:
    """The file of the same name that an overlay hides."""
    holders = [number for number, layer in enumerate(content.layers) if (layer / file).is_file()]
    if len(holders) < 2:
        return None
    try:
        return load(Content(content.layers[: holders[-1]]), file, Edition)
    except ContentError:
        return None


def _earlier(editions: Editions, procedure: str, edition: Edition) -> Edition | None:
    starts = editions.starts[procedure, edition.id]
    past = [start for start in starts if start < edition.start]
    try:
        return editions.read(starts[max(past)]) if past else None
    except ContentError:
        return None  # it is reported where it stands
