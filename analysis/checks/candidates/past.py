"""What the history of a repository knows of a name or a module that is not there any more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from analysis.checks.candidates.wanted import Wanted
from analysis.checks.context import Context
from analysis.extract.class_shape import ClassShape, decode
from analysis.extract.definitions import Definition, definitions_in, shape_of
from analysis.extract.function_body import split_lines
from analysis.findings import Candidate, LastRevision
from analysis.sources.history import Change, Version

_MOST_VERSIONS = 200
"""Contents of one file to look for a name in."""
_MOST_LINES = 80
_MOST_CHARACTERS = 6_000
_LEAST = 0.3
"""What was there before is no place to import from: it comes after whatever is likely."""


class Lost(msgspec.Struct, frozen=True):
    """A name, or (without a definition) a module, as the last revision that had it has it."""

    version: Version
    lines: tuple[str, ...]
    definition: Definition | None = None

    @property
    def shape(self) -> ClassShape:
        if self.definition is None:
            return ClassShape()
        return shape_of(self.lines, self.definition)

    @property
    def until(self) -> str:
        """When it was last there, in words: "until 1a2b3c4d5e of 2025-03-01"."""
        removed = self.version.replaced_in
        if removed is None:
            return f"in {self.version.revision.short}, the last commit"
        return f"until {removed.short} of {removed.day}"

    @property
    def since(self) -> str:
        """When it went, in words: "in 1a2b3c4d5e of 2025-03-01"."""
        removed = self.version.replaced_in
        return (
            "since the last commit" if removed is None else f"in {removed.short} of {removed.day}"
        )

    def as_candidate(self, wanted: Wanted) -> Candidate:
        """What was there, for those who need just that again."""
        removed = self.version.replaced_in
        subject = f' ("{removed.subject}")' if removed is not None and removed.subject else ""
        was = "was there" if self.definition is None else "had it"
        why = f"{self.version.path} {was} {self.until}{subject}"
        return Candidate(wanted.module, wanted.name, why, _LEAST, "git", self._revision())

    def _revision(self) -> LastRevision:
        first, last = 1, len(self.lines)
        if self.definition is not None:
            first, last = self.definition.line, self.definition.end_line
        shown = _within_bounds(self.lines[first - 1 : last])
        return LastRevision(
            last=self.version.revision,
            removed_in=self.version.replaced_in,
            path=self.version.path,
            line=first,
            text="\n".join(shown),
            more_lines=max(last - first + 1 - len(shown), 0),
        )


class Past:
    """Asks the history of a repository; each question once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._history = context.history
        self._names: dict[tuple[str, str], Lost | None] = {}
        self._modules: dict[str, Lost | None] = {}

    def name(self, module: str, name: str) -> Lost | None:
        """The definition that a module had of a name."""
        if (module, name) not in self._names:
            paths = self._paths_of(module)
            lost = next((lost for path in paths for lost in self._with_name(path, name)), None)
            # Where a branch leaves it out, nobody has removed it.
            there = lost is not None and self._defines(module, name)
            self._names[module, name] = None if there else lost
        return self._names[module, name]

    def module(self, module: str) -> Lost | None:
        """The file that a module was."""
        if module not in self._modules:
            paths = self._paths_of(module)
            lost = next((lost for path in paths for lost in self._as_file(path)), None)
            # A file that is there all the same is no module for another reason.
            there = lost is not None and self._is_there(lost.version.path)
            self._modules[module] = None if there else lost
        return self._modules[module]

    def changes(self, lost: Lost) -> tuple[Change, ...]:
        """What else the commit changed that removed it."""
        return self._history.changes(lost.version)

    def lines(self, content: str | None) -> list[str]:
        """The lines of a content; none where it can't be read."""
        data = self._history.read(content) if content is not None else None
        return split_lines(decode(data)) if data is not None else []

    def successor(self, path: str) -> Version | None:
        """The newest content of a file that may be gone by now."""
        return next(self._history.versions(path), None)

    def _defines(self, module: str, name: str) -> bool:
        file = self._context.project.modules.get(module)
        if file is None or not file.path.endswith(".py"):
            return False
        lines = self._context.bodies.all_lines(file.path)
        return any(each.name == name for each in definitions_in(lines))

    def _is_there(self, path: str) -> bool:
        return self._context.bodies.all_lines(path) not in ([], [""])

    def _with_name(self, path: str, name: str) -> Iterator[Lost]:
        for looked_at, version in enumerate(self._history.versions(path)):
            if looked_at >= _MOST_VERSIONS:
                return
            data = self._history.read(version.content)
            if data is None or name.encode("utf-8", "surrogatepass") not in data:
                continue
            lines = split_lines(decode(data))
            found = [each for each in definitions_in(lines) if each.name == name]
            if found:
                yield Lost(version, tuple(lines), found[-1])

    def _as_file(self, path: str) -> Iterator[Lost]:
        for version in self._history.versions(path):
            data = self._history.read(version.content)
            if data is not None:
                yield Lost(version, tuple(split_lines(decode(data))))

    def _paths_of(self, module: str) -> Iterator[str]:
        """Where the file of a module is, and where it may have been."""
        file = self._context.project.modules.get(module)
        if file is not None and file.path.endswith(".py"):
            yield file.path
            stem = file.path.removesuffix(".py")
            # A package that was a module, or the other way round.
            folder = stem.removesuffix("/__init__")
            yield f"{folder}.py" if folder != stem else f"{stem}/__init__.py"
            return
        for stem in dict.fromkeys(self._stems_of(module)):
            yield f"{stem}.py"
            yield f"{stem}/__init__.py"

    def _stems_of(self, module: str) -> Iterator[str]:
        parts = [part for part in module.split(".") if part]
        parent = self._context.project.modules.get(module.rpartition(".")[0])
        if not parts:
            return
        if parent is not None and parent.path:
            yield f"{parent.path.removesuffix('.py').removesuffix('/__init__')}/{parts[-1]}"
        for root in self._context.project.layout.roots:
            yield "/".join([*([] if root == "." else [root]), *parts])


def _within_bounds(lines: Sequence[str]) -> list[str]:
    shown: list[str] = []
    characters = 0
    for line in lines[:_MOST_LINES]:
        characters += len(line) + 1
        if characters > _MOST_CHARACTERS:
            break
        shown.append(line)
    while shown and not shown[-1].strip():
        shown.pop()
    return shown
