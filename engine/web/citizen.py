"""The citizen's page. GET and HEAD write nothing; whatever is done is done by POST, behind the second check."""

import hmac
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from ..delivery.reading import note_read
from ..ledger.visits import Act, Visit, forgive, record, take_try
from ..render.qr import qr_png
from ..wording.document import Lang, PageText
from ..wording.page import DIGITS, compose_page
from .attached import attached_to
from .gate import Asked, Gate
from .lately import Lately
from .link import Link, Paper, open_link, papers_of
from .objection import file_objection
from .session import COOKIE, Sessions

if TYPE_CHECKING:
    from ..app import Engine

OFFERED = ("pdf", "docx")  # formats in the order they are offered
KEPT = 500  # texts and lists of documents that need not be worked out again
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def citizen_routes(engine: "Engine", gate: Gate) -> list[BaseRoute]:
    """Everything below the address that links in messages have."""
    pages = CitizenPages(engine, gate)
    base = pages.base + "/{token:str}"
    return [
        Route(base, gate.page(pages.show, pages.enter)),
        Route(base + "/leave", gate.page(None, pages.leave)),
        Route(base + "/file", gate.page(None, pages.file)),
        Route(base + "/pay", gate.page(pages.slip, pages.go_to_pay)),
        Route(base + "/qr.png", gate.page(pages.qr)),
        Route(base + "/objection", gate.page(pages.consequences, pages.disagree)),
    ]


