"""Writes each dispatch as files a person can open: the way out of demos and sandboxes.

The name of a file follows from the dispatch's reference, so sending twice writes the same file again.
"""

import json
from collections.abc import Mapping
from fnmatch import fnmatch
from functools import cached_property
from typing import Any

from ..engine.content import Content
from ..engine.language import sms
from ..engine.ledger.archive import write_whole
from ..engine.ledger.paths import folder_of
from ..engine.mail import mail_message
from ..engine.ports import Capabilities, DispatchOrder, SendResult
from ..engine.render.mail import MailLayout
from .common.settings import ChannelSettings, Place, Price

ENDINGS = {"sms": "txt", "egov": "json", "email": "eml", "telegram": "txt", "system": "json"}


class FolderSettings(ChannelSettings):
    """`path`, the folder below which `<case>/<medium>-<kind>-<reference>.<ending>` is written.

    `unreachable`: patterns of addresses that this channel refuses, so that a sandbox shows the next rung of a ladder.
    `price`: tenge a part of an SMS, so that a sandbox shows what the real way would cost.
    """

    path: Place
    unreachable: tuple[str, ...] = ()
    price: Price | None = None


class Folder:
    """Settings: `FolderSettings`."""

    capabilities = Capabilities(tuple(ENDINGS), resend_is_safe=True, stays=True)

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = FolderSettings.read("folder", settings)
        self.path = self.settings.path

    def send(self, dispatch: DispatchOrder) -> SendResult:
        if any(fnmatch(dispatch.address, pattern) for pattern in self.settings.unreachable):
            return SendResult("rejected", "the address is set to be unreachable")
        name = f"{dispatch.medium}-{dispatch.kind}-{dispatch.reference[:8]}.{ENDINGS[dispatch.medium]}"
        place = self.path / folder_of(dispatch.case) / name
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            write_whole(place, self._bytes(dispatch))
        except ValueError as error:  # the address is none
            return SendResult("rejected", str(error))
        except OSError as error:
            return SendResult("transient", str(error))
        return SendResult("accepted", provider_id=dispatch.reference, evidence=str(place.relative_to(self.path)))

    def _bytes(self, dispatch: DispatchOrder) -> bytes:
        body = dispatch.body
        if dispatch.medium == "sms":
            return _text_message(dispatch.address, f"{body['kk']}\n{body['ru']}").encode()
        if dispatch.medium == "email":
            return mail_message(dispatch, sender="noreply@example.kz", page=self._layout.html).as_bytes()
        if dispatch.medium == "telegram":
            return f"{dispatch.address}\n\n{body['kk']}\n\n{body['ru']}\n".encode()
        whole = {"to": dispatch.address, "reference": dispatch.reference, "case": dispatch.case, "body": dict(body)}
        return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()

    @cached_property
    def _layout(self) -> MailLayout:
        return MailLayout(Content.open())


def _text_message(address: str, text: str) -> str:
    parts = sms.parts(text)
    shown = "\n".join(f"[{number}/{len(parts)}] {part!r}" for number, part in enumerate(parts, 1))
    return f"{address}\n\n{text}\n\n{shown}\n"
