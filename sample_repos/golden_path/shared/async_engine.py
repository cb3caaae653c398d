"""A small stand-in for an async SQL engine, on sqlite3 and threads."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from types import TracebackType


class AsyncEngine:
    """One sqlite3 connection behind a lock; every statement runs in a worker thread."""

    def __init__(self, url: str, pool_size: int = 5) -> None:
        self.url = url
        self.pool_size = pool_size
        self._connection: sqlite3.Connection | None = None
        self._lock = asyncio.Lock()

    @property
    def is_open(self) -> bool:
        return self._connection is not None

    async def execute(self, statement: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Run one statement and return its rows."""
        async with self._lock:
            if self._connection is None:
                self._connection = sqlite3.connect(":memory:", check_same_thread=False)
            rows = await asyncio.to_thread(self._connection.execute, statement, values)
            return rows.fetchall()

    async def commit(self) -> None:
        if self._connection is not None:
            self._connection.commit()

    async def rollback(self) -> None:
        if self._connection is not None:
            self._connection.rollback()

    async def dispose(self) -> None:
        """Close the connection; the next statement opens a new one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class AsyncSession:
    """A unit of work on an engine."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    async def execute(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        return await self.engine.execute(statement, values)

    async def __aenter__(self) -> AsyncSession:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await (self.engine.rollback() if kind else self.engine.commit())


def create_async_engine(url: str, pool_size: int = 5) -> AsyncEngine:
    """An engine for `url`; nothing is opened yet."""
    return AsyncEngine(url, pool_size=pool_size)
