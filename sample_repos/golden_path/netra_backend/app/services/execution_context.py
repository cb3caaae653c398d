"""What an agent may know of the request that it works for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from shared.async_engine import AsyncSession


@dataclass(frozen=True)
class ExecutionContext:
    """One request of one user."""

    user_id: str
    thread_id: str
    run_id: str = field(default_factory=lambda: uuid4().hex)

    def open_session(self) -> AbstractAsyncContextManager[AsyncSession]:
        """A session for this run."""
        from netra_backend.app.db.session import get_db_session_factory

        return get_db_session_factory(f"run {self.run_id}")()
