"""Our module graph beside that of pydeps, as JSON."""

from __future__ import annotations

import msgspec

from analysis import __version__
from analysis.cross_check.value import CrossCheck, OneSided
from analysis.report.json_text import json_text

SCHEMA_VERSION = 1


class _Tool(msgspec.Struct, frozen=True):
    name: str
    version: str


class _Document(msgspec.Struct, frozen=True):
    schema_version: int
    tool: _Tool
    answered: bool
    pydeps: str
    modules: int
    both: int
    only_ours: tuple[OneSided, ...]
    only_pydeps: tuple[OneSided, ...]
    problems: tuple[str, ...]


def render(check: CrossCheck) -> str:
    """Every edge that only one of both has: importer, imported, reason, path and line."""
    return json_text(
        _Document(
            schema_version=SCHEMA_VERSION,
            tool=_Tool("plumbline", __version__),
            answered=check.answered,
            pydeps=check.version,
            modules=check.modules,
            both=check.both,
            only_ours=check.only_ours,
            only_pydeps=check.only_theirs,
            problems=check.problems,
        )
    )
