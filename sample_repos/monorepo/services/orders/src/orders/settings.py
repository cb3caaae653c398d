"""What the orders service can be told."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Where orders go, and how large one may be."""

    queue_url: str
    max_lines: int

    @classmethod
    def from_environment(cls) -> Settings:
        return cls(
            queue_url=os.environ.get("ORDERS_QUEUE", "memory://"),
            max_lines=int(os.environ.get("ORDERS_MAX_LINES", "50")),
        )
