"""Start the backend: `python main.py`."""

from __future__ import annotations

import asyncio

from netra_backend.app.application import create_application
from netra_backend.app.config import get_settings
from netra_backend.app.core.logging_config import configure_logging, get_logger

try:
    import uvicorn
except ImportError:
    uvicorn = None

logger = get_logger(__name__)
app = create_application()


async def announce() -> None:
    """List the routes once, so that a start without a server still shows something."""
    for path in app.paths():
        logger.info("route %s", path)


def run() -> None:
    """Serve with uvicorn where it is installed; else only list the routes."""
    settings = get_settings()
    configure_logging(settings.log_level)
    if uvicorn is None:
        asyncio.run(announce())
        return
    uvicorn.run(app, host=settings.host, port=settings.port)


if __name__ == "__main__":
    run()
