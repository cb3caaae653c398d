"""Makes one manager a user, with a session factory of its own: nothing is shared between users."""

from __future__ import annotations

from dataclasses import dataclass, field

from netra_backend.app.core.logging_config import get_logger
from netra_backend.app.db.session import get_db_session_factory
from netra_backend.app.websocket_core.manager import WebSocketManager

logger = get_logger(__name__)


@dataclass
class WebSocketFactory:
    """Managers by user."""

    managers: dict[str, WebSocketManager] = field(default_factory=dict)
    session_factory = staticmethod(get_db_session_factory("websocket"))

    def for_user(self, user_id: str) -> WebSocketManager:
        """The user's manager, made at the first call."""
        if user_id not in self.managers:
            logger.info("new manager for %s", user_id)
            self.managers[user_id] = WebSocketManager(user_id)
        return self.managers[user_id]

    async def remember(self, user_id: str, thread_id: str) -> None:
        """Note that the user has opened a conversation."""
        async with self.session_factory() as session:
            await session.execute(
                "INSERT OR IGNORE INTO threads VALUES (?, ?, '')", thread_id, user_id
            )


factory = WebSocketFactory()
