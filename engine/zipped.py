"""What the standard library raises for a zip file that is none, or that came damaged."""

import zlib
from zipfile import BadZipFile

DAMAGED = (BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError, RuntimeError, ValueError)
