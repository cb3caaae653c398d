"""The text of each file: imports, constants, classes and functions, up to the planned size."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks.monorepo.bodies import Text, class_, function
from benchmarks.monorepo.imports import CLASS, DEFERRED, TOP, TYPING, Import, Imports, imports_of
from benchmarks.monorepo.plan import Module, Package, Plan
from benchmarks.monorepo.vocabulary import NOUNS, VERBS, camel

DUPLICATED_EVERY = 97
"""One module in so many holds a copy of a class of another one."""


class File(NamedTuple):
    """A path relative to the top of the repository, its text, and how many lines that has."""

    path: str
    text: str
    lines: int


def render(plan: Plan) -> Iterator[File]:
    """Every Python file. What one has too many lines, the next ones have too few."""
    for name in plan.holders:
        yield _file(f"{name.replace('.', '/')}/__init__.py", [f'"""What belongs to {name}."""'])
    over = 0
    for package in plan.packages:
        yield _file(f"{package.name.replace('.', '/')}/__init__.py", _exports(plan, package))
        for module in package.modules:
            size = max(module.lines - over, 0)
            lines = _module(plan, module, package.service == "tests", size)
            made = _file(f"{module.name.replace('.', '/')}.py", lines)
            over += made.lines - module.lines
            yield made


def _file(path: str, lines: Sequence[str]) -> File:
    text = "\n".join(lines) + "\n"
    return File(path, text, text.count("\n"))


def _exports(plan: Plan, package: Package) -> list[str]:
    lines = [f'"""The public names of {package.name}."""', ""]
    names: list[str] = []
    rng = random.Random(f"exports/{plan.seed}/{package.name}")
    for module in package.modules:
        if module.exported:
            offered = (*module.classes, *module.functions, module.constant)
            lines.append(f"from .{module.stem} import {', '.join(sorted(offered))}")
            names += offered
    rng.shuffle(names)
    return [*lines, "", "__all__ = [", *(f'    "{name}",' for name in sorted(names)), "]"]


def _module(plan: Plan, module: Module, testing: bool, size: int) -> list[str]:
    rng = random.Random(f"module/{plan.seed}/{module.number}")
    imports = imports_of(plan, module)
    lines = _top(rng, module, imports, testing)
    uses, base = _shared_out(rng, imports.internal, len(module.classes) + len(module.functions))
    parts = 2 * len(module.classes) + len(module.functions)
    each = max(10, (size - len(lines)) // (parts + 2))
    count = len(lines)
    for name in module.classes:
        made = class_(rng, name, each * 2, imports.libraries, base, uses.pop())
        count += _add(lines, made, _decorator(module) if name == module.classes[0] else None)
        base = None
    for name in module.functions:
        count += _add(lines, function(rng, name, each, imports.libraries, uses.pop()))
    if module.number % DUPLICATED_EVERY == 1:
        count += _add(lines, _duplicate(plan, module))
    if testing:
        count += _add(lines, _test(rng, module))
    while count < size - 8:
        name = f"_{rng.choice(VERBS)}_{rng.choice(NOUNS)}_{rng.choice(NOUNS)}"
        length = min(12 + int(rng.random() * 50), size - count - 2)
        count += _add(lines, function(rng, name, length, imports.libraries))
    return lines


def _add(lines: list[str], made: Text, decorator: str | None = None) -> int:
    lines += ["", ""]
    if decorator:
        lines.append(decorator)
    lines += made.lines
    return made.length + 2 + bool(decorator)


def _top(rng: random.Random, module: Module, imports: Imports, testing: bool) -> list[str]:
    """Everything above the first class."""
    lines = [f'"""{camel(module.stem)}: {rng.choice(VERBS)} and {rng.choice(VERBS)}."""', ""]
    lines += ["from __future__ import annotations", ""]
    lines += [f"import {name}" for name in imports.libraries]
    typing = [use.statement for use in imports.internal if use.when == TYPING]
    lines.append(f"from typing import {'TYPE_CHECKING, ' if typing else ''}Any")
    if testing:
        lines += ["", "import pytest"]
    lines += ["", *sorted(use.statement for use in imports.internal if use.when == TOP)]
    lines += [f"from {each.target} import {each.name}" for each in imports.broken]
    if typing:
        lines += ["", "if TYPE_CHECKING:", *(f"    {statement}" for statement in typing)]
    if rng.random() < 0.05:
        lines += ["", "try:", "    import orjson", "except ImportError:", "    orjson = None"]
    lines += [""]
    if "logging" in imports.libraries:
        lines.append("logger = logging.getLogger(__name__)")
    lines.append(f"{module.constant} = {rng.randrange(1, 500)}")
    lines.append("_REGISTRY: dict[str, Any] = {}")
    if module.number % 5 == 0:
        lines += _registering()
    return lines


def _registering() -> list[str]:
    return [
        *("", "", "def _registered(made: Any) -> Any:"),
        '    """Lists a class by its name as it is defined."""',
        "    _REGISTRY[made.__name__] = made",
        "    return made",
    ]


def _decorator(module: Module) -> str | None:
    return "@_registered" if module.number % 5 == 0 else None


def _shared_out(
    rng: random.Random, imports: Sequence[Import], parts: int
) -> tuple[list[list[Import]], str | None]:
    """Every import used by one definition of the module, and the class that the first one extends.

    A name from a module in a cycle is used when called only: a base class would be needed at once.
    """
    bases = [
        use
        for use in imports
        if use.kind == CLASS and use.when == TOP and not use.statement.startswith("from . ")
    ]
    base = rng.choice(bases) if bases and rng.random() < 0.7 else None
    shares: list[list[Import]] = [[] for _ in range(parts)]
    for use in imports:
        # What a function imports or takes is a matter of that function alone.
        if use is not base:
            place = rng.randrange(parts)
            shares[place].append(use)
    for share in shares:
        share.sort(key=lambda use: use.when == DEFERRED)
    return shares, base.expression if base else None


def _duplicate(plan: Plan, module: Module) -> Text:
    """The same text in this module and in the next one that holds a duplicate."""
    number = module.number // DUPLICATED_EVERY // 2
    rng = random.Random(f"duplicate/{plan.seed}/{number}")
    name = f"{rng.choice(NOUNS).capitalize()}{rng.choice(NOUNS).capitalize()}Duplicate{number}"
    return class_(rng, name, 60, (), None)


def _test(rng: random.Random, module: Module) -> Text:
    subject, rows = rng.choice(module.functions), rng.randrange(2, 9)
    lines = [
        f'@pytest.mark.parametrize("limit", [{rows}, {rows + 3}, {rows * 5}])',
        f"def test_{subject}(limit: int) -> None:",
        f'    rows = [{{"{rng.choice(NOUNS)}": number}} for number in range(limit)]',
        f'    found = {subject}(rows, limit, "{rng.choice(NOUNS)}")',
        "    assert isinstance(found, dict)",
        f"    assert len(rows) == limit or found != {{}}, {module.constant}",
    ]
    return Text(lines, len(lines))
