"""Definitions that are kept: read once for each content, whatever process asks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from analysis.extract import bodies as bodies_module
from analysis.extract.bodies import Bodies, Known
from analysis.extract.cache.definitions import KeptDefinitions
from analysis.extract.cache.facts import FactCache, digest_of
from analysis.extract.cache.folder import CacheFolder
from analysis.extract.class_shape import ClassShape, read_class_shape
from analysis.extract.usage import LaterUses, Use
from analysis.pipeline import analyze
from analysis.sources.tree import MemoryTree

ROOT = Path(__file__).parents[2]
CLASS = """class Orders:
    limit = 10

    def total(self, items):
        return sum(item.price for item in items if item.count < self.limit)
"""
OTHER = CLASS.replace("limit", "bound")


@pytest.fixture
def cache(tmp_path: Path) -> FactCache:
    return FactCache(CacheFolder(tmp_path / "kept"), "repository")


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lines of the classes whose shape is made in this process."""
    seen: list[int] = []

    def counting(lines: list[str], line: int, end_line: int) -> ClassShape:
        seen.append(line)
        return read_class_shape(lines, line, end_line)

    monkeypatch.setattr(bodies_module, "read_class_shape", counting)
    return seen


def kept(cache: FactCache, files: dict[str, str], listed: dict[str, str]) -> KeptDefinitions:
    """Definitions of `files`, whose facts are those of `listed`."""
    digests = {path: digest_of(text.encode(), False) for path, text in listed.items()}
    return KeptDefinitions(cache, digests, MemoryTree(files).read)


def test_a_shape_is_made_once_for_each_content(cache: FactCache, parsed: list[int]) -> None:
    plain = Bodies(MemoryTree({"a.py": CLASS}).read).class_shape("a.py", 1, 5)
    parsed.clear()
    for path in ("a.py", "a.py", "moved.py"):
        definitions = kept(cache, {path: CLASS}, {path: CLASS})
        assert definitions.bodies.class_shape(path, 1, 5) == plain
        definitions.keep()
    assert parsed == [1]
    assert kept(cache, {"a.py": OTHER}, {"a.py": OTHER}).bodies.class_shape("a.py", 1, 5) != plain


def test_what_is_read_of_a_changed_file_is_not_kept(cache: FactCache, parsed: list[int]) -> None:
    definitions = kept(cache, {"a.py": OTHER}, {"a.py": CLASS})
    definitions.bodies.class_shape("a.py", 1, 5)
    definitions.keep()
    parsed.clear()
    definitions = kept(cache, {"a.py": CLASS}, {"a.py": CLASS})
    assert definitions.bodies.class_shape("a.py", 1, 5) == read_class_shape(CLASS.split("\n"), 1, 5)
    assert parsed == [1]


def test_what_is_no_longer_there_is_dropped(cache: FactCache) -> None:
    for files in ({"a.py": CLASS}, {"b.py": OTHER}):
        definitions = kept(cache, files, files)
        for path in files:
            definitions.bodies.class_shape(path, 1, 5)
        definitions.keep()
    assert list(cache.definitions().blobs) == [digest_of(OTHER.encode(), False)]


def test_an_overlay_asks_for_what_is_kept_of_the_files_it_leaves(
    cache: FactCache, parsed: list[int]
) -> None:
    files = {"a.py": CLASS, "b.py": CLASS.replace("10", "11")}
    definitions = kept(cache, files, files)
    for path in files:
        definitions.bodies.class_shape(path, 1, 5)
    definitions.keep()
    parsed.clear()
    over = kept(cache, files, files).bodies.over(MemoryTree({"b.py": OTHER}).read, {"b.py"})
    assert over.class_shape("a.py", 1, 5) != over.class_shape("b.py", 1, 5)
    assert parsed == [1]


def test_however_many_overlays_stand_on_each_other(cache: FactCache, parsed: list[int]) -> None:
    files = {"a.py": CLASS, "b.py": CLASS.replace("10", "11")}
    definitions = kept(cache, files, files)
    plain = {path: definitions.bodies.class_shape(path, 1, 5) for path in files}
    definitions.keep()
    parsed.clear()
    bodies = kept(cache, files, files).bodies
    for _ in range(2 * sys.getrecursionlimit()):
        bodies = bodies.over(MemoryTree({"b.py": OTHER}).read, {"b.py"})
    bodies = bodies.over(MemoryTree({"b.py": OTHER}).read, {"c.py"})
    assert bodies.class_shape("a.py", 1, 5) == plain["a.py"]
    assert parsed == []
    assert bodies.class_shape("b.py", 1, 5) != plain["b.py"]


def test_everything_that_is_known_survives_being_kept() -> None:
    known = Known(
        shapes={(1, 5): read_class_shape(CLASS.split("\n"), 1, 5)},
        uses={"name": Use.BASE},
        read={"other"},
        in_functions=frozenset({"third"}),
        later=LaterUses(frozenset({"code"}), frozenset({"annotation"})),
    )
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(known), type=Known) == known


def test_a_shape_is_the_same_in_every_process() -> None:
    program = (
        "from analysis.extract.class_shape import read_class_shape\n"
        f"print(sorted(read_class_shape({CLASS!r}.split(chr(10)), 1, 5).statements.items()))\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    assert said.pop() != "[]\n"


def test_an_analysis_with_kept_definitions_finds_the_same(
    cache: FactCache, parsed: list[int]
) -> None:
    module = CLASS + CLASS.replace("Orders", "Basket") * 2
    files = {
        "one.py": module,
        "two.py": module + "\nlast = Orders()\n",
        "app.py": "from one import Orders\nfrom two import Orders as Others\n",
    }
    plain = analyze(MemoryTree(files))
    assert parsed
    for again in (False, True):
        parsed.clear()
        found = analyze(MemoryTree(files), cache=cache)
        assert found.findings == plain.findings
        assert bool(parsed) is not again
