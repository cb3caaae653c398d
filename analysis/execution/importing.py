"""The import system: parents first, what is found where, and what a failure leaves."""

from __future__ import annotations

from analysis.execution.changes import RUNS
from analysis.execution.import_statements import path_changed
from analysis.execution.loading import Loading
from analysis.execution.outcome import Asked, Cause, Change
from analysis.execution.state import Raised
from analysis.execution.values import (
    UNKNOWN,
    Const,
    External,
    Items,
    Loaded,
    Module,
    Scope,
    Value,
)
from analysis.extract.facts import DEEPEST_NAME
from analysis.resolve.index import lineage, missing_module_message
from analysis.sources.layout import Kind


class Importing(Loading):
    """The statements that import, over the modules of a repository."""

    def changes(self) -> frozenset[Change]:
        """Which modules have changed in place what another one had made and settled."""
        return frozenset((self.runs[changer], self.runs[maker]) for changer, maker in RUNS.changes)

    def asked_for(self) -> frozenset[Asked]:
        """What modules were asked for by code that need not mention it."""
        return frozenset((self.runs[run], module, name) for run, module, name in self.asked)

    def import_absolute(self, name: str, scope: Scope, line: int) -> Value:
        """`import a.b.c`: loads a, a.b, a.b.c in turn, and gives a.b.c."""
        if name.count(".") > DEEPEST_NAME:
            # A text that a call imports, or folders without end: CPython says the same.
            raise RecursionError(name[:100])
        if self.injected:
            injected = self.injected.get(name)
            if injected is not None and name not in _INTERPRETER:
                return self._injected(name, injected, scope, line)
        if not self.index.is_ours(name):
            if self.index.is_excluded(name):
                return self._excluded(name, scope, line)
            shadow = self.shadowed.get(name.partition(".")[0])
            if shadow is not None:
                self.doubt(scope, line, f"{name} imports what {shadow} takes the place of")
            twin = self.index.looks_like(name)
            if twin is not None:
                self.doubt(scope, line, f"whether {name} is installed: {twin}")
            return External(name)
        # What is in sys.modules is taken from there: its parents are not looked at again.
        if name not in self.injected:
            found = self.visit(name)
            if found is not None:
                return self._arrived(found)
        parts = lineage(name)
        for start in range(len(parts) - 1, 0, -1):
            if self.loaded(parts[start]) is not None:
                parts = parts[start:]
                break
        state: Loaded | None = None
        for part in parts:
            if part in self.injected:
                value = self._injected(part, self.injected[part], scope, line)
                if part == name or not isinstance(value, Module):
                    return value
                state = value.state
                continue
            above: Loaded | None = state
            state = self.visit(part)
            if state is None:
                state = self._find_and_load(part, above, scope, line)
                if state is None:
                    return UNKNOWN
            self._arrived(state)
        assert state is not None
        return self._arrived(state)

    def _excluded(self, name: str, scope: Scope, line: int) -> Value:
        """What the settings exclude is taken to import; the packages around it are run."""
        for part in reversed(lineage(name)[:-1]):
            if part in self.index:
                self.import_absolute(part, scope, line)
                break
        return External(name)

    def _arrived(self, state: Loaded) -> Value:
        """The module that an import gives; what is in doubt there is in doubt here."""
        if state.doubt is not None and not self.guards and self.stack:
            self.stack[-1].state.doubt = self.stack[-1].state.doubt or state.doubt
        return state.replaced if state.replaced is not None else Module(state)

    def _injected(self, name: str, value: Value, scope: Scope, line: int) -> Value:
        if isinstance(value, Const) and value.value is None:
            raise self.error(
                "ModuleNotFoundError",
                f"import of {name} halted; None in sys.modules",
                scope,
                line,
                Cause.MISSING_MODULE,
                name,
            )
        return value

    def _find_and_load(
        self, name: str, parent: Loaded | None, scope: Scope, line: int
    ) -> Loaded | None:
        if parent is not None and not parent.is_package and "__path__" not in parent.names:
            if parent.file.kind in (Kind.EXTENSION, Kind.BYTECODE) or parent.open_:
                self.doubt(scope, line, f"{parent.name} may have submodules that can't be seen")
                return None
            raise self._missing("not-a-package", name, scope, line)
        if name not in self.index:
            if parent is not None and path_changed(parent):
                self.doubt(scope, line, f"{parent.name}.__path__ is changed by code")
                return None
            if "sys.meta_path" in self.injected:
                self.doubt(scope, line, f"whether a finder in sys.meta_path finds {name}")
                return None
            raise self._missing("missing-module", name, scope, line)
        if parent is not None and isinstance(parent.names.get("__path__"), Items):
            self.doubt(scope, line, f"{parent.name}.__path__ is changed by code")
            return None
        return self.load_module(name, scope, line)

    def _missing(self, reason: str, name: str, scope: Scope, line: int) -> Raised:
        cause = Cause.NOT_A_PACKAGE if reason == "not-a-package" else Cause.MISSING_MODULE
        return self.error(
            "ModuleNotFoundError", missing_module_message(reason, name), scope, line, cause, name
        )


_INTERPRETER = frozenset({"sys.meta_path", "importlib.import_module"})
"""Notes in `injected` that are no modules."""
