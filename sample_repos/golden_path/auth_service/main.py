"""Start the auth service: `python -m auth_service.main`."""

from __future__ import annotations

import asyncio
import logging

from auth_service.auth_core.config import AuthConfig
from auth_service.auth_core.database import AuthDatabaseManager, TokenRepository

logger = logging.getLogger("auth")


async def start(config: AuthConfig) -> TokenRepository:
    """Create the tables and hand out the repository."""
    if not AuthDatabaseManager.validate_auth_url(config.database_url):
        raise SystemExit(f"no usable database: {config.database_url}")
    engine = AuthDatabaseManager.create_async_engine(config.database_url)
    repository = TokenRepository(engine, lifetime=config.token_lifetime)
    await repository.create_table()
    logger.info("auth is ready")
    return repository


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(start(AuthConfig.from_environment()))
