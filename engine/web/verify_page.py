"""The verification page: was a document issued, what it is, and where its case stands; nothing of the person."""

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import Connection, select
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ..errors import ContentError, Finding
from ..law.almaty import day_of
from ..law.decision import Case, Issued
from ..ledger import tables as t
from ..links import read_code
from ..messages import _
from ..model import Event
from ..proof import certified_again
from ..wording.document import Bilingual, PageText
from ..wording.page import compose_page, in_a_line, page_scope, title_of, verified_scope
from .gate import Asked, Gate
from .link import case_and_event

if TYPE_CHECKING:
    from ..app import Engine


def verify_routes(engine: "Engine", gate: Gate) -> list[BaseRoute]:
    """The page for a code typed by hand, and for one read from a QR code."""
    base = urlsplit(engine.config.citizen.verify_url).path.rstrip("/")

    def show(asked: Asked) -> Response:
        typed = asked.path.get("code") or asked.query.get("code", "")
        names: dict[str, object] = {
            "base": base,
            "here": f"{base}/{asked.path['code']}" if "code" in asked.path else base,
        }
        if not typed.strip():
            return gate.frame.page("verify", asked.lang, {**names, "typed": "", "text": None})
        code = read_code(typed)
        text = document_page(engine, code) if code.isascii() else None
        names |= {"typed": code[:20] if text is not None else typed[:20], "text": text}
        if "code" not in asked.path:
            names["here"] = f"{base}/{code}" if text is not None else base
        draft = text is not None and text.draft
        return gate.frame.page("verify", asked.lang, {**names, "draft": draft}, 200 if text is not None else 404)

    endpoint = gate.page(show)
    return [Route(base, endpoint), Route(base + "/{code:str}", endpoint)]


def document_page(engine: "Engine", code: str) -> PageText | None:
    """What anybody may know of the document with this code; None where there is none."""
    with engine.store.reading() as connection:
        row = connection.execute(select(t.document).where(t.document.c.code == code)).first()
        if row is None:
            return _certificate_page(engine, connection, code)
        case, event, __ = case_and_event(engine, connection, row.case_id, row.event_id)
    issued = next(each for each in case.issued if each.number == row.number)
    title, issuer = title_of(issued, date.fromisoformat(row.edition), case, event, engine.law)
    return _told(engine, case, event, issued, title, issuer)


def _certificate_page(engine: "Engine", connection: Connection, code: str) -> PageText | None:
    """The same of a certificate that was given out: it is worked out again from the ledger."""
    row = connection.execute(select(t.certificate).where(t.certificate.c.code == code)).first()
    if row is None:
        return None
    events = select(t.event.c.id).where(t.event.c.case_id == row.case_id).order_by(t.event.c.seq.desc())
    newest = connection.execute(events.limit(1)).scalar_one()
    case, event, __ = case_and_event(engine, connection, row.case_id, newest)
    again = certified_again(engine, row.number)
    title = Bilingual(*(in_a_line(each.kind, each.heading, each.lang) for each in (again.kk, again.ru)))
    issued = Issued(row.kind, row.number, date.fromisoformat(row.date))
    return _told(engine, case, event, issued, title, again.issuer)


def _told(engine: "Engine", case: Case, event: Event, issued: Issued, title: Bilingual, issuer: Bilingual) -> PageText:
    scope = verified_scope(page_scope(case, event, engine.law, day_of(engine.clock.now())), case, issued, title, issuer)
    page = engine.law.procedure(case.procedure).page
    if page is None:
        file = f"legal_texts/{case.procedure}/procedure.yaml"
        problem = _("has no `page`, so nothing can be told of its documents.")
        raise ContentError(
            Finding(file, 0, "C-027", problem, _("Add `page` with `verify`, as other procedures have it."))
        )
    approved_only = engine.config.mode == "live"
    return compose_page(page.verify, case, scope, engine.law, approved_only=approved_only)
