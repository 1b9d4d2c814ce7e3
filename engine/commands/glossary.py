"""qauly glossary: the official terms of both languages, with the clauses in which they stand."""

from collections import Counter

from rich.text import Text

from ..content import Content
from ..messages import _
from .options import AsJson, ConfigFile, ContentFolders, Ui
from .screen import Screen


def glossary(as_json: AsJson = False, config: ConfigFile = None, content: ContentFolders = None, ui: Ui = None) -> None:
    """Show the official terms, Kazakh and Russian, with where they are used."""
    from ..law.library import Law
    from ..wording.editions import clauses_of, fixed_of
    from ..wording.glossary import bare, load_glossary

    with Screen(ui, as_json=as_json) as screen:
        opened = Content.open(content or ())
        law, terms = Law.load(opened), load_glossary(opened).terms
        used: dict[str, Counter[str]] = {name: Counter() for name in terms}
        for starts in law.editions.starts.values():
            for file in starts.values():
                edition = law.editions.read(file)
                for _path, clause in (*fixed_of(edition), *clauses_of(edition)):
                    for name, term in terms.items():
                        if term.stands(bare(clause.kk), "kk") and term.stands(bare(clause.ru), "ru"):
                            used[name][file] += 1
        table = screen.table(_("Term"), _("Kazakh"), _("Russian"), _("Clauses"), _("Used in"))
        for name, term in terms.items():
            files = used[name]
            if as_json:
                screen.give(
                    {"term": name, "kk": list(term.kk), "ru": list(term.ru), "used": dict(sorted(files.items()))}
                )
                continue
            kinds = sorted({file.split("/")[2] for file in files})
            table.add_row(
                Text(name),
                Text(", ".join(term.kk)),
                Text(", ".join(term.ru)),
                str(files.total()),
                Text(", ".join(kinds) or "–"),
            )
        if not as_json:
            screen.show(table)
