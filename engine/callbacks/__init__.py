"""Calls back to case systems: what happened is told at least once and in order, however long they are away."""
