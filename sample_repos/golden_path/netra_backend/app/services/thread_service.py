"""Conversations: create, list, append."""

from __future__ import annotations

from uuid import uuid4

from netra_backend.app.db import Message, Thread
from netra_backend.app.db.session import SessionOptions, session_scope


class ThreadService:
    """All that may be done with a user's conversations."""

    def __init__(self, user_id: str) -> None:
        self.user_id = user_id

    async def create(self, title: str) -> Thread:
        thread = Thread(id=uuid4().hex, user_id=self.user_id, title=title)
        async with session_scope() as session:
            await session.execute(
                "INSERT INTO threads VALUES (?, ?, ?)", thread.id, thread.user_id, thread.title
            )
        return thread

    async def list(self) -> list[Thread]:
        async with session_scope(SessionOptions(label="threads", read_only=True)) as session:
            rows = await session.execute(
                "SELECT id, user_id, title FROM threads WHERE user_id = ?", self.user_id
            )
        return [Thread(*map(str, row)) for row in rows]

    async def append(self, message: Message) -> None:
        async with session_scope() as session:
            await session.execute(
                "INSERT INTO messages VALUES (?, ?, ?)",
                message.thread_id,
                message.role,
                message.content,
            )
