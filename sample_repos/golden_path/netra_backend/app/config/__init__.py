"""Settings, re-exported: `from netra_backend.app.config import get_settings`."""

from netra_backend.app.config.settings import Settings, get_settings

__all__ = ["Settings", "get_settings"]
