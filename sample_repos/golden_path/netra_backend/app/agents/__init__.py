"""Agents: they answer questions."""

from netra_backend.app.agents.base import AgentResult, BaseAgent

__all__ = ["AgentResult", "BaseAgent"]
