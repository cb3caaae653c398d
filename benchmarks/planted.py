"""How many copies of real classes are found, and what is reported where none was planted.

`python -m benchmarks.planted --site DIR --packages NAME...`: from each package of DIR, classes of
at least three methods and fifteen lines are copied into another module of it, in memory. The same
seed picks and edits the same. `--reports` lists what is found in the packages as they are.
"""

from __future__ import annotations

import argparse
import random
import zlib
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from analysis.checks import find_duplicates, ranked
from analysis.checks.context import CodeContext
from analysis.extract.bodies import Bodies
from analysis.extract.module import extract
from analysis.extract.scan import scan
from analysis.findings import AnyFinding, DuplicateClass
from analysis.graphs.structure import build_structure
from analysis.resolve.resolve import resolve
from analysis.sources.discover import discover
from analysis.sources.layout import Kind
from analysis.sources.tree import MemoryTree, OverlayTree
from benchmarks.copies import MAKERS, Copy

METHODS = 3
LINES = 15
NOT_READ = frozenset({"_vendor", "vendor", "vendored", "extern", "_vendored", "migrations"})


class Original(NamedTuple):
    """A class that may be copied."""

    module: str
    name: str
    path: str
    text: str


class Planted(NamedTuple):
    """One copy in one module of a package."""

    original: Original
    module: str
    path: str
    copy: Copy


class Verdict(NamedTuple):
    """What is reported of one copy."""

    kind: str | None
    """The kind of the finding that holds both; None where there is no such finding."""
    above: int
    """Findings of mere namesakes that stand above it."""


class Package:
    """A package as it is, and with copies in it."""

    def __init__(self, site: Path, name: str, jobs: int | None) -> None:
        top = site / name
        files = {
            path.relative_to(site).as_posix(): path.read_bytes()
            for path in sorted(top.rglob("*.py"))
        }
        self.name = name
        self.tree = MemoryTree(files, label=name)
        layout = discover(self.tree)
        by_path = scan(self.tree, layout.modules, {}, jobs)
        self._facts = {
            file.name: by_path[file.path] for file in layout.modules if file.path in by_path
        }
        project = resolve(layout, self._facts)
        self._context = CodeContext(
            structure=build_structure(project), bodies=Bodies(self.tree.read)
        )
        self.reports = _duplicates(self._context)
        self.homes = [
            file
            for file in layout.modules
            if file.kind is Kind.MODULE
            and not file.is_test
            and not NOT_READ.intersection(file.path.split("/"))
            and self._facts[file.name].problem is None
        ]
        self.originals = list(self._originals())

    def _originals(self) -> Iterator[Original]:
        for file in self.homes:
            lines = self.tree.read(file.path).decode("utf-8", "replace").split("\n")
            for fact in self._facts[file.name].classes:
                methods = {m.name for m in fact.members if m.kind in ("method", "async method")}
                long = fact.end_line - fact.line + 1 >= LINES
                if "." in fact.qualname or len(methods) < METHODS or not long:
                    continue
                # Within a branch it is there for a platform or a version.
                if fact.conditional or lines[fact.line - 1].startswith((" ", "\t")):
                    continue
                text = "\n".join(lines[fact.line - 1 : fact.end_line])
                yield Original(file.name, fact.qualname, file.path, text)

    def with_copies(self, planted: Sequence[Planted]) -> list[DuplicateClass]:
        """The duplicates of the package with these copies in it, in ranked order."""
        changed: dict[str, bytes] = {}
        for each in planted:
            before = changed.get(each.path) or self.tree.read(each.path)
            changed[each.path] = before + b"\n\n\n" + each.copy.text.encode() + b"\n"
        tree = OverlayTree(self.tree, {**changed})
        before_project = self._context.project
        facts = {
            name: extract(changed[before_project.modules[name].path])
            if before_project.modules[name].path in changed
            else fact
            for name, fact in self._facts.items()
        }
        project = resolve(before_project.layout, facts, previous=before_project)
        structure = build_structure(project, self._context.structure)
        bodies = self._context.bodies.over(tree.read, frozenset(changed))
        return _duplicates(CodeContext(structure=structure, bodies=bodies))

    def plant(
        self,
        original: Original,
        copy: Copy,
        taken: Container[tuple[str, str]],
        chance: random.Random,
    ) -> Planted | None:
        """The copy in another module that has no such name; None where there is none."""
        homes = [
            file
            for file in self.homes
            if file.name != original.module
            and (file.name, copy.name) not in taken
            and copy.name not in {binding.name for binding in self._facts[file.name].bindings}
            and "*" not in {fact.name for fact in self._facts[file.name].imports}
        ]
        if not homes:
            return None
        home = chance.choice(homes)
        return Planted(original, home.name, home.path, copy)


