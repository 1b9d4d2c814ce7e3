"""Whom a channel trusts at the other end of an encrypted line, and what is said where nobody vouches for it."""

import ssl
from pathlib import Path


def trust(setting: str, ca: Path | None, *, system: bool) -> ssl.SSLContext:
    """A context that checks certificates and host names: by the authorities in the file `ca`, and those of the system.

    `system`: its own authorities count also where `ca` is set. Raises ValueError that names the setting for a file
    that cannot be used.
    """
    try:
        context = ssl.create_default_context(cafile=None if system else ca)
        if system and ca is not None:
            context.load_verify_locations(ca)
    except OSError as error:  # ssl.SSLError is one
        raise ValueError(f"{setting}: {_words(error)}") from None
    return context


def untrusted(error: BaseException | None) -> str:
    """Why a certificate was refused, where that is what an error comes from; empty where it is not."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message or str(error)
        error = error.__cause__ or error.__context__
    return ""


def _words(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return "the file holds no certificate in PEM"
    return error.strerror or str(error)
