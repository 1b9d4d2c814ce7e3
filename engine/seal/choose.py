"""The signer that the settings name."""

import os
from collections.abc import Mapping
from typing import Any

from ..errors import CallerError
from ..messages import _
from ..ports import Signer

PASSWORD = "QAULY_SIGNER_PASSWORD"


def open_signer(settings: Mapping[str, Any] | None, environment: Mapping[str, str] = os.environ) -> Signer | None:
    """None where nothing is to be signed. The password comes from the environment alone."""
    if settings is None:
        return None
    kind = settings.get("kind", "pkcs12")
    password = environment.get(PASSWORD, "")
    if kind == "pkcs12":
        from .pades import Pkcs12Signer

        return Pkcs12Signer.open(settings, password)
    if kind == "ncanode":
        from .ncanode import NcaNodeSigner

        return NcaNodeSigner.open(settings, password)
    raise CallerError(
        _("{kind} is no kind of signer.", kind=kind), field="signer.kind", fix=_("Write pkcs12 or ncanode.")
    )
