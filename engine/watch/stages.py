"""One mark for a stage of the work: `with watched("render", kind=…)` gives a log line, a span and a duration.

Spans are made where OpenTelemetry is in use already (the program around us has set it up, or `[watch]` asks for it),
durations where metrics are served; without the extra `watch` neither costs more than a look into a dictionary.
"""

import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from time import perf_counter
from typing import Any

from . import logs
from .masks import safe

INNER = ("decide", "compose", "render", "commit")  # parts of handling an event: in traces, and in logs if asked for

Observe = Callable[[str, float, str], None]

_observers: list[Observe] = []  # told of every stage: its name, seconds, the kind of error it ended with


def observe(each: Observe) -> None:
    """From now on `each` is told of every stage."""
    if each not in _observers:
        _observers.append(each)


@contextmanager
def watched(stage: str, **facts: Any) -> Iterator[dict[str, Any]]:
    """Marks a stage; more facts may be put into what it yields. Facts outside of `masks.FACTS` are left out."""
    known = dict(facts)
    error = ""
    started = perf_counter()
    with _span(stage, str(facts.get("event", ""))) as span:
        try:
            yield known
        except BaseException as raised:
            error = type(raised).__name__
            raise
        finally:
            seconds = perf_counter() - started
            told = safe({**known, **({"error": error} if error else {})})
            for name, value in told.items():
                span.set_attribute(f"qauly.{name}", value)
            if error and hasattr(span, "set_status"):
                _failed(span, error)
            for each in _observers:
                each(stage, seconds, error)
            logs.line(stage, seconds, told, inner=stage in INNER)


class _NoSpan:
    def set_attribute(self, name: str, value: Any) -> None:
        pass


_NO_SPAN = _NoSpan()


def _span(stage: str, event: str) -> Any:
    trace = sys.modules.get("opentelemetry.trace")
    if trace is None:
        return nullcontext(_NO_SPAN)
    context = None
    if event and not trace.get_current_span().get_span_context().is_valid:
        # all that is done about an event, in whatever process and on whatever day, is one trace
        digest = hashlib.sha256(event.encode()).digest()
        numbers = int.from_bytes(digest[:16]), int.from_bytes(digest[16:24])
        origin = trace.SpanContext(*numbers, is_remote=True, trace_flags=trace.TraceFlags(trace.TraceFlags.SAMPLED))
        context = trace.set_span_in_context(trace.NonRecordingSpan(origin))
    # an exception's text may hold personal data: its kind is told by us, the text by nobody
    return trace.get_tracer("qauly").start_as_current_span(
        f"qauly.{stage}", context, record_exception=False, set_status_on_exception=False
    )


def _failed(span: Any, error: str) -> None:
    status = sys.modules["opentelemetry.trace"].Status(sys.modules["opentelemetry.trace"].StatusCode.ERROR, error)
    span.set_status(status)
