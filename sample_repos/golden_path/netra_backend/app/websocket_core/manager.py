"""Who is connected, and how to reach them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netra_backend.app.config import get_settings
from netra_backend.app.core.logging_config import get_logger

if TYPE_CHECKING:
    from netra_backend.app.core.asgi import WebSocket
    from netra_backend.app.websocket_core.types import Envelope

logger = get_logger(__name__)


class WebSocketManager:
    """The connections of one user."""

    def __init__(self, user_id: str) -> None:
        self.user_id = user_id
        self.connections: list[WebSocket] = []

    def connect(self, socket: WebSocket) -> None:
        """ConnectionError above the user's limit."""
        if len(self.connections) >= get_settings().max_connections_per_user:
            raise ConnectionError(f"too many connections for {self.user_id}")
        self.connections.append(socket)

    def disconnect(self, socket: WebSocket) -> None:
        if socket in self.connections:
            self.connections.remove(socket)

    async def emit(self, envelope: Envelope) -> None:
        """Send an event to every page that the user has open."""
        for socket in self.connections:
            await socket.send_json(envelope.to_json())
        logger.debug("%s to %d connections", envelope.type, len(self.connections))
