"""Reading XML from outside: no entity, no DOCTYPE, nothing fetched, nothing huge."""

import re

from lxml import etree

from .names import Element

_PROLOGUE = re.compile(rb"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<!DOCTYPE", re.DOTALL | re.IGNORECASE)
_PAGE = re.compile(rb"\s*(?:<!DOCTYPE\s+html\b|<html\b)", re.IGNORECASE)


class Doctype(ValueError):
    """A document type was declared: entities and outside files come that way, and no answer needs one."""


def parse(data: bytes) -> Element:
    """The root element. Raises `Doctype`, or etree.XMLSyntaxError for what is cut off or no XML."""
    if _PROLOGUE.match(_bare(data)):
        raise Doctype("a DOCTYPE is declared")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    root = etree.fromstring(data, parser)
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise Doctype("a DOCTYPE is declared")
    return root


def is_page(data: bytes) -> bool:
    """Whether this is a web page: a proxy's or a server's word, not the gateway's."""
    return _PAGE.match(_bare(data)) is not None


def _bare(data: bytes) -> bytes:
    """The start without byte order marks and the zeros of wide encodings."""
    start = data[:4096]
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        start = start.removeprefix(mark)
    return start.replace(b"\0", b"")
