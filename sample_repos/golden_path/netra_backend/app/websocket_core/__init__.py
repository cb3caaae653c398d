"""Connections and events. The factory is imported from its module: it needs the database."""

from netra_backend.app.websocket_core.manager import WebSocketManager
from netra_backend.app.websocket_core.types import *  # noqa: F403
