"""The database manager: the single owner of the engine's life cycle."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from netra_backend.app.core.logging_config import get_logger
from netra_backend.app.db.base import create_statements
from netra_backend.app.db.session import SessionError
from shared.async_engine import AsyncEngine, AsyncSession, create_async_engine
from shared.database_url_builder import DatabaseURLBuilder

logger = get_logger(__name__)


class ManagerNotInitialized(SessionError):
    """The manager was used before `initialize()`."""


@dataclass(frozen=True)
class PoolOptions:
    """Limits of the connection pool."""

    size: int = 5
    timeout: float = 30.0

    def checked(self) -> PoolOptions:
        """The same options; ValueError where they make no sense."""
        if self.size < 1 or self.timeout <= 0:
            raise ValueError(f"bad pool options: {self}")
        return self


class DatabaseManager:
    """Single source of truth for engines and sessions, built on `DatabaseURLBuilder`.

    `initialize()` creates the engine and the tables, `close()` gives everything back.
    """

    def __init__(
        self, url_builder: DatabaseURLBuilder | None = None, pool: PoolOptions | None = None
    ) -> None:
        self.url_builder = url_builder or DatabaseURLBuilder()
        self.pool = (pool or PoolOptions()).checked()
        self._engine: AsyncEngine | None = None

    @property
    def is_initialized(self) -> bool:
        return self._engine is not None

    async def initialize(self) -> None:
        """Create the engine and the tables; a second call does nothing."""
        if self._engine is not None:
            return
        self._engine = create_async_engine(self.url_builder.build(), pool_size=self.pool.size)
        for statement in create_statements():
            await self._engine.execute(statement)
        logger.info("database ready: %s", self.url_builder.masked())

    def get_engine(self) -> AsyncEngine:
        """The engine; ManagerNotInitialized before `initialize()`."""
        if self._engine is None:
            raise ManagerNotInitialized("call initialize() first")
        return self._engine

    @asynccontextmanager
    async def get_session(self) -> AsyncIterator[AsyncSession]:
        """A session on the manager's engine."""
        async with AsyncSession(self.get_engine()) as session:
            yield session

    async def health_check(self) -> dict[str, object]:
        """What the health route shows."""
        rows = await self.get_engine().execute("SELECT 1")
        return {"status": "healthy" if rows else "unhealthy", "url": self.url_builder.masked()}

    async def close(self) -> None:
        """Dispose of the engine; `initialize()` may be called again."""
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = None
