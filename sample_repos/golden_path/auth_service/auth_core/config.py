"""What the auth service reads from the environment."""

from __future__ import annotations

from dataclasses import dataclass

from shared.database_url_builder import DatabaseURLBuilder
from shared.isolated_environment import get_env


@dataclass(frozen=True)
class AuthConfig:
    """Lifetime of tokens in seconds, and where they are kept."""

    database_url: str
    token_lifetime: int = 3600

    @classmethod
    def from_environment(cls) -> AuthConfig:
        return cls(
            database_url=DatabaseURLBuilder(prefix="AUTH_POSTGRES").build(),
            token_lifetime=get_env().get_int("AUTH_TOKEN_LIFETIME", 3600),
        )
