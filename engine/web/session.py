"""What a browser carries after the second check: a signed cookie for one link, and the token of its forms."""

import hmac
from datetime import datetime, timedelta

from starlette.responses import Response

COOKIE = "qauly"
LASTS = timedelta(minutes=30)
_SIGNS = 32  # hexadecimal digits of a signature


class Sessions:
    """Makes and judges the cookies; `key` is of the installation, so every process of it agrees."""

    def __init__(self, key: bytes, *, secure: bool) -> None:
        self._key = key
        self._secure = secure

    def open(self, response: Response, path: str, token_hash: str, now: datetime) -> None:
        """Lets this browser see the link's page for a while."""
        ends = str(int((now + LASTS).timestamp()))
        response.set_cookie(
            COOKIE,
            f"{ends}.{self._sign('session', token_hash, ends)}",
            max_age=int(LASTS.total_seconds()),
            path=path,
            secure=self._secure,
            httponly=True,
            samesite="strict",
        )

    def close(self, response: Response, path: str) -> None:
        response.delete_cookie(COOKIE, path=path, secure=self._secure, httponly=True, samesite="strict")

    def holds(self, cookie: str, token_hash: str, now: datetime) -> bool:
        """Whether the cookie is ours, for this very link, and not out of date."""
        ends, _dot, signature = cookie.partition(".")
        if not _same(signature, self._sign("session", token_hash, ends)):
            return False
        return int(ends) > now.timestamp()

    def form_token(self, cookie: str, token_hash: str) -> str:
        """What a form must bring back: bound to the link and to the session."""
        return self._sign("form", token_hash, cookie)

    def form_is_ours(self, brought: str, cookie: str, token_hash: str) -> bool:
        return _same(brought, self.form_token(cookie, token_hash))

    def _sign(self, *parts: str) -> str:
        return hmac.digest(self._key, "\0".join(parts).encode(), "sha256").hex()[:_SIGNS]


def _same(brought: str, ours: str) -> bool:
    return hmac.compare_digest(brought.encode("utf-8", "replace"), ours.encode())
