"""A case as one folder for a court: files as they were issued, the history, check sums, a page to begin with."""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup
from sqlalchemy import select

from .errors import CallerError
from .law.almaty import local
from .ledger import tables as t
from .ledger.archive import write_whole
from .messages import _
from .pdf_content import content_of
from .render.environment import filled, layout, layout_environment

if TYPE_CHECKING:
    from .app import Engine
    from .ledger.view import DocumentView

READ_ME = """ІС МАТЕРИАЛДАРЫ: {case}

index.html – осыдан бастаңыз: құжаттар, оқиғалар, жіберілгендер және тексеру тәсілі.
documents/ – құжаттар берілген күйінде (PDF, Word, HTML, мәтін), қолтаңбалар мен олардың дәлелдері.
events.jsonl – іс бойынша оқиғалар, outcomes.jsonl – олардың салдары, deliveries.json – не, кімге, қашан жіберілді.
Файлдардың өзгермегенін тексеру: sha256sum -c SHA256SUMS (Windows: certutil -hashfile ФАЙЛ SHA256)

МАТЕРИАЛЫ ДЕЛА: {case}

index.html – начните с неё: документы, события, отправленное и способ проверки.
documents/ – документы в том виде, в каком выданы (PDF, Word, HTML, текст), подписи и доказательства к ним.
events.jsonl – события дела, outcomes.jsonl – их последствия, deliveries.json – что, кому и когда отправлено.
Проверить, что файлы не изменены: sha256sum -c SHA256SUMS (Windows: certutil -hashfile ФАЙЛ SHA256)
"""


def case_folder(engine: "Engine", case: str, folder: Path) -> int:
    """Writes the folder and gives the number of files. `CallerError` for an unknown case or a folder that is not empty.

    Raises `ContentError` where the archive has lost a file or it was altered: nothing doubtful goes to a court.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise CallerError(_("is not empty."), field="--out", fix=_("Name a new folder."))
    view = engine.show(case)
    with engine.store.reading() as connection:
        events = connection.execute(select(t.event).where(t.event.c.case_id == case).order_by(t.event.c.seq)).all()
        numbers = [document.number for document in view.documents]
        paths = [each.path for document in view.documents for each in document.renditions]
        entry = t.archive_entry.c
        beside = connection.execute(
            select(t.archive_entry).where(entry.document.in_(numbers), entry.act == "kept", entry.name.not_in(paths))
        ).all()
    files: dict[str, bytes] = {
        f"documents/{Path(each.path).name}": engine.archive.get(each.sha256)
        for document in view.documents
        for each in document.renditions
    }
    for each in beside:
        files[f"documents/{Path(each.name).name}"] = engine.archive.get(each.sha256)
    files["events.jsonl"] = "".join(f"{each.body}\n" for each in events).encode()
    files["outcomes.jsonl"] = "".join(f"{each.outcome}\n" for each in events).encode()
    sent = [each.model_dump(mode="json") for each in view.dispatches]
    files["deliveries.json"] = (json.dumps(sent, ensure_ascii=False, indent=1) + "\n").encode()
    files["README.txt"] = READ_ME.format(case=case).encode()
    page = layout(layout_environment(engine.law.editions.content, {"moment": _moment}), "pages/case.html.j2")
    names = {
        "view": view,
        "procedure": engine.law.procedure(view.procedure),
        "titles": {document.number: _title(document, engine) for document in view.documents},
        "beside": sorted((each.document, Path(each.name).name) for each in beside),
    }
    files["index.html"] = filled(page, names).encode()
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode()
    for name, data in files.items():
        write_whole(folder / name, data)
    return len(files)


def _title(document: "DocumentView", engine: "Engine") -> dict[str, str]:
    """What the document calls itself, read from its own PDF; its kind where that tells nothing."""
    pdf = next(each for each in document.renditions if each.format == "pdf")
    named = content_of(engine.archive.get(pdf.sha256)).named
    return dict(named.get("title") or {"kk": document.kind, "ru": document.kind})


def _moment(text: str) -> Markup:
    return Markup(f"{local(datetime.fromisoformat(text)):%d.%m.%Y %H:%M:%S}")
