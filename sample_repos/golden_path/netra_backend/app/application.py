"""Puts the routes together."""

from __future__ import annotations

from netra_backend import __version__
from netra_backend.app.core.asgi import Application
from netra_backend.app.routes import health, threads, websocket

ROUTERS = (health.router, threads.router, websocket.router)


def create_application() -> Application:
    """A new application with every route."""
    application = Application(title=f"netra {__version__}")
    for router in ROUTERS:
        application.include_router(router)
    return application
