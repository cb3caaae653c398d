"""The base of all tables: every subclass registers itself."""

from __future__ import annotations

from typing import ClassVar


class Base:
    """A table: its name and the SQL of its columns."""

    registry: ClassVar[dict[str, type[Base]]] = {}
    table: ClassVar[str] = ""
    columns: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.table:
            Base.registry[cls.table] = cls


def create_statements() -> list[str]:
    """One CREATE TABLE a registered table, in a stable order."""
    return [
        f"CREATE TABLE IF NOT EXISTS {name} ({', '.join(table.columns)})"
        for name, table in sorted(Base.registry.items())
    ]
