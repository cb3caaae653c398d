"""Every patch is one that git applies, and it gives the very bytes of the overlay."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.fixes.edits import TextEdit, overlay
from analysis.fixes.patch import unified_diff
from analysis.sources.tree import MemoryTree, OverlayTree

LONG = "".join(f"line {number}\n" for number in range(40))


def git_apply(folder: Path, diff: str) -> None:
    done = subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"],
        input=diff.encode("utf-8", "surrogateescape"),
        cwd=folder,
        capture_output=True,
        check=False,
        env={"GIT_CEILING_DIRECTORIES": str(folder.parent), "PATH": "/usr/local/bin:/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stderr.decode() + diff


def written(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


CASES = {
    "one line": ({"a.py": b"import b\n"}, {"a.py": b"import c\n"}),
    "two hunks": (
        {"a.py": LONG.encode()},
        {"a.py": LONG.replace("line 3\n", "").replace("line 30\n", "x\ny\n").encode()},
    ),
    "neighbouring hunks join": (
        {"a.py": LONG.encode()},
        {"a.py": LONG.replace("line 10\n", "x\n").replace("line 16\n", "y\n").encode()},
    ),
    "windows line ends": ({"a.py": b"a\r\nb\r\nc\r\n"}, {"a.py": b"a\r\nx\r\nc\r\n"}),
    "mixed line ends": ({"a.py": b"a\r\nb\nc\r\n"}, {"a.py": b"a\nb\nc\r\n"}),
    "old mac line ends": ({"a.py": b"a\rb\rc\r"}, {"a.py": b"a\rx\rc\r"}),
    "no newline at the end, before": ({"a.py": b"a\nb"}, {"a.py": b"a\nb\n"}),
    "no newline at the end, after": ({"a.py": b"a\nb\n"}, {"a.py": b"a\nb"}),
    "no newline at the end, both": ({"a.py": b"a\nb"}, {"a.py": b"x\nb"}),
    "no newline at the end, changed": ({"a.py": b"a\nb"}, {"a.py": b"a\nc"}),
    "latin-1": (
        {"a.py": b"# coding: latin-1\nx = '\xe9'\ny = 1\n"},
        {"a.py": b"# coding: latin-1\nx = '\xe9'\ny = '\xfc'\n"},
    ),
    "utf-8": ({"a.py": "x = 'é'\n".encode()}, {"a.py": "x = 'ü→'\n".encode()}),
    "byte order mark": (
        {"a.py": b"\xef\xbb\xbfimport a\nimport b\n"},
        {"a.py": b"\xef\xbb\xbfimport x\nimport b\n"},
    ),
    "new file": ({"a.py": b"x\n"}, {"pkg/new.py": b"y = 1\n"}),
    "new file without newline": ({"a.py": b"x\n"}, {"new.py": b"y = 1"}),
    "new empty file": ({"a.py": b"x\n"}, {"pkg/__init__.py": b""}),
    "deleted file": ({"a.py": b"x\ny\n", "b.py": b""}, {"a.py": None}),
    "deleted empty file": ({"a.py": b"x\n", "b.py": b""}, {"b.py": None}),
    "emptied file": ({"a.py": b"x\ny\n"}, {"a.py": b""}),
    "filled file": ({"a.py": b""}, {"a.py": b"x\n"}),
    "name with a blank": ({"my pkg/a b.py": b"x\n"}, {"my pkg/a b.py": b"y\n"}),
    "name with quotes": ({'a"b\'.py': b"x\n"}, {'a"b\'.py': b"y\n"}),
    "name with a backslash": ({"a\\b.py": b"x\n"}, {"a\\b.py": b"y\n"}),
    "name beyond ASCII": ({"café/naïve.py": b"x\n"}, {"café/naïve.py": b"y\n"}),
    "name with a tab": ({"a\tb.py": b"x\n"}, {"a\tb.py": b"y\n"}),
    "new file, odd name": ({"a.py": b"x\n"}, {'é "x".py': b"y\n", "with blank.py": b"z\n"}),
    "deleted file, odd name": ({'é "x".py': b"y\n", "with blank.py": b"z\n"}, {
        'é "x".py': None, "with blank.py": None}),
    "form feed": ({"a.py": b"a\n\x0cb\nc\n"}, {"a.py": b"a\n\x0cx\nc\n"}),
    "nothing": ({"a.py": b"x\n"}, {"a.py": b"x\n"}),
}  # fmt: skip


@pytest.mark.parametrize(("before", "changed"), CASES.values(), ids=CASES.keys())
def test_git_applies_it(
    tmp_path: Path, before: dict[str, bytes], changed: dict[str, bytes | None]
) -> None:
    tree = MemoryTree(before)
    after = OverlayTree(tree, changed)
    diff = unified_diff(tree, after)
    folder = written(tmp_path / "repository", before)
    if diff:
        git_apply(folder, diff)
    assert files_of(folder) == {path: after.read(path) for path in after.paths()}


def test_nothing_changed_is_no_text() -> None:
    tree = MemoryTree({"a.py": "x\n"})
    assert unified_diff(tree, ()) == unified_diff(tree, [TextEdit("a.py", 0, 1, "x")]) == ""


def test_edits_and_their_overlay_give_one_patch() -> None:
    tree = MemoryTree({"a.py": "import b\n"})
    edits = (TextEdit("a.py", 7, 8, "c"),)
    assert unified_diff(tree, edits) == unified_diff(tree, overlay(tree, edits))
    assert unified_diff(tree, edits) == (
        "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-import b\n+import c\n"
    )


pieces = st.lists(st.sampled_from([b"a\n", b"b\r\n", b"\n", b"c", b"\xe9\n", b"d\n"]), max_size=25)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=pieces, after=pieces)
def test_any_two_texts(
    tmp_path_factory: pytest.TempPathFactory, before: list[bytes], after: list[bytes]
) -> None:
    tree = MemoryTree({"a.py": b"".join(before)})
    patched = OverlayTree(tree, {"a.py": b"".join(after)})
    folder = written(tmp_path_factory.mktemp("any") / "repository", {"a.py": tree.read("a.py")})
    if diff := unified_diff(tree, patched):
        git_apply(folder, diff)
    assert files_of(folder) == {"a.py": patched.read("a.py")}
