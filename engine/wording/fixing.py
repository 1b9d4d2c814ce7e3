"""`qauly check --fix`: what can be put right without a lawyer, signs and look-alike letters, in one folder's drafts."""

from collections.abc import Iterator
from pathlib import Path

from ..content import Content
from ..errors import ContentError
from ..language.typography import normalise_kazakh
from .editions import Editions
from .exchange import cells_of
from .signs import mended
from .word_import import rewritten


def mend(content: Content, folder: Path) -> Iterator[tuple[str, int]]:
    """Rewrites the editions that lie in the folder; gives each changed file and how many texts were mended in it.

    Editions that were approved, files of other folders and files that cannot be read stay as they are; quoted law
    (`verbatim`) only loses letters of the wrong alphabet.
    """
    editions = Editions(content)
    for (procedure, _kind), starts in sorted(editions.starts.items()):
        for file in starts.values():
            if content.path(file) != folder / file:
                continue
            try:
                edition = editions.read(file)
                state = editions.state(procedure, edition)
            except ContentError:
                continue
            if state in ("approved", "changed"):
                continue
            changed = {}
            for cell in cells_of(edition):
                better = normalise_kazakh(cell.text) if cell.clause.verbatim else mended(cell.text)
                if better != cell.text:
                    changed[cell.tag] = better
            if changed:
                text = rewritten(content.read_text(file), edition, changed, edition.start)
                (folder / file).write_text(text, "utf-8")
                yield file, len(changed)
