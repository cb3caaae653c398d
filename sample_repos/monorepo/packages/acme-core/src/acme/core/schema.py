"""Classes that can be written out: a nested `Meta` says how."""

from __future__ import annotations

from typing import Any, ClassVar


class Schema:
    """Base of all; `Meta` is overridden, never shared."""

    class Meta:
        """Nothing is written out by default."""

        table: ClassVar[str] = ""
        fields: ClassVar[tuple[str, ...]] = ()

    def as_row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.Meta.fields}
