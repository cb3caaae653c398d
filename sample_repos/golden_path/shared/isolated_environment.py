"""The one place that reads environment variables."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class IsolatedEnvironment:
    """The process environment with an overlay on top, so that a test changes nothing global."""

    def __init__(self, base: Mapping[str, str] | None = None) -> None:
        self._base = os.environ if base is None else base
        self._overlay: dict[str, str] = {}

    def get(self, name: str, default: str = "") -> str:
        """The overlay wins over the process."""
        return self._overlay.get(name, self._base.get(name, default))

    def get_int(self, name: str, default: int) -> int:
        """`default` where the variable is missing or no number."""
        text = self.get(name)
        return int(text) if text.isdigit() else default

    @contextmanager
    def override(self, **values: str) -> Iterator[IsolatedEnvironment]:
        """Lay `values` over the environment for the length of the block."""
        before = dict(self._overlay)
        self._overlay.update(values)
        try:
            yield self
        finally:
            self._overlay = before


_environment = IsolatedEnvironment()


def get_env() -> IsolatedEnvironment:
    """The environment of this process."""
    return _environment
