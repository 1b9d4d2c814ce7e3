"""Calls of others that hold no key: receipts of providers, payments signed by who took them."""

import hmac
import os
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from ...callbacks.signature import SIGNATURE, signature_holds
from ...errors import CallerError, ChannelError, ContentError
from ...messages import _
from ...payments import Payment
from ...ports import Callback
from .door import Door, Handler, json_response
from .events import as_sent, pay
from .problem import Problem

PAYER = "Qauly-Payer"
CALLS = 100.0  # a second from one address


def payments(door: Door) -> Handler:
    """POST /payments: with a key, or with the payer's signature over the body."""
    keyed = door.keyed("payments", pay)

    async def answer(request: Request, lang: str) -> Response:
        payer = request.headers.get(PAYER)
        if payer is None:
            return await keyed(request, lang)
        door.keys.slow_down(f"payer:{request.client.host if request.client else ''}", CALLS)
        body = await door.body(request)
        secret = os.environ.get(f"QAULY_PAYER_{payer.upper()}_SECRET", "") if payer in door.settings.payers else ""
        signature = request.headers.get(SIGNATURE, "")
        if not secret or not signature_holds(secret.encode(), signature, body, datetime.now(UTC)):
            raise Problem(401, "key", _("the signature does not fit the body and the time."), field=SIGNATURE)
        payment = Payment.from_json(body)
        return json_response(as_sent(await door.writing(lambda: door.engine.handle(door.engine.payment(payment)))))

    return answer


def callbacks(door: Door) -> Handler:
    """/callbacks/{channel}/{secret}: the secret is QAULY_<CHANNEL>_CALLBACK_SECRET; without one nothing is taken."""

    async def answer(request: Request, lang: str) -> Response:
        door.keys.slow_down(f"callback:{request.client.host if request.client else ''}", CALLS)
        channel, given = request.path_params["channel"], request.path_params["secret"]
        secret = os.environ.get(f"QAULY_{channel.upper()}_CALLBACK_SECRET", "") if channel in _channels(door) else ""
        if not secret or not hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode()):
            raise Problem(404, "not-found", _("no such address."))
        body = await door.body(request, ()) if request.method == "POST" else b""
        call = Callback(
            method=request.method,
            path=f"/callbacks/{channel}/{given}",  # some channels know their provider by the secret in it
            headers={name.lower(): value for name, value in request.headers.items()},
            query=dict(request.query_params),
            form=_form(request, body),
            body=body,
            peer=request.client.host if request.client else "",
        )
        try:
            verdicts = await door.writing(lambda: door.engine.call_back(channel, call))
        except (ChannelError, CallerError, ContentError) as error:
            if isinstance(error, ChannelError) and error.kind != "permanent":
                raise  # the provider calls again
            raise Problem(403, "permit", _("the call is not taken.")) from None
        return json_response({"verdicts": list(verdicts)})

    return answer


def _channels(door: Door) -> set[str]:
    return {*door.engine.config.channels, *(each for each in door.engine.config.media.model_dump().values() if each)}


def _form(request: Request, body: bytes) -> dict[str, str]:
    from urllib.parse import parse_qsl

    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {}
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=200))
    except ValueError:
        return {}
