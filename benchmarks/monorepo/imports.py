"""Which imports each module has: how many, of what, in which form, and which are broken."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.monorepo.blocks import BY_LIBRARY
from benchmarks.monorepo.plan import Module, Package, Plan
from benchmarks.monorepo.vocabulary import camel

TOP, TYPING, DEFERRED = "top", "typing", "deferred"
FUNCTION, CLASS, CONSTANT = "function", "class", "constant"
LIBRARIES = tuple(BY_LIBRARY)


class Import(NamedTuple):
    """An import statement, the name that it binds, when it runs, and what its use looks like."""

    statement: str
    bound: str
    when: str
    kind: str
    expression: str


class Broken(NamedTuple):
    """A planted import that leads nowhere: who has it, and what it asks for."""

    module: str
    target: str
    name: str


class Imports(NamedTuple):
    """Everything that one module imports."""

    libraries: tuple[str, ...]
    internal: tuple[Import, ...]
    broken: tuple[Broken, ...]


def imports_of(plan: Plan, module: Module) -> Imports:
    """The same for the same seed and module, whatever else was asked before."""
    rng = random.Random(f"imports/{plan.seed}/{module.number}")
    libraries = tuple(sorted(rng.sample(LIBRARIES, rng.choice((1, 2, 2, 3)))))
    bound = {*libraries, *module.classes, *module.functions, module.constant}
    chosen = []
    for target, when in _targets(rng, plan, module):
        made = _form(rng, plan, module, target, when)
        if made.bound not in bound:
            bound.add(made.bound)
            chosen.append(made)
    chosen += _cycle(plan, module)
    broken = tuple(_broken(plan, module))
    return Imports(libraries, tuple(chosen), broken)


def _targets(rng: random.Random, plan: Plan, module: Module) -> Iterator[tuple[Module, str]]:
    """Modules that are whole before this one is imported, and any where it is imported later."""
    own = plan.packages[module.package]
    before = [other for other in own.modules if other.number < module.number and other.exported]
    for other in rng.sample(before, min(len(before), rng.randrange(3))):
        yield other, TOP
    for _ in range(rng.randrange(2, 7)):
        if package := _earlier(rng, plan, module.package):
            yield _offered(rng, package), TOP
    if rng.random() < 0.3:
        yield _offered(rng, _near(rng, plan, module.package)), TYPING
    if rng.random() < 0.2 and (package := _earlier(rng, plan, module.package)):
        yield _offered(rng, package), DEFERRED
    if rng.random() < 0.08:
        yield _offered(rng, _near(rng, plan, module.package)), DEFERRED


def _earlier(rng: random.Random, plan: Plan, index: int) -> Package | None:
    """A package before this one: often a popular one, often a neighbour, seldom any other."""
    end = index
    while end and plan.packages[end - 1].service == "tests":
        end -= 1
    if not end:
        return None
    kind = rng.random()
    if kind < 0.45:
        return plan.packages[int(end * 0.25 * rng.random() ** 3)]
    if kind < 0.80:
        return plan.packages[max(0, end - 1 - int(rng.random() * 15))]
    return plan.packages[rng.randrange(end)]


def _near(rng: random.Random, plan: Plan, index: int) -> Package:
    """A package of the same area, before or after: what is imported late may close a cycle."""
    own = plan.packages[index]
    if own.service == "tests":
        return _earlier(rng, plan, index) or own
    low, high = max(0, index - 3), min(len(plan.packages), index + 3)
    return rng.choice([other for other in plan.packages[low:high] if other.area == own.area])


def _offered(rng: random.Random, package: Package) -> Module:
    return rng.choice([module for module in package.modules if module.exported])


def _form(rng: random.Random, plan: Plan, importer: Module, target: Module, when: str) -> Import:
    kind = CLASS if when == TYPING else rng.choice((FUNCTION, FUNCTION, CLASS, CLASS, CONSTANT))
    symbol = _symbol(rng, target, kind)
    package, stem = plan.packages[target.package].name, target.stem
    own = plan.packages[importer.package].name
    draw = rng.random()
    if package == own and draw < 0.6:
        return Import(f"from .{stem} import {symbol}", symbol, when, kind, symbol)
    if package.rpartition(".")[0] == own.rpartition(".")[0] and draw < 0.5:
        sibling = package.rpartition(".")[2]
        statement = f"from ..{sibling}.{stem} import {symbol}"
        return Import(statement, symbol, when, kind, symbol)
    if draw < 0.75 or package == own:
        return Import(f"from {target.name} import {symbol}", symbol, when, kind, symbol)
    if draw < 0.87:
        return Import(f"from {package} import {symbol}", symbol, when, kind, symbol)
    if draw < 0.95:
        return Import(f"from {package} import {stem}", stem, when, kind, f"{stem}.{symbol}")
    alias = "".join(word[0] for word in stem.split("_")) + f"_{target.number}"
    statement = f"import {target.name} as {alias}"
    return Import(statement, alias, when, kind, f"{alias}.{symbol}")


def _symbol(rng: random.Random, target: Module, kind: str) -> str:
    if kind == CONSTANT:
        return target.constant
    return rng.choice(target.functions if kind == FUNCTION else target.classes)


def _cycle(plan: Plan, module: Module) -> Iterator[Import]:
    """The last two modules of some packages import each other; of few of those, neither loads."""
    inside = plan.packages[module.package].modules
    if plan.packages[module.package].service == "tests" or len(inside) < 3:
        return
    other = {inside[-2]: inside[-1], inside[-1]: inside[-2]}.get(module)
    if other is None or module.package % 9 != 4:
        return
    if module.package % 63 == 4:
        symbol = other.functions[0]
        yield Import(f"from .{other.stem} import {symbol}", symbol, TOP, FUNCTION, symbol)
    else:
        expression = f"{other.stem}.{other.functions[0]}"
        yield Import(f"from . import {other.stem}", other.stem, TOP, FUNCTION, expression)


def _broken(plan: Plan, module: Module) -> Iterator[Broken]:
    """One import in some modules that nobody imports, in tests and in production."""
    package = plan.packages[module.package]
    if module is not package.modules[-3 if len(package.modules) > 3 else -1]:
        return
    if module.package % 17 == 3 and not module.exported:
        target = plan.packages[0].modules[0]
        yield Broken(module.name, target.name, f"Retired{camel(module.stem)}")
    elif module.package % 29 == 5 and not module.exported:
        yield Broken(module.name, f"{package.name}.removed_{module.stem}", "restore")
