"""Which chat a person wants notices in: a one-time token, the person's consent, and its end.

A token is offered to somebody who has proved who they are; whoever opens it in a chat is asked, and only the button
in that chat makes the link. The ledger keeps the token's hash, and each link for ever, with when it began and ended.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, insert, select, update

from ..links import token_hash
from . import tables as t
from .tables import stamp

TERM = timedelta(minutes=15)  # to open a token, and then to press the button
TOKEN_BYTES = 16
ALL = t.telegram_link.c


@dataclass(frozen=True, slots=True)
class Offer:
    """A token that was opened in a chat and waits for consent."""

    id: str
    iin: str
    case: str
    recipient: str


def offer(connection: Connection, *, iin: str, case: str, recipient: str, now: datetime) -> str:
    """A new token of 128 bits for this person; it is nowhere kept and is told once."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    connection.execute(
        insert(t.telegram_link).values(
            id=str(uuid4()),
            token_hash=token_hash(token),
            iin=iin,
            case_id=case,
            recipient=recipient,
            offered_at=stamp(now),
            expires_at=stamp(now + TERM),
            chat="",
            agreed_at="",
            wording="",
            ended_at="",
            ended_by="",
        )
    )
    return token


def deep_link(bot: str, token: str) -> str:
    """The address that opens the bot with the token."""
    return f"https://t.me/{bot.removeprefix('@')}?start={token}"


def opened(connection: Connection, token: str, chat: str, now: datetime) -> Offer | None:
    """The offer of a token; the chat that opens it first has it. None: unknown, over, used or another chat's."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", token):
        return None
    row = connection.execute(select(t.telegram_link).where(ALL.token_hash == token_hash(token))).first()
    if row is None or row.agreed_at or row.ended_at or row.expires_at <= stamp(now) or row.chat not in ("", chat):
        return None
    if not row.chat:
        taken = connection.execute(
            update(t.telegram_link)
            .where(ALL.id == row.id, ALL.chat == "")
            .values(chat=chat, expires_at=stamp(now + TERM))
        )
        if taken.rowcount != 1:
            return None
    return Offer(row.id, row.iin, row.case_id, row.recipient)


def agree(connection: Connection, link: str, chat: str, wording: str, now: datetime) -> bool:
    """The person pressed the button under `wording` (the start of the consent's text); again is no second consent.

    A link of the same person to another chat ends with it.
    """
    row = _asked(connection, link, chat)
    if row is None:
        return False
    if row.agreed_at:
        return True
    if row.expires_at <= stamp(now):
        return False
    same = (ALL.iin == row.iin, ALL.agreed_at != "", ALL.ended_at == "")
    connection.execute(
        update(t.telegram_link).where(*same).values(ended_at=stamp(now), ended_by="another chat was linked")
    )
    connection.execute(update(t.telegram_link).where(ALL.id == link).values(agreed_at=stamp(now), wording=wording))
    return True


def refuse(connection: Connection, link: str, chat: str, now: datetime) -> bool:
    """The person pressed the other button."""
    row = _asked(connection, link, chat)
    if row is None:
        return False
    connection.execute(
        update(t.telegram_link).where(ALL.id == link).values(ended_at=stamp(now), ended_by="the person refused")
    )
    return True


def unlink(connection: Connection, chat: str, by: str, now: datetime) -> int:
    """Ends all links of a chat and all offers opened in it; how many. A new link needs a new token and consent."""
    done = connection.execute(
        update(t.telegram_link).where(ALL.chat == chat, ALL.ended_at == "").values(ended_at=stamp(now), ended_by=by)
    )
    return int(done.rowcount)


def moved(connection: Connection, old: str, new: str) -> None:
    """Telegram gave the chat another number."""
    connection.execute(update(t.telegram_link).where(ALL.chat == old, ALL.ended_at == "").values(chat=new))


def chat_of(connection: Connection, iin: str) -> str | None:
    """The chat in which the person with this IIN wants notices; None without consent."""
    query = select(ALL.chat).where(ALL.iin == iin, ALL.agreed_at != "", ALL.ended_at == "")
    found: str | None = connection.execute(query.order_by(ALL.agreed_at.desc()).limit(1)).scalar()
    return found


def _asked(connection: Connection, link: str, chat: str) -> Row[Any] | None:
    """The link while it has not ended, if this is the chat that was asked."""
    mine = (ALL.id == link, ALL.chat == chat, ALL.ended_at == "")
    return connection.execute(select(t.telegram_link).where(*mine)).first()
