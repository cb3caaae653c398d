"""`import` and `from … import …`: what they load, what they bind, what they raise."""

from __future__ import annotations

from analysis.checkpoint import checkpoint
from analysis.execution.binding import Signal
from analysis.execution.budget import BUDGET, CHEAP
from analysis.execution.calls import Calls
from analysis.execution.messages import cannot_import
from analysis.execution.outcome import Cause
from analysis.execution.values import (
    UNKNOWN,
    Class,
    Const,
    External,
    Function,
    Instance,
    Items,
    Loaded,
    Maybe,
    Module,
    Scope,
    Value,
    plain,
)
from analysis.extract import program as ir
from analysis.resolve.index import (
    BeyondTopLevel,
)


class ImportStatements(Calls):
    """Executes import statements over whatever loads the modules."""

    def load_module(self, name: str, scope: Scope | None, line: int) -> Loaded:
        """Runs a module that is not loaded yet; given by the part that loads."""
        raise NotImplementedError

    def visit(self, name: str) -> Loaded | None:
        """A module that is loaded already; given by the part that loads."""
        raise NotImplementedError

    def submodule(self, state: Loaded, name: str, found: Value | None) -> Value | None:
        """The attribute that loading a submodule sets; given by the part that loads."""
        raise NotImplementedError

    def _import(self, node: ir.Import, scope: Scope) -> Signal:
        for name, alias in node.names:
            self.tell(scope, node.line, f"import {name}")
            module = self.import_absolute(name, scope, node.line)
            top = name.partition(".")[0]
            ours = self.index.is_ours(name)
            if not ours and self.index.is_excluded(name):
                ours = self.index.is_ours(top)
            if top != name and top not in self.injected and ours:
                self.import_absolute(top, scope, node.line)
            if alias is None:
                if top in self.injected or not ours:
                    value: Value = self.injected[top] if top in self.injected else External(top)
                else:
                    state = self.loaded(top)
                    value = UNKNOWN
                    if state is not None:
                        value = state.replaced or Module(state)
                self.bind(top, value, scope)
            else:
                self.bind(alias, module, scope)
        return None

    def _import_from(self, node: ir.ImportFrom, scope: Scope) -> Signal:
        target: str | BeyondTopLevel = node.module
        if node.level:
            target = self.index.absolute(scope.module.name, node.level, node.module)
        if self.story is not None:
            names = ", ".join(name for name, _ in node.names)
            self.tell(scope, node.line, f"from {_written(node)} import {names}")
        if isinstance(target, BeyondTopLevel):
            old = self.version < (3, 9) and "beyond" in target.message
            raise self.error(
                "ValueError" if old else "ImportError",
                target.message,
                scope,
                node.line,
                Cause.BEYOND_TOP_LEVEL,
                _written(node),
                node.names[0][0],
            )
        module = self.import_absolute(target, scope, node.line)
        if not isinstance(module, Module):
            self._from_opaque(module, node, scope)
            return None
        state = module.state
        if "__getattr__" in state.names and not state.is_package:
            self.module_attribute(state, "__path__")  # CPython asks, to know a package by it
        if state.is_package:
            known = self.children.get(state.name)
            for name, _ in node.names:
                if name == "*":
                    self._load_listed(state, scope, node.line)
                elif known is None or name in known or name not in state.names:
                    self._load_submodule(state, name, scope, node.line)
        self.touch(state)
        children = self.children.get(state.name, ())
        for name, alias in node.names:
            if name == "*":
                self._import_star(state, scope, node.line)
                continue
            value = state.names.get(name)
            if (
                value is None
                or isinstance(value, Maybe)
                or name in children
                or state.replaced is not None
            ):
                value = self._from_module(state, name, scope, node.line)
            self.bind(alias or name, value, scope)
        return None

    def _from_opaque(self, module: Value, node: ir.ImportFrom, scope: Scope) -> None:
        if isinstance(module, External):
            twin = self.index.looks_like(f"{module.path}.{node.names[0][0]}")
            if twin is not None and "folder" in twin:
                self.doubt(scope, node.line, f"whether {module.path} is installed: {twin}")
        for name, alias in node.names:
            if name == "*":
                owner = module.path if isinstance(module, External) else node.module
                reason = f"from {owner} import * may bind any name"
                self.open_module(scope.module, scope, node.line, reason)
            elif isinstance(module, External):
                self.bind(alias or name, self.external(f"{module.path}.{name}"), scope)
            elif isinstance(module, Instance):
                value = self.attribute(module, name, scope, node.line)
                self.bind(alias or name, value, scope)
            else:
                self.bind(alias or name, UNKNOWN, scope)

    def _load_submodule(self, state: Loaded, name: str, scope: Scope, line: int) -> None:
        """`from package import name` loads `package.name` where the package has no such name."""
        submodule = f"{state.name}.{name}"
        if submodule in self.injected or submodule not in self.index:
            if name not in state.names:
                self.module_attribute(state, name)
            return
        if state.replaced is None and state.open_ is None and not _answers(state, name):
            # Loaded by others or not, the answer is the submodule: who came first can't be felt.
            if self.visit(submodule) is None:
                self.load_module(submodule, scope, line)
            return
        found = self.module_attribute(state, name)
        if found is not None and (name in state.names or "__getattr__" in state.names):
            return
        if found is not None and not isinstance(found, Maybe):
            return
        if self.visit(submodule) is None:
            self.load_module(submodule, scope, line)

    def _from_module(self, state: Loaded, name: str, scope: Scope, line: int) -> Value:
        found = self.module_attribute(state, name)
        if isinstance(found, Maybe):
            self.doubt(scope, line, f"{state.name}.{name}: {found.reason}")
            return plain(found)
        if found is not None:
            return found
        submodule = self.loaded(f"{state.name}.{name}")
        if submodule is not None:
            self.touch(submodule)
            return Module(submodule)
        injected = self.injected.get(f"{state.name}.{name}")
        if injected is not None:
            return injected
        if path_changed(state):
            self.doubt(scope, line, f"{state.name}.__path__ is changed by code")
            return UNKNOWN
        if state.is_package and "sys.meta_path" in self.injected:
            self.doubt(scope, line, f"whether a finder in sys.meta_path finds {state.name}.{name}")
            return UNKNOWN
        raise self.error(
            "ImportError",
            cannot_import(self.version, state, name),
            scope,
            line,
            Cause.PARTIAL if state.depth is not None else Cause.MISSING_NAME,
            state.name,
            name,
        )

    def _exports(self, state: Loaded) -> Value | None:
        """`__all__`, None where there is none; who asks for it asks for every name."""
        self.ask(state.name)
        found = self.module_attribute(state, "__all__")
        return plain(found) if found is not None else None

    def _load_listed(self, state: Loaded, scope: Scope, line: int) -> None:
        exports = self._exports(state)
        if isinstance(exports, Items):
            for item in exports.items:
                if isinstance(item, Const) and isinstance(item.value, str):
                    self._load_submodule(state, item.value, scope, line)

    def _import_star(self, state: Loaded, scope: Scope, line: int) -> None:
        checkpoint()
        self.touch(state)
        exports = self._exports(state)
        BUDGET.spend(len(state.names) // CHEAP)
        if exports is None:
            for name, value in list(state.names.items()):
                if not name.startswith("_"):
                    self._bind_star(name, value, scope)
            self._star_submodules(state, scope)
            if state.open_ is not None:
                self.open_module(
                    scope.module, scope, line, f"star import of {state.name}, where {state.open_}"
                )
            return
        if not isinstance(exports, Items) or exports.open_:
            self.open_module(scope.module, scope, line, f"{state.name}.__all__ is computed")
            for name, value in list(state.names.items()):
                if name.startswith("_"):
                    reason = f"{state.name}.__all__ is computed, and may leave {name} out"
                    value = Maybe(plain(value), reason, True)
                if not name.startswith("__"):
                    self._bind_star(name, value, scope)
        if not isinstance(exports, Items):
            return
        for item in map(plain, exports.items):
            kind = _type_name(item)
            if kind is None:
                continue
            if not isinstance(item, Const) or not isinstance(item.value, str):
                raise self.error(
                    "TypeError",
                    f"Item in {state.name}.__all__ must be str, not {kind}",
                    scope,
                    line,
                    Cause.RAISED,
                )
            self.hook_error = None
            found = self.module_attribute(state, item.value)
            if found is None and self.hook_error is not None:
                raise self.hook_error
            if found is None:
                raise self._no_attribute(state, item.value, scope, line)
            self._bind_star(item.value, found, scope)

    def _bind_star(self, name: str, value: Value, scope: Scope) -> None:
        if isinstance(value, Maybe):
            before = scope.module.names.get(name)
            if before is not None and not isinstance(before, Maybe):
                return
        self.bind(name, value, scope)

    def _star_submodules(self, state: Loaded, scope: Scope) -> None:
        """Submodules that anyone has loaded by now are attributes too."""
        if state.depth is not None or self.is_tentative(state):
            return
        for child in sorted(self.children.get(state.name, ())):
            if not child.startswith("_") and child not in state.names:
                found = self.submodule(state, child, None)
                if found is not None:
                    self._bind_star(child, found, scope)


def _written(node: ir.ImportFrom) -> str:
    return "." * node.level + node.module


def _answers(state: Loaded, name: str) -> bool:
    """Whether the code of a package says itself what its attribute `name` is."""
    return name in state.names or "__getattr__" in state.names


def path_changed(state: Loaded) -> bool:
    path = state.names.get("__path__")
    return state.is_package and not (isinstance(path, External) and path.path == "plumbline.path")


def _type_name(value: Value) -> str | None:
    if isinstance(value, Const):
        return type(value.value).__name__
    if isinstance(value, Function):
        return "function"
    if isinstance(value, Class):
        return "type"
    return "module" if isinstance(value, Module) else None
