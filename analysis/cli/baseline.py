"""The findings that are known already: a file of keys, which survive edits."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import msgspec

from analysis.cli.misuse import Misuse
from analysis.cli.output import emit


class Baseline(msgspec.Struct, frozen=True):
    """What the file holds."""

    schema_version: int
    findings: tuple[str, ...]


def read_baseline(path: str) -> frozenset[str]:
    """The keys in a baseline file; Misuse where it is none."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise Misuse(f"cannot read the baseline {path}: {error.strerror}") from error
    except ValueError as error:
        raise Misuse(f"{path} is no baseline: {error}") from error
    return parse_baseline(content, path)


def parse_baseline(content: bytes, path: str) -> frozenset[str]:
    """The keys in what a baseline file holds; Misuse, which names its `path`, where it is none."""
    try:
        baseline = msgspec.json.decode(content, type=Baseline)
    except (msgspec.DecodeError, ValueError) as error:
        raise Misuse(f"{path} is no baseline: {error}") from error
    return frozenset(baseline.findings)


def write_baseline(path: str, keys: Iterable[str]) -> None:
    """Writes the keys of findings, sorted; Misuse where the file can't be written."""
    baseline = Baseline(1, tuple(sorted(set(keys))))
    emit(json.dumps(msgspec.to_builtins(baseline), indent=2) + "\n", path)
