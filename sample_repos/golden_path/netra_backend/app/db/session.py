"""Sessions: one per unit of work, committed at its end or rolled back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netra_backend.app.core.logging_config import get_logger

if TYPE_CHECKING:
    from shared.async_engine import AsyncSession

logger = get_logger(__name__)


class SessionError(RuntimeError):
    """A session could not be opened, or broke while it was open."""


@dataclass(frozen=True)
class SessionOptions:
    """How a session behaves; `label` shows up in the log."""

    label: str = "request"
    read_only: bool = False


# Must stay below SessionError: database_manager asks for it while we are still being imported.
from netra_backend.app.database import get_engine  # noqa: E402


@asynccontextmanager
async def session_scope(options: SessionOptions | None = None) -> AsyncIterator[AsyncSession]:
    """Open a session on the shared engine; SessionError wraps whatever goes wrong inside."""
    from shared.async_engine import AsyncSession

    options = options or SessionOptions()
    session = AsyncSession(get_engine())
    try:
        async with session:
            yield session
    except OSError as error:
        logger.warning("session %s broke: %s", options.label, error)
        raise SessionError(str(error)) from error


async def ping() -> bool:
    """True where the database answers."""
    async with session_scope(SessionOptions(label="ping", read_only=True)) as session:
        return await session.execute("SELECT 1") == [(1,)]
