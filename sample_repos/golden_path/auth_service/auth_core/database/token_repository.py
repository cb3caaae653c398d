"""Tokens in the database."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.async_engine import AsyncEngine


class TokenRepository:
    """Issues tokens and says whose they are."""

    def __init__(self, engine: AsyncEngine, lifetime: int) -> None:
        self.engine = engine
        self.lifetime = lifetime

    async def create_table(self) -> None:
        await self.engine.execute(
            "CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, user_id TEXT, until REAL)"
        )

    async def issue(self, user_id: str) -> str:
        """A new token for the user."""
        token = secrets.token_urlsafe(24)
        until = time.time() + self.lifetime
        await self.engine.execute("INSERT INTO tokens VALUES (?, ?, ?)", (token, user_id, until))
        await self.engine.commit()
        return token

    async def owner(self, token: str) -> str | None:
        """The user behind a token that is still valid."""
        rows = await self.engine.execute(
            "SELECT user_id FROM tokens WHERE token = ? AND until > ?", (token, time.time())
        )
        return str(rows[0][0]) if rows else None
