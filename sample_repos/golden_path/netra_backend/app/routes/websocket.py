"""`/ws`: the golden path. A user asks, an agent answers, events tell the page how it goes."""

from __future__ import annotations

from netra_backend.app.core.asgi import APIRouter, WebSocket, WebSocketDisconnect
from netra_backend.app.core.logging_config import get_logger
from netra_backend.app.services.execution_context import ExecutionContext
from netra_backend.app.websocket_core import EventType, parse_envelope
from netra_backend.app.websocket_core.websocket_factory import factory

logger = get_logger(__name__)
router = APIRouter(prefix="/ws")


@router.websocket("")
async def chat(socket: WebSocket) -> None:
    """Serve one connection until it closes."""
    from netra_backend.app.agents.supervisor import SupervisorAgent

    sockets = factory.for_user(socket.user_id)
    sockets.connect(socket)
    try:
        while True:
            envelope = parse_envelope(await socket.receive_json())
            if envelope.type is EventType.QUESTION:
                await factory.remember(socket.user_id, envelope.thread_id)
                context = ExecutionContext(socket.user_id, envelope.thread_id)
                question = str(envelope.payload.get("text", ""))
                await SupervisorAgent(sockets).run(question, context)
    except WebSocketDisconnect:
        logger.info("%s has left", socket.user_id)
    finally:
        sockets.disconnect(socket)