def _duplicates(context: CodeContext) -> list[DuplicateClass]:
    found: tuple[AnyFinding, ...] = ranked(find_duplicates(context))
    return [finding for finding in found if isinstance(finding, DuplicateClass)]


def judged(found: Sequence[DuplicateClass], planted: Planted) -> Verdict:
    """Whether one finding holds the original and the copy, and what stands above it."""
    wanted = {
        f"{planted.original.module}:{planted.original.name}",
        f"{planted.module}:{planted.copy.name}",
    }
    namesakes = 0
    for finding in found:
        if wanted <= set(finding.subjects):
            return Verdict(finding.data.kind, namesakes)
        namesakes += finding.data.kind == "divergent"
    return Verdict(None, 0)


class Score:
    """What became of the copies of one kind."""

    def __init__(self) -> None:
        self.kinds: Counter[str | None] = Counter()
        self.above = 0
        self.missed: list[Planted] = []

    def add(self, planted: Planted, verdict: Verdict) -> None:
        self.kinds[verdict.kind] += 1
        self.above += verdict.kind in ("exact", "near") and verdict.above > 0
        if verdict.kind not in ("exact", "near"):
            self.missed.append(planted)

    def told(self) -> str:
        total = sum(self.kinds.values())
        copies = self.kinds["exact"] + self.kinds["near"]
        divergent = f"+{self.kinds['divergent']}d" if self.kinds["divergent"] else ""
        return f"{copies}{divergent}/{total}"

    @property
    def share(self) -> float:
        return (self.kinds["exact"] + self.kinds["near"]) / max(1, sum(self.kinds.values()))


def measure(package: Package, kind: str, cases: int, together: int, seed: int) -> Score:
    """Plants `cases` copies of one kind, `together` at a time, each of another class."""
    chance = random.Random(zlib.crc32(f"{seed} {package.name} {kind}".encode()))
    originals = list(package.originals)
    chance.shuffle(originals)
    planted: list[Planted] = []
    taken: set[tuple[str, str]] = set()
    for original in originals[:cases]:
        copy = MAKERS[kind](original.text, original.name, chance)
        place = package.plant(original, copy, taken, chance)
        if place is not None:
            taken.add((place.module, copy.name))
            planted.append(place)
    score = Score()
    for at in range(0, len(planted), together):
        batch = planted[at : at + together]
        found = package.with_copies(batch)
        for each in batch:
            score.add(each, judged(found, each))
    return score


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints a table, and what was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.planted", description=__doc__)
    parser.add_argument("--site", type=Path, required=True)
    parser.add_argument("--packages", nargs="+", required=True)
    parser.add_argument("--cases", type=int, default=40, help="classes for each package and kind")
    parser.add_argument("--together", type=int, default=8, help="copies in one analysis")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=None)
    parser.add_argument("--reports", action="store_true", help="list what is found unplanted")
    parser.add_argument("--missed", action="store_true", help="list what was not found")
    asked = parser.parse_args(arguments)
    kinds = () if asked.reports else tuple(MAKERS)
    totals = {kind: Score() for kind in kinds}
    heads = ["package", "classes", "reports", *kinds, "below a namesake"]
    widths = [max(14, len(head)) for head in heads]
    print("  ".join(head.ljust(width) for head, width in zip(heads, widths, strict=True)))
    for name in asked.packages:
        package = Package(asked.site, name, asked.jobs)
        scores = {
            kind: measure(package, kind, asked.cases, asked.together, asked.seed) for kind in kinds
        }
        severe = Counter(finding.severity for finding in package.reports)
        reports = ", ".join(f"{count} {severity}" for severity, count in sorted(severe.items()))
        below = sum(score.above for score in scores.values())
        cells = [name, str(len(package.originals)), reports or "0"]
        cells += [score.told() for score in scores.values()] + [str(below)]
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)),
            flush=True,
        )
        for kind, score in scores.items():
            totals[kind].kinds += score.kinds
            totals[kind].above += score.above
            if asked.missed:
                for each in score.missed:
                    print(
                        f"    {kind}: {each.original.module}:{each.original.name} -> "
                        f"{each.module}:{each.copy.name}"
                    )
        if asked.reports:
            for finding in package.reports:
                print(
                    f"    {finding.severity} {finding.data.kind} {finding.data.similarity:.2f} "
                    f"{' '.join(finding.subjects)}"
                )
    for kind, score in totals.items():
        print(f"{kind}: {score.told()} = {score.share:.1%}, below a namesake: {score.above}")


if __name__ == "__main__":
    main()
