"""One file edited step by step, where each step has to see what the steps before have made."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.fixes.edits import OverlappingEdits, TextEdit, apply_edits
from analysis.fixes.import_placement import add_import
from analysis.fixes.patch import edits_between
from analysis.fixes.source_text import SourceText, parse_source


class Draft:
    """The file as it is after the steps so far is `source`; `edits` lead there from the start."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self._before = source.data

    def apply(self, edits: Iterable[TextEdit]) -> bool:
        """One more step; False, and nothing done, where the file would no longer parse."""
        try:
            data = apply_edits(self.source.data, edits)
        except OverlappingEdits:
            return False
        after = parse_source(self.source.path, data)
        if after is None:
            return False
        self.source = after
        return True

    def add_import(self, module: str, name: str | None, alias: str | None = None) -> bool:
        """As `import_placement.add_import`."""
        return self.apply(add_import(self.source, module, name, alias))

    def edits(self) -> tuple[TextEdit, ...]:
        return edits_between(self.source.path, self._before, self.source.data)
