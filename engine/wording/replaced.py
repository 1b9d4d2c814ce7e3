"""An edition beside the one it replaces: a text changed in one language alone, and points that came, went or moved.

An overlay's file replaces the file of the folder below; any other edition replaces the one before it. These findings
are warnings: such changes may be meant, but nobody should make them without knowing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..content import Content
from ..errors import ContentError, Finding
from ..messages import Message, _
from ..yamlfile import line_of, load
from .document import LANGS
from .editions import Clause, Edition, Editions, named

RULE = "W-017"


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one clause; `clause` is the new one, or the one that went away."""

    path: tuple[str | int, ...]
    clause: Clause
    message: Message
    fix: Message


def replaced(editions: Editions, procedure: str, file: str, edition: Edition) -> Iterator[Finding]:
    """Warnings W-017 of one edition; none once two people have approved it."""
    if editions.state(procedure, edition) == "approved":
        return
    below = _below(editions.content, file)
    before = below or _earlier(editions, procedure, edition)
    if before is None:
        return
    text = editions.content.read_text(file)
    for change in (*one_sided(before, edition), *(points(before, edition) if below else ())):
        clause = change.clause
        texts: dict[str, str] = {lang: " ".join(clause[lang].split()) for lang in LANGS}
        line = line_of(text, change.path)
        yield Finding(
            file, line, RULE, change.message, change.fix, clause=clause.id, severity="warning", texts=texts
        )  # fmt: skip


def one_sided(before: Edition, after: Edition) -> Iterator[Change]:
    """Clauses of which one language was changed and the other was not."""
    old = named(before)
    for name, (path, clause) in named(after).items():
        changed = [lang for lang in LANGS if name in old and old[name][1][lang].split() != clause[lang].split()]
        if len(changed) == 1:
            lang, other = changed[0], "ru" if changed[0] == "kk" else "kk"
            was = " ".join(old[name][1][lang].split())
            yield Change(
                path,
                clause,
                _("only the {lang} text was changed; before it was: {text}", lang=lang, text=was),
                _("See whether the {other} text still says the same.", other=other),
            )


def points(before: Edition, after: Edition) -> Iterator[Change]:
    """Clauses that came, went or moved, or have another condition or source."""
    old, new = named(before), named(after)
    fix = _("See whether it is meant; the example courses show what is then printed.")
    for name, (_path, clause) in old.items():
        if name not in new:
            yield Change((), clause, _("the clause stands in the wording that is replaced, and not here."), fix)
    for name, (path, clause) in new.items():
        if name not in old:
            yield Change(path, clause, _("the clause does not stand in the wording that is replaced."), fix)
            continue
        was = old[name][1]
        if was.condition != clause.condition:
            said = [each.condition.strip() or "–" for each in (was, clause)]
            yield Change(path, clause, _("the condition was {old}, and is {new}.", old=said[0], new=said[1]), fix)
        if was.sources != clause.sources:
            sources = [", ".join(each.sources) for each in (was, clause)]
            yield Change(path, clause, _("the source was {old}, and is {new}.", old=sources[0], new=sources[1]), fix)
    kept = [name for name in new if name in old]
    for name, stood in zip(kept, [name for name in old if name in new], strict=True):
        if name != stood:
            path, clause = new[name]
            message = _("the clauses stand in another order than in the wording that is replaced.")
            yield Change(path, clause, message, fix)
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
    here = starts[edition.start]
    if not past or _layer(editions.content, starts[max(past)]) > _layer(editions.content, here):
        return None  # an overlay changed the earlier one; that is told there
    try:
        return editions.read(starts[max(past)])
    except ContentError:
        return None  # it is reported where it stands


def _layer(content: Content, file: str) -> int:
    return max((number for number, layer in enumerate(content.layers) if (layer / file).is_file()), default=0)
