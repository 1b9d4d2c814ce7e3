"""What the ledger holds goes out: cases, certificates, files of documents, the feed."""

from datetime import datetime

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from ...errors import CallerError
from ...ledger import tables as t
from ...ledger.feed import MOST
from ...messages import _
from .door import Call, json_response
from .problem import Problem

MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}


async def show(call: Call) -> Response:
    """GET /cases/{case}"""
    await _found(call)
    view = await call.door.reading(lambda: call.engine.show(call.request.path_params["case"]))
    return json_response(view.model_dump(mode="json"))


async def prove(call: Call) -> Response:
    """GET /cases/{case}/proof: the certificate of service as PDF; `?at=` names a moment."""
    await _found(call)
    at = _moment(call.request)
    proof = await call.door.writing(lambda: call.engine.proof(call.request.path_params["case"], at))
    return Response(proof.pdf, media_type=MEDIA["pdf"])


async def document(call: Call) -> Response:
    """GET /documents/{number}/{lang}.{format}: the bytes of the archive, checked by their SHA-256."""
    path = call.request.path_params
    query = (
        select(t.archived.c.sha256, t.archived.c.path, t.case.c.procedure)
        .join(t.document, t.document.c.number == t.archived.c.document)
        .join(t.case, t.case.c.id == t.document.c.case_id)
        .where(t.archived.c.document == path["number"])
        .where(t.archived.c.lang == path["lang"], t.archived.c.format == path["format"])
    )

    def find() -> tuple[str, str, bytes | None]:
        with call.engine.store.reading() as connection:
            row = connection.execute(query).first()
        if row is None or not call.caller.sees(row.procedure):
            raise _nothing()
        tag = f'"{row.sha256}"'
        known = {each.strip() for each in call.request.headers.get("if-none-match", "").split(",")}
        return tag, row.path, None if tag in known else call.engine.archive.get(row.sha256)

    tag, name, data = await call.door.reading(find)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if data is None:
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="{name.rsplit("/", 1)[-1]}"'
    return Response(data, headers=headers, media_type=MEDIA[path["format"]])


async def read_feed(call: Call) -> Response:
    """GET /feed: outcomes behind a cursor; those of procedures that the key does not see are left out."""
    after, limit = _number(call.request, "after", 0, 0), _number(call.request, "limit", 100, 1)
    entries = await call.door.reading(lambda: call.engine.feed(after, min(limit, MOST)))
    told = [
        {"position": each.position, "event": each.event, "case": each.case, "outcome": each.outcome}
        for each in entries
        if call.caller.sees(each.outcome["procedure"])
    ]
    return json_response({"entries": told, "next": entries[-1].position if entries else after})


async def _found(call: Call) -> None:
    query = select(t.case.c.procedure).where(t.case.c.id == call.request.path_params["case"])

    def find() -> str | None:
        with call.engine.store.reading() as connection:
            return connection.execute(query).scalar()

    procedure = await call.door.reading(find)
    if procedure is None or not call.caller.sees(procedure):
        raise _nothing()


def _nothing() -> Problem:
    return Problem(404, "not-found", _("nothing is known by this number."), fix=_("Check its number."))


def _number(request: Request, name: str, otherwise: int, least: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) <= 15) or int(text) < least:
        raise CallerError(_("is no whole number."), field=name, fix=_("Write {least} or more.", least=least))
    return int(text)


def _moment(request: Request) -> datetime | None:
    text = request.query_params.get("at")
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        moment.timestamp()
    except (ValueError, OverflowError):
        moment = None
    if moment is None or moment.tzinfo is None or not 1900 <= moment.year < 2200:
        fix = _("Write it as 2024-01-18T10:15:00+06:00.")
        raise CallerError(_("is not a moment with its offset from UTC."), field="at", fix=fix)
    return moment
