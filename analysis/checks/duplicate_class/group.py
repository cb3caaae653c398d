"""Classes that belong together."""

from __future__ import annotations

import msgspec

from analysis.resolve.project import ClassRef


class Group(msgspec.Struct):
    """Definitions of one class, and variants that come close to it."""

    definitions: list[ClassRef]
    variants: list[ClassRef]
    kind: str
    confusability: float
