"""Sessions bound to one user's request."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from netra_backend.app.database import get_engine
from shared.async_engine import AsyncSession


class RequestScopedSessions:
    """Counts the sessions that each user holds."""

    def __init__(self) -> None:
        self.open: dict[str, int] = {}

    @asynccontextmanager
    async def get_session(self, user_id: str) -> AsyncIterator[AsyncSession]:
        self.open[user_id] = self.open.get(user_id, 0) + 1
        try:
            async with AsyncSession(get_engine()) as session:
                yield session
        finally:
            self.open[user_id] -= 1


_sessions = RequestScopedSessions()


def get_session_factory() -> RequestScopedSessions:
    """The sessions of this process; each call of `get_session` names its user."""
    return _sessions
