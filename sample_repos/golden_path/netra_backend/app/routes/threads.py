"""`/threads`: the conversations of a user."""

from __future__ import annotations

from dataclasses import asdict

from netra_backend.app.core.asgi import APIRouter
from netra_backend.app.services.thread_service import ThreadService

router = APIRouter(prefix="/threads")


@router.get("")
async def list_threads(user_id: str = "anonymous") -> list[dict[str, str]]:
    return [asdict(thread) for thread in await ThreadService(user_id).list()]


@router.post("")
async def create_thread(title: str, user_id: str = "anonymous") -> dict[str, str]:
    return asdict(await ThreadService(user_id).create(title))
