"""Both managers do their work, each in its own way."""

from __future__ import annotations

import asyncio

from netra_backend.app.db.session import ping

# Below the session: neither can be imported before it.
from netra_backend.app.database import DatabaseManager as EngineDatabaseManager
from netra_backend.app.db.database_manager import DatabaseManager


def test_session_answers() -> None:
    assert asyncio.run(ping())


def test_manager_creates_tables() -> None:
    async def tables() -> list[tuple[object, ...]]:
        manager = DatabaseManager()
        await manager.initialize()
        async with manager.get_session() as session:
            found = await session.execute("SELECT name FROM sqlite_master ORDER BY name")
        await manager.close()
        return found

    assert ("threads",) in asyncio.run(tables())


def test_engine_manager_answers() -> None:
    async def healthy() -> bool:
        manager = EngineDatabaseManager()
        answer = await manager.health_check()
        await manager.close()
        return answer

    assert asyncio.run(healthy())
