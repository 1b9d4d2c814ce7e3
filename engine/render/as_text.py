"""An act as plain text: UTF-8, LF, one empty line between paragraphs; facts and signature lines stand close."""

from .sheet import Sheet


def as_text(sheet: Sheet) -> bytes:
    """The sheet's paragraphs in reading order; unapproved wording has its mark (ЖОБА / ПРОЕКТ) above."""
    close = ("fact", "schedule", "signature")
    parts = [sheet.draft_mark] if sheet.draft_mark else []
    parts += [sheet.letterhead.kk, sheet.letterhead.ru, sheet.number]
    parts += [sheet.kind, sheet.heading, *([sheet.place] if sheet.place else []), sheet.date]
    for group in sheet.groups:
        lines = [line.text for line in group.lines]
        parts += ["\n".join(lines)] if group.role in close else lines
    if sheet.verify_url:
        beside = (sheet.verify_caption, sheet.verify_url, sheet.verify_code)
        parts.append("\n".join(line for line in beside if line))
    return ("\n\n".join(parts) + "\n").encode()
