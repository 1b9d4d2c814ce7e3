"""Watching begins: what the settings and the command line ask for."""

from pathlib import Path
from typing import TYPE_CHECKING

from . import logs

if TYPE_CHECKING:
    from ..app import Engine
    from ..config import Watch


def watch(settings: "Watch", log: logs.Format | None = None) -> None:
    """Log lines and traces; `log` of the command line wins. Raises `CallerError` where the extra is missing."""
    form = log or settings.log
    if form is not None:
        logs.start(form)
    if settings.traces is not None:
        from . import traces

        traces.start(Path(settings.traces))


def serve_metrics(settings: "Watch", engine: "Engine") -> None:
    """Metrics of the engine at the address of the settings, where there is one."""
    if settings.metrics is not None:
        from .metrics import Metrics

        Metrics(engine).serve(settings.metrics)
