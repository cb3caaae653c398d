"""Colours and letters of a drawing, on light and on dark paper."""

from __future__ import annotations

import msgspec

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif"
"""Families that every system has one of: a file that brings no font along."""


class Ink(msgspec.Struct, frozen=True):
    """The colours (Okabe and Ito's where they mean something), as SVG writes them."""

    paper: str
    surface: str
    sunken: str
    enclosure: str
    text: str
    muted: str
    line: str
    quiet: str
    upward: str
    cycle: str
    doubt: str
    duplicate: str
    gain: str
    loss: str


LIGHT = Ink(
    paper="#ffffff",
    surface="#ffffff",
    sunken="#f4f6f9",
    enclosure="#f6f8fa",
    text="#1b2733",
    muted="#566270",
    line="#9aa7b5",
    quiet="#8493a3",
    upward="#2f3d4c",
    cycle="#d55e00",
    doubt="#e69f00",
    duplicate="#cc79a7",
    gain="#009e73",
    loss="#8a8a8a",
)
DARK = Ink(
    paper="#0e1620",
    surface="#1d2733",
    sunken="#18212b",
    enclosure="#151f2b",
    text="#e6eaf0",
    muted="#a4b0bd",
    line="#5b6b7c",
    quiet="#71808f",
    upward="#d6dee8",
    cycle="#f0803c",
    doubt="#e69f00",
    duplicate="#cc79a7",
    gain="#2cc295",
    loss="#a5abb3",
)
