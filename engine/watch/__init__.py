"""Watching the engine at work: log lines, traces and metrics of its stages, none of them with personal data."""

from .stages import watched

__all__ = ["watched"]
