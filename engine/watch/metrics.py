"""Metrics for Prometheus: durations of the stages, and at every scrape the state of queue, channels and call-backs."""

from collections.abc import Iterator
from threading import Lock
from typing import TYPE_CHECKING, Any

from ..errors import CallerError
from ..messages import _
from .stages import observe

if TYPE_CHECKING:
    from ..app import Engine


class Metrics:
    """One registry of its own; the process's defaults are left alone. Needs the extra `watch`."""

    def __init__(self, engine: "Engine") -> None:
        """Raises `CallerError` where prometheus-client is not installed."""
        try:
            import prometheus_client as prometheus
        except ImportError:
            raise CallerError(
                _("needs a package that is not installed."),
                field="watch.metrics",
                fix=_("Install {package}.", package="qauly[watch]"),
            ) from None
        self._prometheus = prometheus
        self.registry = prometheus.CollectorRegistry()
        self._seconds = prometheus.Histogram(
            "qauly_stage_seconds", "How long a stage of the work took", ["stage"], registry=self.registry
        )
        self._errors = prometheus.Counter(
            "qauly_stage_errors", "Stages that ended with an error", ["stage", "error"], registry=self.registry
        )
        self._engine = engine
        self._lock = Lock()
        self.registry.register(self)
        observe(self._observe)

    def text(self) -> bytes:
        """What a scrape gets."""
        found: bytes = self._prometheus.generate_latest(self.registry)
        return found

    def serve(self, address: str) -> None:
        """Answers scrapes at `host:port` from a thread of its own, until the process ends."""
        host, _colon, port = address.rpartition(":")
        try:
            self._prometheus.start_http_server(int(port), host or "127.0.0.1", self.registry)
        except OSError as error:
            raise CallerError(
                _("cannot be listened on: {problem}.", problem=error.strerror or error),
                field="watch.metrics",
                fix=_("Write a free port of this machine, such as 127.0.0.1:9464."),
            ) from None

    def describe(self) -> Iterator[Any]:
        """Nothing is asked of the ledger before the first scrape."""
        return iter(())

    def collect(self) -> Iterator[Any]:
        """Called by the registry at every scrape."""
        from prometheus_client.core import GaugeMetricFamily

        with self._lock:
            status = self._engine.status(chains=False)
        waiting = GaugeMetricFamily("qauly_queue_length", "Dispatches that wait", labels=["channel"])
        recent = GaugeMetricFamily("qauly_attempts_last_hour", "Attempts by what came of them",
                                   labels=["channel", "state"])  # fmt: skip
        paused = GaugeMetricFamily("qauly_channel_paused", "1 while a channel is paused", labels=["channel"])
        halted = GaugeMetricFamily("qauly_channel_halted", "1 while a channel waits for a person", labels=["channel"])
        for channel in status.channels:
            waiting.add_metric([channel.name], channel.waiting)
            paused.add_metric([channel.name], float(channel.paused_until is not None))
            halted.add_metric([channel.name], float(bool(channel.halted)))
            for state, count in channel.last_hour.items():
                recent.add_metric([channel.name, state], count)
        calls = GaugeMetricFamily("qauly_callbacks_waiting", "Calls that wait", labels=["reader"])
        for reader in status.callbacks:
            calls.add_metric([reader.name], reader.waiting)
        tasks = GaugeMetricFamily("qauly_tasks_open", "Tasks that wait for a person", labels=["kind"])
        for kind, count in status.tasks.items():
            tasks.add_metric([kind], count)
        yield from (waiting, recent, paused, halted, calls, tasks)
        yield GaugeMetricFamily("qauly_queue_age_seconds", "Age of what is due longest", status.queue.oldest_seconds)
        yield GaugeMetricFamily("qauly_timers_late_seconds", "How late the oldest timer is", status.timers.late_seconds)

    def _observe(self, stage: str, seconds: float, error: str) -> None:
        self._seconds.labels(stage).observe(seconds)
        if error:
            self._errors.labels(stage, error).inc()
