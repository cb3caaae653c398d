"""An execution that keeps what still holds of another gives what running everything gives."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.execution import incremental
from analysis.execution.entry import Entries, enter_all
from analysis.execution.outcome import Change, Execution, Fails, Ok
from analysis.execution.run import execute
from analysis.execution.staleness import affected_entries, with_changers
from analysis.extract.bodies import Bodies
from analysis.pipeline import Analysis, analyze
from analysis.resolve.project import Project
from analysis.sources.tree import MemoryTree, OverlayTree
from tests.differential.packages import package
from tests.differential.shrink import shrink


class Answer(NamedTuple):
    outcomes: object
    names: object
    open_modules: object
    blind_spots: object
    absent: object


def answer(execution: Execution) -> Answer:
    """What an execution says, without what it stands on."""
    return Answer(*(getattr(execution, field) for field in Answer._fields))


def cold(analysis: Analysis) -> Answer:
    """What running every entry of the same project says."""
    return answer(execute(analysis.structure.project, analysis.bodies))


def edited(analysis: Analysis, path: str, text: str) -> Analysis:
    return analyze(OverlayTree(analysis.tree, {path: text.encode()}), previous=analysis)


@pytest.fixture(autouse=True)
def keep_whatever_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small trees would nearly always be run whole."""
    monkeypatch.setattr(incremental, "MOST", 1.0)


def change(random: Random, files: Mapping[str, str]) -> tuple[str, str]:
    """A path and its new text: a statement less, twice, elsewhere, or another import."""
    path = random.choice(sorted(files))
    blocks = files[path].replace("\n ", "\0").splitlines()
    at = random.randrange(len(blocks) + 1)
    match random.randrange(4):
        case 0 if at < len(blocks):
            del blocks[at]
        case 1:
            other = random.choice(sorted(files)).removesuffix(".py").removesuffix("/__init__")
            blocks.insert(at, f"from {other.replace('/', '.')} import *")
        case 2 if blocks:
            blocks.insert(at, random.choice(blocks))
        case _:
            other = random.choice(sorted(files))
            blocks += files[other].replace("\n ", "\0").splitlines()[:2]
    return path, "\n".join(blocks).replace("\0", "\n ") + "\n"


def disagrees(files: Mapping[str, str], edits: list[tuple[str, str]]) -> bool:
    found = analyze(MemoryTree(files))
    for path, text in edits:
        if path in files:
            found = edited(found, path, text)
            if answer(found.execution) != cold(found):
                return True
    return False


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_any_sequence_of_edits_gives_what_a_cold_run_gives(random: Random) -> None:
    files = package(random)
    now, edits = dict(files), []
    for _ in range(random.randint(1, 3)):
        path, text = change(random, now)
        now[path] = text
        edits.append((path, text))
    if disagrees(files, edits):
        files = shrink(files, lambda smaller: disagrees(smaller, edits))
        pytest.fail(f"{files}\n{edits}")


REGISTRY = {
    "base.py": "class Registry:\n    pass\n\nknown = Registry()\nnames = {}\n",
    "first.py": "import base\n\nbase.names['first'] = 1\nbase.known.first = 1\n",
    "other.py": "import base\n\nbase.names.get('first')\n",
    "alone.py": "x = 1\n",
}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """The entries that are run, each time that some are."""
    noted: list[set[str]] = []

    def noting(
        project: Project, bodies: Bodies, version: tuple[int, int], only: set[str]
    ) -> Entries:
        noted.append(set(only))
        return enter_all(project, bodies, version, only)

    monkeypatch.setattr(incremental, "enter_all", noting)
    return noted


def test_what_no_changed_file_has_a_part_in_is_not_run_again(run: list[set[str]]) -> None:
    before = analyze(MemoryTree(REGISTRY))
    after = edited(before, "alone.py", "import nowhere.near\n")
    assert run == [{"alone"}]
    assert answer(after.execution) == cold(after)


def test_what_a_changed_file_changes_in_place_is_run_again_for_its_other_importers(
    run: list[set[str]],
) -> None:
    before = analyze(MemoryTree(REGISTRY))
    after = edited(before, "first.py", "import base\n")
    assert run == [{"base", "first", "other"}]
    assert answer(after.execution) == cold(after)


def test_a_module_that_is_new_is_not_overlooked() -> None:
    before = analyze(MemoryTree({"a.py": "import p.b\n", "p/__init__.py": ""}))
    after = edited(before, "p/b.py", "")
    assert isinstance(before.execution.outcomes["a"], Fails)
    assert isinstance(after.execution.outcomes["a"], Ok)


CHANGES: frozenset[Change] = frozenset({("b", "a")})
NUMBERS = {"a": 0, "b": 1, "c": 2, "d": 3}
REACHED = {"a": 0b0001, "b": 0b0011, "c": 0b0101, "d": 0b1000}


@pytest.mark.parametrize(
    ("stale", "affected"),
    [
        ("d", {"d"}),
        ("c", {"c"}),
        ("b", {"a", "b", "c"}),
        ("a", {"a", "b", "c"}),
    ],
)
def test_affected_entries(stale: str, affected: set[str]) -> None:
    assert affected_entries(REACHED, CHANGES, stale, NUMBERS) == affected


def test_changers_run_with_those_that_see_the_change() -> None:
    assert with_changers({"c"}, REACHED, CHANGES, NUMBERS) == {"b", "c"}
    assert with_changers({"d"}, REACHED, CHANGES, NUMBERS) == {"d"}
    assert with_changers({"a"}, REACHED, CHANGES, NUMBERS) == {"a"}, "b runs after a"
