"""What can be configured, and its defaults."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from shared.isolated_environment import get_env


@dataclass(frozen=True)
class Settings:
    """The backend's settings; immutable once read."""

    environment: str
    host: str
    port: int
    log_level: str
    pool_size: int
    max_connections_per_user: int

    @property
    def is_production(self) -> bool:
        return self.environment == "production"


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Read the environment once."""
    env = get_env()
    return Settings(
        environment=env.get("ENVIRONMENT", "development"),
        host=env.get("HOST", "127.0.0.1"),
        port=env.get_int("PORT", 8000),
        log_level=env.get("LOG_LEVEL", "INFO"),
        pool_size=env.get_int("DB_POOL_SIZE", 5),
        max_connections_per_user=env.get_int("WS_MAX_CONNECTIONS", 3),
    )