class CitizenPages:
    """The handlers; each asks first whether the link is good and the second check was passed."""

    def __init__(self, engine: "Engine", gate: Gate) -> None:
        self.engine, self.frame = engine, gate.frame
        place = urlsplit(engine.config.citizen.base_url)
        self.base = place.path.rstrip("/")
        self.sessions = Sessions(engine.key("sessions"), secure=place.scheme == "https")
        self._addresses = engine.key("addresses")
        self._texts: Lately[PageText] = Lately(KEPT)
        self._lists: Lately[tuple[Paper, ...]] = Lately(KEPT)

    # --- the second check ----------------------------------------------------------------------------------------

    def show(self, asked: Asked) -> Response:
        link = self._link(asked)
        if link is None:
            return self._lost(asked)
        return self._case(asked, link) if self._inside(asked, link) else self._door(asked, link)

    def enter(self, asked: Asked) -> Response:
        link = self._link(asked)
        if link is None:
            return self._lost(asked)
        lang = _lang(asked, link)
        if not self._form_is_ours(asked, link):
            return self.frame.message(lang, "refused", 403)
        digits = "".join(asked.form.get("digits", "").split())
        if link.iin is None:
            return self._door(asked, link)
        if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
            return self._door(asked, link, "digits_missing", 422)
        page = self._text(link, link.page.case)
        address = hmac.digest(self._addresses, asked.address.encode(), "sha256").hex()
        moment = self.engine.clock.now()
        with self.engine.store.writing() as connection:
            number = take_try(connection, link.hash, address, moment)
            right = number is not None and hmac.compare_digest(digits, link.iin[-DIGITS:])
            if number is not None and right:
                forgive(connection, number)
                record(connection, self._visit(link, "read", "", page, lang), moment)
                for notice in link.notices:
                    note_read(connection, notice, moment, f"the page of the link, after the second check; {lang}")
        if number is None:
            return self._door(asked, link, "tries_over", 429)
        if not right:
            return self._door(asked, link, "digits_wrong", 422)
        response = self._to(link, "", lang)
        self.sessions.open(response, self._path(link), link.hash, moment)
        return response

    def leave(self, asked: Asked) -> Response:
        link = self._link(asked)
        if link is None:
            return self._lost(asked)
        response = self._to(link, "", _lang(asked, link))
        if self._form_is_ours(asked, link):
            self.sessions.close(response, self._path(link))
        return response

    # --- behind it -----------------------------------------------------------------------------------------------

    def slip(self, asked: Asked) -> Response:
        return self._behind(asked, lambda link, lang: self._slip(asked, link, lang))

    def qr(self, asked: Asked) -> Response:
        return self._behind(asked, lambda link, lang: Response(qr_png(self._pay_url(link)), media_type="image/png"))

    def consequences(self, asked: Asked) -> Response:
        return self._behind(asked, lambda link, lang: self._objection(asked, link, lang))

    def go_to_pay(self, asked: Asked) -> Response:
        return self._behind(asked, self._go_to_pay, form=True)

    def file(self, asked: Asked) -> Response:
        return self._behind(asked, lambda link, lang: self._file(asked, link, lang), form=True)

    def disagree(self, asked: Asked) -> Response:
        return self._behind(asked, self._disagree, form=True)

    def _behind(self, asked: Asked, answer: Callable[[Link, Lang], Response], *, form: bool = False) -> Response:
        """The answer for whom the second check let in; anybody else is led back to it."""
        link = self._link(asked)
        if link is None:
            return self._lost(asked)
        lang = _lang(asked, link)
        if not self._inside(asked, link):
            return self._to(link, "", lang, again=form)
        if form and not self._form_is_ours(asked, link):
            return self.frame.message(lang, "refused", 403)
        return answer(link, lang)

    def _case(self, asked: Asked, link: Link) -> Response:
        lang = _lang(asked, link)
        names = {
            "papers": self._papers(link),
            "copies": attached_to(link.page, link.scope, link.event),
            "payable": link.page.pay is not None and link.scope.holds(link.page.pay.when),
            "button": self._button(link, lang),
        }
        return self._page("notice", asked, link, lang, self._text(link, link.page.case), names)

    def _slip(self, asked: Asked, link: Link, lang: Lang) -> Response:
        if link.page.pay is None or not link.scope.holds(link.page.pay.when):
            return self._to(link, "", lang)
        return self._page(
            "slip",
            asked,
            link,
            lang,
            self._text(link, link.page.pay.words),
            {"pay_url": self._pay_url(link), "qr": f"{self._path(link)}/qr.png"},
        )

    def _go_to_pay(self, link: Link, lang: Lang) -> Response:
        if link.page.pay is None or not link.scope.holds(link.page.pay.when):
            return self._to(link, "", lang)
        self._record(link, "pay", "", self._text(link, link.page.pay.words), lang)
        return self._to(link, "/pay", lang)

    def _file(self, asked: Asked, link: Link, lang: Lang) -> Response:
        for place, copy in enumerate(attached_to(link.page, link.scope, link.event)):
            if asked.form.get("attached") == str(place):
                self._record(link, "download", copy.sha256, self._text(link, link.page.case), lang)
                headers = {"Content-Disposition": copy.disposition}
                return Response(copy.content, media_type=copy.media_type, headers=headers)
        number, _slash, kind = asked.form.get("file", "").rpartition("|")
        for paper in self._papers(link):
            for file in paper.files:
                if (paper.issued.number, f"{file.lang}.{file.format}") == (number, kind) and file.format in OFFERED:
                    data = self.engine.archive.get(file.sha256)
                    subject = f"{number} {file.lang}.{file.format}"
                    self._record(link, "download", subject, self._text(link, link.page.case), lang)
                    return Response(data, media_type=MEDIA[file.format], headers=_attached(paper, file.format, lang))
        return self.frame.message(lang, "refused", 404)

    def _objection(self, asked: Asked, link: Link, lang: Lang) -> Response:
        if link.page.objection is None:
            return self._lost(asked)
        kind = link.page.objection.receipt
        receipts = tuple(each for each in self._papers(link) if each.issued.kind == kind)
        names = {"button": self._button(link, lang), "papers": receipts}
        return self._page("objection", asked, link, lang, self._text(link, link.page.objection.words), names)

    def _disagree(self, link: Link, lang: Lang) -> Response:
        """The second step. Where the case cannot take an objection any more, the page says why; nothing is refused."""
        if link.page.objection is not None and link.scope.holds(link.page.objection.when):
            shown = self._text(link, link.page.objection.words)
            event = file_objection(self.engine, link, self.engine.clock.now())
            if event is not None:
                self._record(link, "objection", event, shown, lang)
        return self._to(link, "/objection", lang)

    # --- what they share -----------------------------------------------------------------------------------------

    def _link(self, asked: Asked) -> Link | None:
        return open_link(self.engine, asked.path["token"], self.engine.clock.now())

    def _inside(self, asked: Asked, link: Link) -> bool:
        return self.sessions.holds(asked.cookies.get(COOKIE, ""), link.hash, self.engine.clock.now())

    def _form_is_ours(self, asked: Asked, link: Link) -> bool:
        return self.sessions.form_is_ours(asked.form.get("form", ""), asked.cookies.get(COOKIE, ""), link.hash)

    def _text(self, link: Link, kind: str) -> PageText:
        approved_only = self.engine.config.mode == "live"

        def composed() -> PageText:
            return compose_page(kind, link.case, link.scope, self.engine.law, approved_only=approved_only)

        return self._texts.get((kind, approved_only, *link.state), composed)

    def _papers(self, link: Link) -> tuple[Paper, ...]:
        return self._lists.get(link.state, lambda: papers_of(self.engine, link))

    def _button(self, link: Link, lang: Lang) -> str | None:
        button = link.page.objection
        if button is None or not link.scope.holds(button.when):
            return None
        return button.label.kk if lang == "kk" else button.label.ru

    def _pay_url(self, link: Link) -> str:
        return self.engine.config.citizen.pay_url.replace("{case}", quote(link.case.id, safe=""))

    def _path(self, link: Link) -> str:
        return f"{self.base}/{link.token}"

    def _to(self, link: Link, place: str, lang: Lang, *, again: bool = False) -> Response:
        mark = "&again=1" if again else ""
        return RedirectResponse(f"{self._path(link)}{place}?lang={lang}{mark}", 303)

    def _lost(self, asked: Asked) -> Response:
        return self.frame.message(asked.lang, "lost", 404)

    def _door(self, asked: Asked, link: Link, problem: str | None = None, status: int = 200) -> Response:
        again = "again" if asked.query.get("again") and problem is None else None
        names = {"problem": problem, "remark": again, "closed": link.iin is None or problem == "tries_over"}
        return self._page("entry", asked, link, _lang(asked, link), self._text(link, link.page.entry), names, status)

    def _page(
        self,
        name: str,
        asked: Asked,
        link: Link,
        lang: Lang,
        text: PageText,
        names: Mapping[str, object],
        status: int = 200,
    ) -> Response:
        host = urlsplit(self.engine.config.citizen.pay_url).netloc
        return self.frame.page(
            name,
            lang,
            {
                "text": text,
                "draft": text.draft,
                "here": self._path(link),
                "form": self.sessions.form_token(asked.cookies.get(COOKIE, ""), link.hash),
                "offered": OFFERED,
                "pay_host": host,
                "digits": DIGITS,
                **names,
            },
            status,
        )

    def _record(self, link: Link, act: Act, subject: str, page: PageText, lang: Lang) -> None:
        with self.engine.store.writing() as connection:
            record(connection, self._visit(link, act, subject, page, lang), self.engine.clock.now())

    def _visit(self, link: Link, act: Act, subject: str, page: PageText, lang: Lang) -> Visit:
        return Visit(link.hash, link.case.id, act, subject, page.kind, page.edition.isoformat(), lang)


def _lang(asked: Asked, link: Link) -> Lang:
    return asked.wanted or link.lang


def _attached(paper: Paper, suffix: str, lang: Lang) -> dict[str, str]:
    """The name of the file tells what it is, and nothing of the person."""
    position = paper.issued.number.rpartition("/")[2]
    name = quote(f"{position} {paper.title[lang]}"[:120] + f".{suffix}")
    return {"Content-Disposition": f"attachment; filename=\"{position}.{suffix}\"; filename*=UTF-8''{name}"}
