"""Conversations and the auth service: the parts that work."""

from __future__ import annotations

import asyncio

import pytest

from auth_service.auth_core.config import AuthConfig
from auth_service.main import start
from netra_backend.app.core.asgi import WebSocket
from netra_backend.app.db import create_statements
from netra_backend.app.db.session import session_scope
from netra_backend.app.services.thread_service import ThreadService
from netra_backend.app.websocket_core import Envelope, EventType, WebSocketManager, parse_envelope


def test_threads_are_listed() -> None:
    async def titles() -> list[str]:
        async with session_scope() as session:
            for statement in create_statements():
                await session.execute(statement)
        service = ThreadService("ada")
        await service.create("first")
        return [thread.title for thread in await service.list()]

    assert "first" in asyncio.run(titles())


def test_tokens_have_owners() -> None:
    async def owner() -> str | None:
        repository = await start(AuthConfig("sqlite:///:memory:"))
        return await repository.owner(await repository.issue("ada"))

    assert asyncio.run(owner()) == "ada"


def test_events_reach_the_page() -> None:
    async def received() -> dict[str, object]:
        socket, manager = WebSocket("ada"), WebSocketManager("ada")
        manager.connect(socket)
        await manager.emit(Envelope(EventType.AGENT_STARTED, "t1"))
        return await socket.outgoing.get()

    assert asyncio.run(received()) == {"type": "agent_started", "thread_id": "t1"}


def test_bad_event_is_refused() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        parse_envelope('{"type": "nonsense"}')
