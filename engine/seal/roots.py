"""Certificates that are trusted, from files."""

from pathlib import Path

from asn1crypto import pem, x509

from ..errors import CallerError
from ..messages import _

_ROOT = _("Name a file with certificates, PEM or DER.")


def certificates(place: Path) -> list[bytes]:
    """The certificates of a PEM or DER file, as DER; raises `CallerError` where there is none."""
    try:
        data = place.read_bytes()
        found = [der for _kind, _heads, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
        for each in found:
            x509.Certificate.load(each).subject.native  # noqa: B018 # reading it is the check
    except OSError:
        raise CallerError(_("is not there."), field=f"--root {place}", fix=_ROOT) from None
    except (ValueError, TypeError):
        raise CallerError(_("is no certificate."), field=f"--root {place}", fix=_ROOT) from None
    return found
