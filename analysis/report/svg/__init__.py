"""A map as an SVG file: the drawing of the app, without the app."""

from __future__ import annotations

from analysis.report.svg.sheet import render

__all__ = ["render"]
