"""The drawer: a click on any `path:line` of a page opens the file there, and nothing reloads."""

from __future__ import annotations

from views.drawer.component import drawer, follow

__all__ = ["drawer", "follow"]
