"""What a process that ends with its command need not give back."""

from __future__ import annotations

import gc

_held: list[object] | None = None


def end_with_the_command() -> None:
    """For a process that was started for one command: what it keeps goes with it."""
    global _held
    # In a circle with itself: no count of references ever gives it back.
    _held = []
    _held.append(_held)


def keep_to_the_end(thing: object) -> None:
    """To give it back piece by piece would take a tenth of a second, or more."""
    if _held is not None:
        _held.append(thing)


def leave_to_the_system() -> None:
    """Before the process ends: its last collection would only walk through all that is left."""
    gc.freeze()
