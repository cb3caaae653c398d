"""Functions and classes, each different, that use what their module imports."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.monorepo.blocks import BY_LIBRARY, PLAIN
from benchmarks.monorepo.imports import CLASS, CONSTANT, DEFERRED, TYPING, Import
from benchmarks.monorepo.vocabulary import LABELS, LIMITS, NOUNS, RESULTS, ROWS, TOTALS, VERBS


def _indented(block: str, depth: int) -> tuple[str, int]:
    lines = [f"{'    ' * depth}{line}".rstrip() for line in block.splitlines()]
    return "\n".join(lines), len(lines)


DEPTHS = (1, 2)
PLAIN_AT = {depth: [_indented(block, depth) for block in PLAIN] for depth in DEPTHS}
LIBRARY_AT = {
    depth: {
        name: [_indented(block, depth) for block in blocks] for name, blocks in BY_LIBRARY.items()
    }
    for depth in DEPTHS
}


class Text(NamedTuple):
    """Source text, and how many lines it has."""

    lines: list[str]
    length: int


def function(
    rng: random.Random,
    name: str,
    size: int,
    libraries: Sequence[str],
    uses: Sequence[Import] = (),
    method: bool = False,
) -> Text:
    """A function of about `size` lines. All take rows, a number and a text, and return a dict."""
    depth = 2 if method else 1
    roles = {
        "rows": rng.choice(ROWS),
        "limit": rng.choice(LIMITS),
        "label": rng.choice(LABELS),
        "result": rng.choice(RESULTS),
        "total": rng.choice(TOTALS),
    }
    lines = _head(rng, name, roles, uses, method)
    count = len(lines)
    blocks = PLAIN_AT[depth] + [
        block for library in libraries for block in LIBRARY_AT[depth][library]
    ]
    body: list[tuple[str, int]] = []
    while count < size - 1:
        block, length = blocks[int(rng.random() * len(blocks))]
        body.append((block, length))
        count += length
    for block, _ in body:
        a, b, c = rng.sample(NOUNS, 3)
        k, m = 2 + int(rng.random() * 14), 20 + int(rng.random() * 980)
        lines.append(block.format(a=a, b=b, c=c, k=k, m=m, **roles))
    indent = "    " * depth
    lines.append(f'{indent}{roles["result"]}["{rng.choice(NOUNS)}"] = {roles["total"]}')
    lines.append(f"{indent}return {roles['result']}")
    return Text(lines, count + 2)


def _head(
    rng: random.Random,
    name: str,
    roles: dict[str, str],
    uses: Sequence[Import],
    method: bool,
) -> list[str]:
    outer = "    " if method else ""
    indent = outer + "    "
    rows, limit, label = roles["rows"], roles["limit"], roles["label"]
    result, total = roles["result"], roles["total"]
    extra = "".join(
        f", {use.bound.lower()}: {use.expression} | None = None"
        for use in uses
        if use.when == TYPING
    )
    own = "self, " if method else ""
    lines = [
        f"{outer}def {name}({own}{rows}: list[dict[str, Any]], "
        f"{limit}: int = {rng.randrange(2, 40)}, "
        f'{label}: str = "{rng.choice(NOUNS)}"{extra}) -> dict[str, Any]:',
        f'{indent}"""{rng.choice(VERBS).capitalize()} the {rng.choice(NOUNS)} of each '
        f'{rng.choice(NOUNS)}, within {limit}."""',
    ]
    lines += [f"{indent}{use.statement}" for use in uses if use.when == DEFERRED]
    if method:
        lines.append(f"{indent}{limit} = min({limit}, self.limit) + self.calls")
        lines.append(f"{indent}self.calls += 1")
    lines.append(f"{indent}{result}: dict[str, Any] = {{}}")
    lines.append(f"{indent}{total} = {rng.randrange(9)}")
    for use in uses:
        if use.when == TYPING:
            continue
        if use.kind == CONSTANT:
            lines.append(f"{indent}{total} += {use.expression}")
        elif use.kind == CLASS:
            made = f"{use.expression}({label}, {limit})"
            lines.append(f"{indent}{result}.update({made}.process({rows}))")
        else:
            lines.append(f"{indent}{result}.update({use.expression}({rows}, {limit}, {label}))")
    return lines


def class_(
    rng: random.Random,
    name: str,
    size: int,
    libraries: Sequence[str],
    base: str | None,
    uses: Sequence[Import] = (),
) -> Text:
    """A class that is made from a text and a number, and has a method `process`."""
    lines = [f"class {name}({base}):" if base else f"class {name}:"]
    lines += [
        f'    """Keeps the {rng.choice(NOUNS)} of one {rng.choice(NOUNS)}."""',
        "",
        f'    kind: str = "{rng.choice(NOUNS)}"',
        f"    RETRIES = {rng.randrange(1, 9)}",
        "",
        f'    def __init__(self, label: str = "{rng.choice(NOUNS)}", limit: int = '
        f"{rng.randrange(1, 90)}) -> None:",
    ]
    lines += ["        super().__init__(label, limit)"] if base else []
    lines += ["        self.label = label", "        self.limit = limit", "        self.calls = 0"]
    count = len(lines)
    method = function(rng, "process", 12, libraries, uses, method=True)
    lines += ["", *method.lines]
    count += method.length + 1
    if rng.random() < 0.5:
        lines += ["", *_property(rng)]
        count += 5
    while count < size:
        name = f"{rng.choice(VERBS)}_{rng.choice(NOUNS)}"
        length = min(14 + int(rng.random() * 30), max(10, size - count))
        method = function(rng, name, length, libraries, method=True)
        lines += ["", *method.lines]
        count += method.length + 1
    return Text(lines, count)


def _property(rng: random.Random) -> list[str]:
    return [
        "    @property",
        f"    def {rng.choice(NOUNS)}_{rng.choice(('size', 'share', 'rank'))}(self) -> int:",
        f'        """How much of the {rng.choice(NOUNS)} is used."""',
        f"        return self.calls * {rng.randrange(2, 9)} + self.limit",
    ]
