"""Files of the content folders that nothing reads: a misspelt name would silently leave the shipped text in force."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from ..content import SHIPPED, Content
from ..errors import Finding
from ..messages import _

# what the engine reads below legal_texts/, as patterns of names
READ = (
    "legal_texts/acts.yaml", "legal_texts/approvals.yaml", "legal_texts/facts.yaml", "legal_texts/glossary.yaml",
    "legal_texts/calendar/*.yaml", "legal_texts/parameters/*.yaml",
    "legal_texts/service/rules.yaml", "legal_texts/*/procedure.yaml", "legal_texts/*/samples.yaml",
    "legal_texts/*/clock.yaml", "legal_texts/*/courses/*.yaml", "legal_texts/*/*/*.yaml",
    "locales/*/LC_MESSAGES/qauly.po", "templates/*.docx",
)  # fmt: skip
_NOTES = ("readme*", "licen[cs]e*", "ofl.txt", "changelog*", ".*", "*~", "*.bak", "*.swp", "desktop.ini", "thumbs.db")
_MEANT = re.compile(r"\.(ya?ml|po|mo|j2|html)$", re.IGNORECASE)  # a file that somebody expects to be read
_PLACES = {
    "legal_texts": "legal_texts/<procedure>/<kind>/<start>.yaml",
    "templates": "templates/act.html.j2",
    "locales": "locales/ru/LC_MESSAGES/qauly.po",
}


def stray_files(content: Content) -> Iterator[Finding]:
    """Finding C-028 for each file of an overlay that nothing reads; what may be a note is only warned of."""
    for folder, place in _PLACES.items():
        for name in content.files(folder, "**/*"):
            short = name.rsplit("/", 1)[-1].casefold()
            if (SHIPPED / name).is_file() or any(fnmatchcase(short, each) for each in _NOTES) or _is_read(name):
                continue
            if folder == "templates" and not _MEANT.search(name):
                continue  # pictures, styles and fonts that a layout of the overlay may call
            yield Finding(
                name,
                0,
                "C-028",
                _("nothing reads this file."),
                _("Correct its name or its folder, as in {place}, or take it out.", place=place),
                severity="error" if _MEANT.search(name) else "warning",
            )


def _is_read(name: str) -> bool:
    return any(
        fnmatchcase(name, each) and name.count("/") == each.count("/") for each in READ
    )  # a star stands for one folder
