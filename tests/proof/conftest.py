"""An office whose provider of text messages answers and reports as the test says."""

from ..commands.conftest import qauly
from ..delivery.conftest import MakeOffice, Office, Provider, ledger_url, office, pressed_once
from ..engine.conftest import Opening, opening
from ..postgres import postgres, postgres_url

__all__ = [
    "MakeOffice",
    "Office",
    "Opening",
    "Provider",
    "ledger_url",
    "office",
    "opening",
    "postgres",
    "postgres_url",
    "pressed_once",
    "qauly",
]
