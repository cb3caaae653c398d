"""A patch as lines with numbers: both sides can be read back from it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analysis import MemoryTree, TextEdit
from analysis.fixes.patch import edits_between
from views.repair.hunks import FileChange, changes, side_by_side

LINES = st.lists(st.sampled_from(["", "a", "b", "-- x", "++ y", "@@ -1 +1 @@", "\\ z", "d\r"]))


def changed(before: str, after: str) -> tuple[FileChange, ...]:
    tree = MemoryTree({"a b.py": before})
    return changes(tree, edits_between("a b.py", before.encode(), after.encode()))


@given(LINES, LINES, st.booleans(), st.booleans())
def test_the_lines_of_a_hunk_are_those_of_both_files(
    old: list[str], new: list[str], old_ends: bool, new_ends: bool
) -> None:
    before = "\n".join(old) + "\n" * old_ends
    after = "\n".join(new) + "\n" * new_ends
    found = changed(before, after)
    if before == after:
        assert found == ()
        return
    (file,) = found
    sides = before.split("\n"), after.split("\n")
    for line in (line for hunk in file.hunks for line in hunk):
        assert line.old is None or sides[0][line.old - 1] == line.text
        assert line.new is None or sides[1][line.new - 1] == line.text
        assert line.ended or line.text in (sides[0][-1], sides[1][-1])
    kept = [line for hunk in file.hunks for line in hunk]
    gone = {line.old for line in kept if line.kind == "minus"}
    come = {line.new for line in kept if line.kind == "plus"}
    rest = [
        [text for at, text in enumerate(side, 1) if at not in numbers]
        for side, numbers in zip(
            (before.splitlines(), after.splitlines()), (gone, come), strict=True
        )
        if "\r" not in before + after
    ]
    assert not rest or rest[0] == rest[1]


@given(LINES, LINES)
def test_side_by_side_has_every_line_once_and_in_order(old: list[str], new: list[str]) -> None:
    for file in changed("\n".join(old) + "\n", "\n".join(new) + "\n"):
        for hunk in file.hunks:
            rows = list(side_by_side(hunk))
            left = [row.left for row in rows if row.left is not None]
            right = [row.right for row in rows if row.right is not None]
            assert left == [line for line in hunk if line.old is not None]
            assert right == [line for line in hunk if line.new is not None]
            assert all(row.left or row.right for row in rows)


def test_a_new_file_and_an_empty_one_are_told_apart() -> None:
    tree = MemoryTree({"a.py": "x = 1\n"})
    edits = (TextEdit("pkg/__init__.py", 0, 0, ""), TextEdit("pkg/b.py", 0, 0, "y = 2\n"))
    empty, full = changes(tree, edits)
    assert (empty.path, empty.kind, empty.hunks) == ("pkg/__init__.py", "new", ())
    assert (full.path, full.kind, full.added, full.removed) == ("pkg/b.py", "new", 1, 0)
    assert [(line.old, line.new, line.text) for line in full.hunks[0]] == [(None, 1, "y = 2")]
