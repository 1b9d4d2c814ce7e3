"""What the YAML reader says of a broken file, in words of the program, each with how to mend it."""

import re
from collections.abc import Callable

from .messages import Message, _

Told = tuple[Message, Message]

_QUOTES = _("Put the text in quotes.")
_NO_DAY = (_("there is no such day."), _("Write a day of the calendar on this line, such as 2024-01-18."))
_OPEN = _("a bracket is opened and not closed, or a comma is missing.")
_CLOSE = _("Close the bracket; put commas between the values, and text with signs in quotes.")

# the first that is found counts
_FAULTS: tuple[tuple[str, Callable[[re.Match[str]], Told]], ...] = (
    (r"character '\\t'", lambda _found: (_("a tab stands here."), _("Write spaces: YAML takes no tabs."))),
    (r"character '(.+)' that cannot start",
     lambda found: (_("a value cannot begin with {sign}.", sign=found[1]), _QUOTES)),
    (r'duplicate key "(.*?)"',
     lambda found: (_("the name {name} stands twice.", name=found[1]), _("Write every name once."))),
    ("mapping values are not allowed",
     lambda _found: (_("a colon stands where no value may begin."),
                     _("Put text with a colon in quotes; set lines of one list in alike."))),
    ("unexpected end of stream", lambda _found: (_("a quote is opened and not closed."), _("Close the quote."))),
    (r"expected ',' or '[\]}]'", lambda _found: (_OPEN, _CLOSE)),
    ("undefined alias|expected alphabetic or numeric",
     lambda _found: (_("text cannot begin with * or & without quotes."), _QUOTES)),
    (r"constructor for the tag '(.+)'", lambda found: (_("a value cannot begin with {sign}.", sign=found[1]), _QUOTES)),
    ("unhashable key", lambda _found: (_("a value cannot begin with {sign}.", sign="{{"), _QUOTES)),
    (r"unacceptable character #x0*([0-9a-fA-F]+)",
     lambda found: (_("a sign that no text has stands here: U+{code}.", code=found[1].upper().rjust(4, "0")),
                    _("Delete it."))),
    ("another document",
     lambda _found: (_("a line of three dashes begins a second document."), _("Take the line out."))),
    ("day is out of range|month must be", lambda _found: _NO_DAY),
    (r"unknown escape character '(.+)'",
     lambda found: (_("\\{sign} means nothing in double quotes.", sign=found[1]), _("Write \\\\, or single quotes."))),
    ("could not find expected ':'",
     lambda _found: (_("a line here is neither `name: value` nor part of the text above it."),
                     _("Set it in like the text it belongs to, or write name and colon."))),
)  # fmt: skip


def yaml_fault(problem: str) -> Told:
    """Message and fix for the reader's own (English) words."""
    for pattern, told in _FAULTS:
        if found := re.search(pattern, problem):
            return told(found)
    return (
        _("is not valid YAML: {problem}.", problem=problem),
        _("Look at this line and the one before it: spaces, no tabs; every name once; text with : or {{ in quotes."),
    )
