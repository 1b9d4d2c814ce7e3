"""Signing by an NCANode server, which holds the certified crypto provider that GOST keys need."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from ..errors import CallerError, ChannelError
from ..messages import _
from ..ports import Signed


@dataclass(frozen=True, slots=True)
class NcaNodeSigner:
    """A detached CMS beside the file: no PDF program knows GOST signatures inside one. `key` is a PKCS#12 file."""

    url: str
    key: bytes
    password: str
    timestamps: bool = True
    timeout: float = 30

    @classmethod
    def open(cls, settings: Mapping[str, Any], password: str) -> "NcaNodeSigner":
        """`url`, `file`, and `timestamps` (true unless said otherwise)."""
        place = Path(str(settings.get("file", "")))
        if not settings.get("url"):
            raise CallerError(_("is missing."), field="signer.url", fix=_("Write the address of the signing server."))
        try:
            key = place.read_bytes()
        except OSError:
            raise CallerError(
                _("is not there."), field=f"signer.file {place}", fix=_("Name the file of the key.")
            ) from None
        return cls(str(settings["url"]).rstrip("/"), key, password, bool(settings.get("timestamps", True)))

    def sign(self, pdf: bytes, at: datetime) -> Signed:
        return Signed(pdf, {"p7s": self.detached(pdf, at)})

    def detached(self, data: bytes, at: datetime) -> bytes:
        request = {
            "data": b64encode(data).decode(),
            "signers": [{"key": b64encode(self.key).decode(), "password": self.password, "keyAlias": None}],
            "withTsp": self.timestamps,
            "detached": True,
        }
        try:
            answer = httpx.post(f"{self.url}/cms/sign", json=request, timeout=self.timeout)
            body = answer.json()
            if answer.status_code == 200 and body.get("status", 200) == 200:
                return b64decode(body["cms"], validate=True)
            problem = str(body.get("message") or answer.status_code)
            kind = "permanent" if answer.status_code < 500 else "transient"
        except httpx.HTTPError as error:
            problem, kind = f"{type(error).__name__} {error}".strip(), "transient"
        except (ValueError, KeyError, AttributeError) as error:
            problem, kind = f"{type(error).__name__} {error}".strip(), "permanent"
        raise ChannelError(
            _("the signing server does not sign: {problem}.", problem=problem.rstrip(".")),
            channel="ncanode",
            kind="transient" if kind == "transient" else "permanent",
            evidence=problem,
        )
