"""Answers questions about the user's own data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netra_backend.app.agents.base import AgentResult, BaseAgent
from netra_backend.app.database import DatabaseManager

if TYPE_CHECKING:
    from netra_backend.app.services.execution_context import ExecutionContext


class DataAgent(BaseAgent):
    """Counts things."""

    name = "data"

    async def run(self, question: str, context: ExecutionContext) -> AgentResult:
        async with DatabaseManager().get_session() as session:
            rows = await session.execute(
                "SELECT count(*) FROM threads WHERE user_id = ?", context.user_id
            )
        return AgentResult(self.name, f"You have {rows[0][0]} conversations.")
