"""Traces written by us: a line of JSON for every span, where no program around us has set OpenTelemetry up."""

import json
from pathlib import Path
from typing import Any

from ..errors import CallerError
from ..messages import _


def start(file: Path) -> None:
    """Appends every span of this process to the file. Raises `CallerError` where the extra `watch` is missing."""
    try:
        from opentelemetry import trace
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor
    except ImportError:
        raise CallerError(
            _("needs a package that is not installed."),
            field="watch.traces",
            fix=_("Install {package}.", package="qauly[watch]"),
        ) from None
    file.parent.mkdir(parents=True, exist_ok=True)
    exporter = ConsoleSpanExporter(out=file.open("a", encoding="utf-8", buffering=1), formatter=_line)
    provider = TracerProvider(resource=Resource.create({"service.name": "qauly"}))
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)


def _line(span: Any) -> str:
    return json.dumps(json.loads(span.to_json(indent=None)), ensure_ascii=False) + "\n"
