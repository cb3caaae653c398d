"""A report as one HTML file: opened from a disk, without a server, a network or an app."""

from __future__ import annotations

from analysis.report.html.page import render, render_map

__all__ = ["render", "render_map"]
