"""`/health`: for the load balancer."""

from __future__ import annotations

from netra_backend.app.core.asgi import APIRouter
from netra_backend.app.services.health_service import check_health, check_managers

router = APIRouter(prefix="/health")


@router.get("")
async def health() -> dict[str, object]:
    return await check_health()


@router.get("/managers")
async def managers() -> dict[str, object]:
    return await check_managers()
