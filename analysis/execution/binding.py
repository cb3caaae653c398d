"""Binding and unbinding: names, attributes, items, and what stands in `sys.modules`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from analysis.execution.changes import note_change
from analysis.execution.expressions import Expressions
from analysis.execution.values import (
    UNKNOWN,
    Class,
    Const,
    Dict,
    External,
    Instance,
    Items,
    Loaded,
    Module,
    Namespace,
    Scope,
    Value,
    plain,
)
from analysis.extract import program as ir

Signal = Literal["return", "break", "continue"] | None
"""How a block ends before its last statement, None where it runs through."""


class Binding(Expressions):
    """Writes to whatever an assignment names."""

    def execute(self, block: Iterable[ir.Statement], scope: Scope) -> Signal:
        """Runs a block; given by the part that knows every statement."""
        raise NotImplementedError

    def bind(self, name: str, value: Value | None, scope: Scope) -> None:
        """Binds a name where the scope's declarations say; None unbinds."""
        if scope.kind == "module":
            names = scope.names
            scope.module.attached.discard(name)
        elif name in scope.declared:
            names = scope.module.names
            self.change(scope.module)
            scope.module.attached.discard(name)
        else:
            names = scope.names
        if value is None or self.trail is not None:
            self.write(names, name, value)
        else:
            names[name] = value

    def count(self, name: str, scope: Scope) -> None:
        """A function adds to a number of its module, which has been imported by then."""
        # Not as `bind` does it: each importer would run for itself all that counts anything. What
        # others have counted before it is not to be told, so the number is none that is known.
        self.touch(scope.module)
        note_change(scope.module.since)
        self.write(scope.module.names, name, UNKNOWN)

    def assign(self, target: ir.Target, value: Value, scope: Scope) -> None:
        match target:
            case ir.Name(name, _):
                self.bind(name, value, scope)
            case ir.Sequence(_, items):
                self._unpack(items, value, scope)
            case ir.Starred(inner):
                self.assign(inner, value, scope)
            case ir.Attribute(owner, name, line):
                self.set_attribute(self.evaluate(owner, scope), name, value, scope, line)
            case ir.Subscript(owner, index, line):
                self.set_item(
                    self.evaluate(owner, scope), self.evaluate(index, scope), value, scope, line
                )
            case _:
                self.evaluate(target, scope)

    def _unpack(self, targets: tuple[ir.Target, ...], value: Value, scope: Scope) -> None:
        starred = [index for index, target in enumerate(targets) if isinstance(target, ir.Starred)]
        known: list[Value] | None = None
        if isinstance(value, Items) and not value.open_:
            parts = [plain(item) for item in value.items]
            if not starred and len(parts) == len(targets):
                known = parts
            elif len(starred) == 1 and len(parts) >= len(targets) - 1:
                after = len(targets) - starred[0] - 1
                middle = parts[starred[0] : len(parts) - after]
                rest = parts[len(parts) - after :]
                known = [*parts[: starred[0]], Items("list", middle), *rest]
        for index, target in enumerate(targets):
            self.assign(target, known[index] if known is not None else UNKNOWN, scope)

    def set_attribute(self, owner: Value, name: str, value: Value, scope: Scope, line: int) -> None:
        if isinstance(owner, Module):
            state = owner.state
            self.change(state)
            if name == "__class__":
                state.open_ = state.open_ or "its class is replaced"
            state.attached.discard(name)
            self.write(state.names, name, value)
        elif isinstance(owner, Instance):
            owner.changing()
            self.write(owner.attributes, name, value)
        elif isinstance(owner, Class):
            owner.changing()
            self.write(owner.names, name, value)
        elif isinstance(owner, External) and owner.path == "builtins":
            self.inject(f"builtins.{name}", value)

    def set_item(self, owner: Value, index: Value, value: Value, scope: Scope, line: int) -> None:
        if isinstance(owner, Namespace):
            self.change(owner.state)
            if isinstance(index, Const):
                self.write(owner.state.names, str(index.value), value)
            else:
                self.open_module(owner.state, scope, line, "globals() is written to")
                for name, known in list(owner.state.names.items()):
                    if isinstance(known, Const) and not name.startswith("__"):
                        self.write(owner.state.names, name, UNKNOWN)
        elif isinstance(owner, External) and owner.path == "sys.modules":
            self.set_module(index, value, scope, line)
        elif isinstance(owner, External) and "f_globals" in owner.path:
            for running in self.stack:
                self.open_module(running.state, scope, line, "a frame's globals are written to")
        elif isinstance(owner, Dict):
            owner.changing()
            if isinstance(index, Const):
                owner.items[index.value] = value if self.trail is None else UNKNOWN
                owner.open_ |= self.trail is not None
            else:
                owner.open_ = True

    def open_module(self, state: Loaded, scope: Scope, line: int, reason: str) -> None:
        """From here on the module may have any name."""
        if state.open_ is None:
            note_change(state.since)
            state.open_ = f"{reason} ({scope.module.file.path}:{line})"

    def set_module(self, name: Value, value: Value, scope: Scope, line: int) -> None:
        raise NotImplementedError

    def remove_module(self, name: Value) -> None:
        raise NotImplementedError
