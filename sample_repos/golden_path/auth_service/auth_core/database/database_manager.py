"""Engines for the auth service."""

from __future__ import annotations

from urllib.parse import urlsplit

from shared.async_engine import AsyncEngine, create_async_engine
from shared.database_url_builder import DatabaseURLBuilder


class AuthDatabaseManager:
    """Static: it keeps no state, whoever asks for an engine owns it."""

    ALLOWED_SCHEMES = ("sqlite", "postgresql", "postgresql+asyncpg")

    @staticmethod
    def create_async_engine(url: str | None = None, pool_size: int = 2) -> AsyncEngine:
        """A new engine; the caller disposes of it."""
        return create_async_engine(
            url or AuthDatabaseManager.get_auth_database_url(), pool_size=pool_size
        )

    @staticmethod
    def get_auth_database_url() -> str:
        """The URL of the auth database."""
        return DatabaseURLBuilder(prefix="AUTH_POSTGRES").build()

    @staticmethod
    def validate_auth_url(url: str) -> bool:
        """True where the URL names a database that the service can use."""
        return urlsplit(url).scheme in AuthDatabaseManager.ALLOWED_SCHEMES

    @staticmethod
    async def test_connection(engine: AsyncEngine) -> bool:
        """True where the engine answers."""
        return bool(await engine.execute("SELECT 1"))
