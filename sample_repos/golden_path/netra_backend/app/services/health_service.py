"""Is everything there that we need?"""

from __future__ import annotations

from netra_backend.app.core.logging_config import get_logger
from netra_backend.app.db.session import ping

logger = get_logger(__name__)


async def check_health() -> dict[str, object]:
    """The short answer, for the load balancer."""
    return {"status": "healthy" if await ping() else "unhealthy"}


async def check_managers() -> dict[str, object]:
    """The long answer: both managers, until there is only one."""
    from netra_backend.app.database import DatabaseManager as EngineDatabaseManager
    from netra_backend.app.db.database_manager import DatabaseManager

    manager = DatabaseManager()
    await manager.initialize()
    answers = {
        "manager": await manager.health_check(),
        "engine": await EngineDatabaseManager().health_check(),
    }
    await manager.close()
    logger.info("managers: %s", answers)
    return answers
