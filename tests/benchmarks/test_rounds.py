from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from benchmarks.contenders import Contender
from benchmarks.edit import edited, median_file
from benchmarks.process import Command
from benchmarks.rounds import COLD, EDIT, WARM, take_turns


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "tree"
    top.mkdir()
    for number in range(5):
        (top / f"m{number}.py").write_text("x = 1\n" * (number + 1))
    (top / "__init__.py").write_text("")
    return top


def note(log: Path, word: str, folder: Path) -> tuple[Command, ...]:
    """A program that writes down its word, and the size of the file that is edited."""
    script = (
        "import sys, os\n"
        f"open({str(log)!r}, 'a').write({word!r} + ' ' "
        f"+ str(os.path.getsize({str(folder / 'm2.py')!r})) + '\\n')"
    )
    return (Command((sys.executable, "-c", script)),)


def test_the_edit_is_to_the_file_in_the_middle_and_still_parses(folder: Path) -> None:
    assert median_file(folder).name == "m2.py"
    once = edited(b"x = 1", 1)
    assert edited(b"x = 1", 2) != once
    added = ast.parse(once).body[-1]
    assert any(isinstance(node, ast.Import) for node in ast.walk(added))


def test_all_take_turns_and_meet_the_same_edit(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    contenders = [
        Contender("a", note(log, "a-cold", folder), note(log, "a-warm", folder)),
        Contender("b", note(log, "b-cold", folder)),
        Contender("c", note(log, "c-cold", folder), note(log, "c-warm", folder)),
    ]
    figures = take_turns(contenders, folder, 2)
    words, sizes = zip(*(line.split() for line in log.read_text().splitlines()), strict=True)
    cold, warm = ("a-cold", "b-cold", "c-cold"), ("a-warm", "c-warm")
    # The first warm runs fill the caches and are not counted.
    assert words == (*cold, *warm, *warm, *warm, *cold, *warm, *warm)
    first, second, third = sizes[0], sizes[7], sizes[-1]
    assert sizes == (first,) * 7 + (second,) * 7 + (third,) * 2
    assert len({first, second, third}) == 3
    assert {row: len(costs) for row, costs in figures.items()} == dict.fromkeys(
        [("a", COLD), ("b", COLD), ("c", COLD), ("a", WARM), ("c", WARM), ("a", EDIT), ("c", EDIT)],
        2,
    )
    assert (folder / "m2.py").read_text() == "x = 1\n" * 3


def test_a_cache_that_cannot_be_filled_fails_that_tool_alone(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    broken = (Command((sys.executable, "-c", "raise SystemExit('no room')")),)
    figures = take_turns(
        [
            Contender("a", note(log, "a", folder), broken),
            Contender("b", note(log, "b", folder), note(log, "b", folder)),
        ],
        folder,
        2,
    )
    assert "no room" in str(figures["a", WARM])
    assert ("a", EDIT) not in figures
    assert [len(figures[row]) for row in (("a", COLD), ("b", WARM), ("b", EDIT))] == [2, 2, 2]


def test_what_failed_is_told_and_not_tried_again(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    broken = (Command((sys.executable, "-c", "raise SystemExit('gone wrong')")),)
    figures = take_turns([Contender("a", broken, note(log, "warm", folder))], folder, 2)
    assert list(figures) == [("a", COLD)]
    assert "gone wrong" in str(figures["a", COLD])
    assert not log.exists()
