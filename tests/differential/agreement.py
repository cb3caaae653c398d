"""Our prediction for a small tree, beside the judge's answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from analysis.execution.outcome import Fails, Ok, Unknown
from analysis.pipeline import Options, analyze
from analysis.sources.tree import MemoryTree
from tests.differential.judge import RUNNING, Files, Verdict, cpython, entries, normal


class Disagreement(msgspec.Struct, frozen=True):
    """What CPython does and what we say, where they differ."""

    entry: str
    cpython: Verdict
    ours: Verdict

    @property
    def kind(self) -> str:
        if self.ours.outcome != self.cpython.outcome:
            return f"{self.cpython.outcome} but we say {self.ours.outcome}"
        if (self.ours.path, self.ours.line) != (self.cpython.path, self.cpython.line):
            return "line"
        return "text"

    def __str__(self) -> str:
        return f"import {self.entry}\n  CPython: {self.cpython}\n  we say:  {self.ours}"


def ours(
    files: Files, folders: Iterable[str] = (), version: tuple[int, int] = RUNNING
) -> dict[str, Verdict]:
    """Our answer for every module of the tree."""
    folders = tuple(folders)
    done = analyze(MemoryTree(files, folders=folders), Options(python_version=version))
    outcomes = done.execution.outcomes
    said: dict[str, Verdict] = {}
    for name in entries(files, folders):
        match outcomes.get(name):
            case Ok():
                said[name] = Verdict("ok")
            case Fails(failure):
                said[name] = Verdict(
                    "fails", failure.error, normal(failure.message), failure.path, failure.line
                )
            case Unknown(reason):
                said[name] = Verdict("unknown", message=reason)
            case None:
                said[name] = Verdict("absent")
    return said


def differences(
    truth: Mapping[str, Verdict], said: Mapping[str, Verdict], undecidable: Iterable[str] = ()
) -> list[Disagreement]:
    """Where the two differ. For `undecidable` entries `unknown` is right as well."""
    return [
        Disagreement(entry, verdict, said[entry])
        for entry, verdict in truth.items()
        if not _agrees(said[entry], verdict)
        and not (said[entry].outcome == "unknown" and entry in undecidable)
    ]


def _agrees(said: Verdict, truth: Verdict) -> bool:
    if truth.outcome == "fails" and truth.path is None:
        # CPython names no place in the tree (a file with a null byte): ours may say more.
        said = msgspec.structs.replace(said, path=None, line=None)
    if truth.line == 0:
        # CPython's way to say that it did not come as far as the first line.
        said = msgspec.structs.replace(said, line=0 if said.line == 1 else said.line)
    return said == truth


def disagreements(
    files: Files,
    folders: Iterable[str] = (),
    undecidable: Iterable[str] = (),
    version: tuple[int, int] = RUNNING,
) -> list[Disagreement]:
    """Every module of the tree on which we and CPython do not agree."""
    folders = tuple(folders)
    truth = cpython(files, folders, version)
    return differences(truth, ours(files, folders, version), undecidable)


def show(files: Files) -> str:
    """The tree as text, for a failing test."""
    parts = []
    for path, text in files.items():
        shown = text if isinstance(text, str) else text.decode("utf-8", "backslashreplace")
        parts.append(f"--- {path}\n{shown}")
    return "\n".join(parts)
