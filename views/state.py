"""Every session key and every URL parameter, by name."""

from __future__ import annotations

ASSETS = "plumbline.assets"
