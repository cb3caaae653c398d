"""What travels over a connection."""

from __future__ import annotations

import enum
import json
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Envelope", "EventType", "parse_envelope"]


class EventType(enum.StrEnum):
    """The five events that the page waits for, and the question that starts them."""

    QUESTION = "question"
    AGENT_STARTED = "agent_started"
    AGENT_THINKING = "agent_thinking"
    TOOL_EXECUTING = "tool_executing"
    TOOL_COMPLETED = "tool_completed"
    AGENT_COMPLETED = "agent_completed"


@dataclass(frozen=True)
class Envelope:
    """One event of one conversation."""

    type: EventType
    thread_id: str
    payload: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"type": self.type.value, "thread_id": self.thread_id, **self.payload}


def parse_envelope(message: str | dict[str, Any]) -> Envelope:
    """An envelope from the wire; ValueError where it is none."""
    values = dict(json.loads(message) if isinstance(message, str) else message)
    return Envelope(EventType(values.pop("type")), str(values.pop("thread_id", "")), values)
