"""The little of a web framework that the routes need, on the standard library."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

Handler = Callable[..., Awaitable[Any]]


class WebSocketDisconnect(Exception):
    """The other side has gone."""


class WebSocket:
    """A connection: two queues of JSON-like values."""

    def __init__(self, user_id: str) -> None:
        self.user_id = user_id
        self.incoming: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self.outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def receive_json(self) -> dict[str, Any]:
        """The next message; WebSocketDisconnect at the end."""
        message = await self.incoming.get()
        if message is None:
            raise WebSocketDisconnect(self.user_id)
        return message

    async def send_json(self, message: dict[str, Any]) -> None:
        await self.outgoing.put(message)


class APIRouter:
    """Handlers by path, with a common prefix."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.handlers: dict[str, Handler] = {}

    def get(self, path: str) -> Callable[[Handler], Handler]:
        return self._register("GET", path)

    def post(self, path: str) -> Callable[[Handler], Handler]:
        return self._register("POST", path)

    def websocket(self, path: str) -> Callable[[Handler], Handler]:
        return self._register("WS", path)

    def _register(self, method: str, path: str) -> Callable[[Handler], Handler]:
        def decorate(handler: Handler) -> Handler:
            self.handlers[f"{method} {self.prefix}{path}"] = handler
            return handler

        return decorate


class Application:
    """Routers put together; an ASGI server calls it."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.handlers: dict[str, Handler] = {}

    def include_router(self, router: APIRouter) -> None:
        self.handlers.update(router.handlers)

    def paths(self) -> list[str]:
        return sorted(self.handlers)

    async def __call__(self, scope: dict[str, Any], receive: Handler, send: Handler) -> None:
        method = "WS" if scope["type"] == "websocket" else scope.get("method", "GET")
        handler = self.handlers.get(f"{method} {scope['path']}")
        body = await handler() if handler and method == "GET" else {"detail": "Not Found"}
        await send({"type": "http.response.start", "status": 200 if handler else 404, "headers": []})
        await send({"type": "http.response.body", "body": repr(body).encode()})
