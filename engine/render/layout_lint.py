"""What can be wrong with a layout: tags that cannot be filled, and what Word leaves behind (rule W-008)."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from io import BytesIO
from typing import Any, get_args

from lxml import etree

from ..content import Content
from ..errors import ContentError, Finding
from ..messages import Message, _
from ..wording.document import LANGS, Bilingual, Lang, Role
from ..zipped import DAMAGED
from .as_html import HtmlLayout
from .environment import layout_environment
from .mail import MailLayout
from .nobreak import in_word
from .package import unpack
from .sheet import LOCALES, Group, Line, Sheet

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TRACKED = ("ins", "del", "moveFrom", "moveTo", "pPrChange", "rPrChange")
_OFF = ("0", "false", "off", "none")
_PERSONAL = {"docProps/core.xml": ("creator", "lastModifiedBy"), "docProps/app.xml": ("Manager", "Company")}


def layout_findings(content: Content) -> Iterator[Finding]:
    """Findings of every `templates/*.docx`, which name part and paragraph, counted from 1, and of the HTML layouts."""
    yield from _pages(content)
    for name in content.files("templates", "**/*.docx"):
        data = content.read_bytes(name)
        try:
            parts = unpack(data)
        except DAMAGED as error:
            yield Finding(
                name,
                0,
                "R-001",
                _("is no Word file."),
                _("Save it in Word as .docx, or take the file out: then the shipped layout is used."),
                str(error),
            )
            continue
        yield from _tags(content, name, data)
        yield from _leftovers(name, parts)


def contract(lang: Lang) -> dict[str, Any]:
    """Everything a layout may print, as plain values: what its tags are checked against."""
    return {"act": _plain(_act(lang))}


def _act(lang: Lang) -> Sheet:
    text = "мәтін"
    groups = tuple(Group(role, (Line(text, text, text),)) for role in get_args(Role))
    return Sheet(lang, LOCALES[lang], text, Bilingual(text, text), text, text, text, text, text, groups, *[text] * 4)


def _pages(content: Content) -> Iterator[Finding]:
    try:
        html = HtmlLayout(content)
        for lang in LANGS:
            act = _act(lang)
            body = html.body(act, b"png", b"png")
            html.page(act, body)
            html.printed(act, body, {"title": act.title, "stamp": "2024-01-18T00:00:00Z"})
        MailLayout(content).html("мәтін", ["мәтін"], ["текст"])
    except ContentError as error:
        yield from error.findings


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _tags(content: Content, name: str, data: bytes) -> Iterator[Finding]:
    from docxtpl_lint import check_context

    environment = layout_environment(content, {"nobreak": in_word})
    issues = check_context(BytesIO(data), contract("kk"), jinja_env=environment, autoescape=True).issues
    for issue in [each for each in issues if each.rule < "DTL4"] or issues:  # what a fault leads to is no second one
        place, snippet = issue.location, " ".join(issue.snippet.split())
        yield Finding(
            name,
            0,
            issue.rule,
            _tag_message(issue.rule, snippet, " ".join(issue.message_for("en").split()).rstrip(".")),
            _("Correct the tag in Word; templates/README.md lists what a layout may print."),
            snippet,
            snippet,
            clause=f"{place.part} ¶{place.paragraph}",
            severity="error" if issue.severity == "error" else "warning",
        )


def _tag_message(rule: str, tag: str, detail: str) -> Message:
    family = {"DTL0": _("the tag {tag} is not whole.", tag=tag),
              "DTL1": _("the tag {tag} is no valid Jinja.", tag=tag),
              "DTL2": _("the tag {tag} stands where it cannot work.", tag=tag),
              "DTL3": _("the tag {tag} asks for what an act does not have.", tag=tag)}  # fmt: skip
    return family.get(rule[:4], _("the layout cannot be filled: {detail}.", detail=detail))


def _leftovers(name: str, parts: dict[str, bytes]) -> Iterator[Finding]:
    for part, data in sorted(parts.items()):
        if part in _PERSONAL:
            for element in etree.fromstring(data).iter():
                if etree.QName(element).localname in _PERSONAL[part] and (element.text or "").strip():
                    yield Finding(
                        name,
                        0,
                        "W-008",
                        _("the file's properties name a person or a company."),
                        _("In Word: File, Info, Inspect Document, remove personal information."),
                        str(element.text),
                        clause=part,
                        severity="warning",
                    )
        elif part.startswith("word/") and part.endswith(".xml") and "/_" not in part and "theme" not in part:
            root = etree.fromstring(data)
            for number, paragraph in enumerate(root.iter(f"{_W}p"), 1):
                place = f"{part.removeprefix('word/').removesuffix('.xml')} ¶{number}"
                text = " ".join(
                    "".join(str(each.text or "") for each in paragraph.iter(f"{_W}t", f"{_W}delText")).split()
                )
                for message, fix, spot in _faults(paragraph, part):
                    yield Finding(name, 0, "W-008", message, fix, text or spot, spot, clause=place)


def _faults(paragraph: Any, part: str) -> Iterator[tuple[Message, Message, str]]:
    if part == "word/comments.xml":
        yield _("a comment would go to the citizen."), _("Delete the comment."), ""
        return
    for kind in _TRACKED:
        for mark in paragraph.iter(f"{_W}{kind}"):
            author = str(mark.get(f"{_W}author") or "–")
            yield _("a tracked change of {author} is not accepted.", author=author), _ACCEPT, _words(mark)
    for run in paragraph.iter(f"{_W}r"):
        words, look = _words(run), run.find(f"{_W}rPr")
        if look is not None and words:
            if _on(look, "vanish"):
                yield _("hidden text."), _("Show it or delete it."), words
            if _on(look, "highlight"):
                yield _("highlighted text."), _("Take the highlight away."), words
    codes = [str(code.text or "") for code in paragraph.iter(f"{_W}instrText")]
    codes += [str(field.get(f"{_W}instr") or "") for field in paragraph.iter(f"{_W}fldSimple")]
    for code in codes:
        if code.split()[:1] == ["MERGEFIELD"]:
            yield _("a mail-merge field, which nobody fills."), _("Write a tag: {{{{ … }}}}."), ""
    for _binding in paragraph.iter(f"{_W}dataBinding"):
        yield _("a content control that is bound to data would change the text."), _("Remove the binding."), ""


_ACCEPT = _("Accept or reject it in Word.")


def _on(look: Any, name: str) -> bool:
    element = look.find(f"{_W}{name}")
    return element is not None and (element.get(f"{_W}val") or "on") not in _OFF


def _words(element: Any) -> str:
    return " ".join("".join(str(text.text or "") for text in element.iter(f"{_W}t", f"{_W}delText")).split())
