"""Golden paths: the entry modules that must import."""

from __future__ import annotations

import msgspec


class GoldenPath(msgspec.Struct, frozen=True):
    """An entry module that must import: configured, asked for, or detected (`why`).

    `outcome` is ok, fails or unknown; `blocked_by` are the keys of the findings in the way.
    """

    name: str
    module: str
    outcome: str
    blocked_by: tuple[str, ...]
    why: str
