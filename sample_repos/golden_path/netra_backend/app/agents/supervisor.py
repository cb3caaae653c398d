"""Chooses the agent for a question and reports its progress."""

from __future__ import annotations

from netra_backend.app.agents.base import AgentResult, BaseAgent
from netra_backend.app.agents.data_agent import DataAgent
from netra_backend.app.services.execution_context import ExecutionContext
from netra_backend.app.websocket_core import Envelope, EventType


class EchoAgent(BaseAgent):
    """Repeats the question; the last resort."""

    name = "echo"

    async def run(self, question: str, context: ExecutionContext) -> AgentResult:
        return AgentResult(self.name, question)


class SupervisorAgent(BaseAgent):
    """Routes a question and emits the events around the answer."""

    name = "supervisor"

    def choose(self, question: str) -> BaseAgent:
        return (DataAgent if "how many" in question.lower() else EchoAgent)(self.sockets)

    async def run(self, question: str, context: ExecutionContext) -> AgentResult:
        await self._tell(EventType.AGENT_STARTED, context)
        result = await self.choose(question).run(question, context)
        await self._tell(EventType.AGENT_COMPLETED, context, text=result.text)
        return result

    async def _tell(self, event: EventType, context: ExecutionContext, **payload: str) -> None:
        await self.sockets.emit(Envelope(event, context.thread_id, dict(payload)))
