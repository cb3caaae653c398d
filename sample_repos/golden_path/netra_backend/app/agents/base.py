"""What every agent is and gives back."""

from __future__ import annotations

import abc
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netra_backend.app.services.execution_context import ExecutionContext
    from netra_backend.app.websocket_core.manager import WebSocketManager


@dataclass(frozen=True)
class AgentResult:
    """An answer, and which agent gave it."""

    agent: str
    text: str


class BaseAgent(abc.ABC):
    """An agent tells the user what it does while it does it."""

    name = "agent"

    def __init__(self, sockets: WebSocketManager) -> None:
        self.sockets = sockets

    @abc.abstractmethod
    async def run(self, question: str, context: ExecutionContext) -> AgentResult:
        """Answer a question."""
