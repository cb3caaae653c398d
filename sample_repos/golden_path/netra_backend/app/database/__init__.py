"""The database as the rest of the application used to see it: an engine and its manager."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from netra_backend.app.config import get_settings
from netra_backend.app.core.logging_config import get_logger
from netra_backend.app.db.database_manager import PoolOptions
from shared.async_engine import AsyncEngine, AsyncSession, create_async_engine
from shared.database_url_builder import DatabaseURLBuilder

__all__ = ["DatabaseManager", "dispose_engine", "get_engine"]

logger = get_logger(__name__)

POOL = PoolOptions(size=get_settings().pool_size).checked()

_engine: AsyncEngine | None = None


def get_engine() -> AsyncEngine:
    """The engine of this process, created at the first call."""
    global _engine
    if _engine is None:
        _engine = create_async_engine(DatabaseURLBuilder().build(), pool_size=POOL.size)
    return _engine


async def dispose_engine() -> None:
    """Close the engine of this process."""
    global _engine
    if _engine is not None:
        await _engine.dispose()
        _engine = None


class DatabaseManager:
    """Sessions on the engine of this process, built on `get_engine()`."""

    def __init__(self) -> None:
        self.engine = get_engine()

    @asynccontextmanager
    async def get_session(self) -> AsyncIterator[AsyncSession]:
        """A session on the process-wide engine."""
        async with AsyncSession(self.engine) as session:
            yield session

    async def health_check(self) -> bool:
        """True where the engine answers."""
        return bool(await self.engine.execute("SELECT 1"))

    async def close(self) -> None:
        """Close the engine, for everybody."""
        logger.info("closing the shared engine")
        await dispose_engine()
