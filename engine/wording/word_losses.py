"""What stands in an edited exchange file and would be lost without a word: refused by name, nothing is dropped."""

from typing import Any

from ..errors import CallerError
from ..messages import Message, _

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_UNREAD: dict[str, Message] = {
    f"{W}footnoteReference": _("a footnote"),
    f"{W}endnoteReference": _("an endnote"),
    f"{W}drawing": _("a picture or a text box"),
    f"{W}pict": _("a picture or a text box"),
    f"{W}object": _("an embedded object"),
    f"{W}vanish": _("hidden text"),
}


def exchange_table(body: Any, known: set[str]) -> Any:
    """The one table of the export; raises `CallerError` where another table or text outside it would be lost.

    `known` are the names of the clauses' bookmarks and styles, and their tags.
    """
    tables = [each for each in body.iter(f"{W}tbl") if each.getparent() is body]
    ours = [table for table in tables if _marked(table, known)]
    if not ours and len(tables) == 1:  # it has lost all its marks; the reader names its rows
        ours = tables
    for table in tables:
        words = _words(table)
        if words and table not in ours[:1]:
            raise CallerError(
                _("a table that does not belong to the export: {text}", text=words),
                field="FILE",
                fix=_("Take it out; clauses are edited in their own cells."),
            )
    for number, paragraph in enumerate(each for each in body if each.tag != f"{W}tbl"):
        words = _words(paragraph)
        if words and number:  # the first paragraph is the name of the edition
            raise CallerError(
                _("text outside the table would be lost: {text}", text=words),
                field="FILE",
                fix=_("Put it into the cell of its clause, or make it a comment."),
            )
    return ours[0] if ours else None


def refuse_losses(row: int, place: Any, tag: str) -> None:
    """Raises `CallerError` for what a cell holds beside its text, or for a table within it."""
    if place.find(f".//{W}tbl") is not None:
        raise CallerError(
            _("row {row}: a table stands inside a cell.", row=row),
            field="FILE",
            fix=_("A clause is plain text; take the table out."),
        )
    for element in place.iter(*_UNREAD):
        off = str(element.get(f"{W}val")) in ("0", "false", "off", "none")
        if not off and not any(each.tag in (f"{W}del", f"{W}moveFrom", f"{W}pPr") for each in element.iterancestors()):
            raise CallerError(
                _("the clause {tag} holds {what}, which the wording cannot take.", tag=tag, what=_UNREAD[element.tag]),
                field="FILE",
                fix=_("Take it out, or write its words into the clause."),
            )


def gone(row: Any) -> bool:
    """Whether a tracked change deletes the whole row."""
    return row.find(f"{W}trPr/{W}del") is not None


def _marked(table: Any, known: set[str]) -> bool:
    for mark in table.iter(f"{W}tag", f"{W}bookmarkStart", f"{W}pStyle"):
        name = str(mark.get(f"{W}val") or mark.get(f"{W}name"))
        if name in known or name.rpartition("_")[0] in known:
            return True
    return False


def _words(element: Any) -> str:
    return " ".join("".join(str(text.text or "") for text in element.iter(f"{W}t")).split())[:60]
