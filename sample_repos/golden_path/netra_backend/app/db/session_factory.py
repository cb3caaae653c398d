"""Session factories: what long-lived objects hold instead of a session.

Split off `session.py` when sessions became request scoped.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from functools import lru_cache

from netra_backend.app.db.session import SessionOptions, session_scope
from shared.async_engine import AsyncSession


class SessionFactory:
    """Call it to open a session: `async with factory() as session`."""

    def __init__(self, options: SessionOptions) -> None:
        self.options = options
        self.opened = 0

    def __call__(self) -> AbstractAsyncContextManager[AsyncSession]:
        self.opened += 1
        return session_scope(self.options)


@lru_cache(maxsize=8)
def get_db_session_factory(label: str = "websocket") -> SessionFactory:
    """The factory for `label`; the same one every time."""
    return SessionFactory(SessionOptions(label=label))
