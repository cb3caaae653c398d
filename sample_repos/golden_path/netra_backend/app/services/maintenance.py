"""Nightly work on the database."""

from __future__ import annotations

from netra_backend.app.core.logging_config import get_logger
from netra_backend.app.db.database_manager import DatabaseManager, PoolOptions

logger = get_logger(__name__)


async def delete_empty_threads(manager: DatabaseManager | None = None) -> int:
    """Remove conversations without messages; returns how many there were."""
    manager = manager or DatabaseManager(pool=PoolOptions(size=1))
    await manager.initialize()
    unused = "id NOT IN (SELECT thread_id FROM messages)"
    async with manager.get_session() as session:
        rows = await session.execute(f"SELECT count(*) FROM threads WHERE {unused}")
        await session.execute(f"DELETE FROM threads WHERE {unused}")
    logger.info("removed %s empty threads", rows[0][0])
    return int(str(rows[0][0]))
