"""The tree of a commit is the tree of its checkout."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from dulwich.objects import Blob, Commit, ObjectID, Tree
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.sources import directory, relevance, revision_walk
from analysis.sources.difference import may_differ
from analysis.sources.directory import open_directory
from analysis.sources.errors import SourceError
from analysis.sources.git_history import history_of
from analysis.sources.git_revision import open_revision
from analysis.sources.tree import Skipped, SourceTree
from tests.sources.repositories import MAIN, Made

FOLDERS = st.sampled_from(["", "p", "p/q", "build", "build/lib", "env", ".venv", "x.egg-info", "ö"])
NAMES = st.sampled_from(
    [
        *("__init__.py", "a.py", "b.pyi", "c.so", "n.ipynb", "d.pyc", "data.json", "lib"),
        *("requirements.txt", "notes.txt", "README.md", "pyproject.toml", "pyvenv.cfg", "ü.py"),
    ]
)
FILES = st.dictionaries(
    st.tuples(FOLDERS, NAMES).map(lambda pair: f"{pair[0]}/{pair[1]}".lstrip("/")),
    st.sampled_from(["", "x = 1\n", "import os\r\n", "#" * 300]),
    max_size=9,
)


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path / "repository")


def told(tree: SourceTree) -> tuple[object, ...]:
    contents = {path: tree.read(path) for path in tree.paths()}
    return tree.paths(), tree.folders(), tree.skipped, contents


def without_clashes(files: dict[str, str]) -> dict[str, str]:
    """A path can't be a file and a folder at once."""
    return {
        path: text
        for path, text in files.items()
        if not any(other.startswith(f"{path}/") for other in files)
    }


@settings(max_examples=20)
@given(FILES.map(without_clashes), st.booleans(), st.sampled_from(["", "p"]))
def test_a_revision_is_what_a_clean_checkout_of_it_is(
    files: dict[str, str], packed: bool, inside: str
) -> None:
    files = {**files, "m.py": "", "p/m.py": "pass\n"}
    with tempfile.TemporaryDirectory() as folder:
        made = Made(Path(folder) / "r")
        made.commit(files)
        made.check_out(files)
        if packed:
            made.pack()
        tree = open_revision(made.folder / inside, "main")
        assert told(tree) == told(open_directory(made.folder / inside))
        assert all((tree.stamp(path) or (0,))[0] == len(tree.read(path)) for path in tree.paths())


def test_what_is_deleted_or_edited_in_the_work_tree_is_read_as_it_was_committed(made: Made) -> None:
    made.commit({"a.py": "old", "b.py": "1"})
    made.commit({"a.py": "new"})
    assert told(open_revision(made.folder, "HEAD~1"))[3] == {"a.py": b"old", "b.py": b"1"}
    with pytest.raises(KeyError):
        open_revision(made.folder, "HEAD").read("b.py")


def test_stamps_tell_contents_apart_and_know_them_again(made: Made) -> None:
    made.commit({"a.py": "same", "b.py": "one"})
    made.commit({"a.py": "same", "b.py": "two"})
    before, after = (open_revision(made.folder, name) for name in ("HEAD~1", "HEAD"))
    assert before.lasting_stamp("a.py") == after.lasting_stamp("a.py") is not None
    assert before.stamp("b.py") != after.stamp("b.py")
    assert max(after.stamp("a.py") or ()) < 2**63
    assert before.blob("a.py") == after.blob("a.py")
    assert (after.stamp("c.py"), after.blob("c.py")) == (None, None)
    assert may_differ(after, before) == {"b.py"}
    made.check_out({"a.py": "same", "b.py": "two"})
    assert may_differ(after, open_directory(made.folder)) is None


def test_its_history_ends_at_its_commit(made: Made) -> None:
    made.commit({"a.py": "1"}, "first")
    made.commit({"a.py": "2"}, "second")
    made.commit({"a.py": "3"}, "third")
    history = history_of(open_revision(made.folder, "HEAD~1"))
    assert [each.revision.subject for each in history.versions("a.py")] == ["second", "first"]


def test_any_file_of_the_commit_can_be_asked_for(made: Made) -> None:
    made.commit({"a.py": "", "known/base.json": "{}"})
    tree = open_revision(made.folder, "HEAD")
    assert "known/base.json" not in tree.paths()
    assert tree.content("known/base.json") == b"{}"
    absent = ("known", "known/x", "a.py/x", "../a.py", "", "/a.py", "known/../a.py")
    assert {tree.content(path) for path in absent} == {None}


def test_links_and_submodules_are_told(made: Made) -> None:
    link, module = 0o120000, 0o160000
    made.commit(
        {
            "p/m.py": "",
            "p/l.py": "m.py",
            "to/deep/l": "../../p",
            "l.txt": "p/m.py",
            "out": "/etc",
            "sub": "x",
            "node_modules": "x",
        },
        modes={
            **dict.fromkeys(["p/l.py", "to/deep/l", "l.txt", "out"], link),
            **dict.fromkeys(["sub", "node_modules"], module),
        },
    )
    tree = open_revision(made.folder, "HEAD")
    assert tree.skipped == (
        Skipped("p/l.py", "a link"),
        Skipped("sub", "a submodule: another repository"),
        Skipped("to/deep/l", "a link to a folder"),
    )
    assert (tree.paths(), tree.folders()) == (("p/m.py",), ("p", "to", "to/deep"))


def raw_commit(made: Made, *entries: tuple[bytes, int, bytes]) -> None:
    """A commit of a folder that git itself would not make."""
    tree = Tree.from_string(
        b"".join(b"%o %s\0%s" % (m, n, bytes.fromhex(i.decode())) for n, m, i in entries)
    )
    commit = Commit()
    commit.tree = tree.id
    commit.author = commit.committer = b"E <e@x>"
    commit.author_time = commit.commit_time = 1
    commit.author_timezone = commit.commit_timezone = 0
    commit.message = b"Evil"
    made.repo.object_store.add_object(tree)
    made.repo.object_store.add_object(commit)
    made.repo.refs[MAIN] = commit.id


def blob(made: Made, content: bytes = b"") -> bytes:
    found = Blob.from_string(content)
    made.repo.object_store.add_object(found)
    return bytes(found.id)


def test_a_hostile_folder_costs_what_is_hostile_in_it(made: Made) -> None:
    one, two = blob(made, b"1"), blob(made, b"2")
    missing, file = b"0" * 40, 0o100644
    raw_commit(
        made,
        *((b"..", 0o40000, missing), (b"../up.py", file, one), (b"a.py", file, one)),
        *((b"a.py", file, two), (b"gone", 0o40000, missing), (b"gone.py", file, missing)),
        *((b"\xff.py", file, one), (b"\xff", 0o40000, missing), (b"", file, one)),
        *(
            (b"x" * 5000 + b".py", file, one),
            (b"odd.py", 0o20000, one),
            (b".git", 0o40000, missing),
        ),
    )
    tree = open_revision(made.folder, "HEAD")
    assert {path: tree.read(path) for path in tree.paths()} == {"a.py": b"1"}
    assert {(skipped.path[:8], skipped.reason) for skipped in tree.skipped} == {
        ("", "a name that leads elsewhere"),
        ("..", "a name that leads elsewhere"),
        ("../up.py", "a name that leads elsewhere"),
        ("a.py", "a second entry of this name"),
        ("gone", "unreadable folder: not among the objects of this clone"),
        ("gone.py", "unreadable: not among the objects of this clone"),
        ("\\xff", "the folder's name is not UTF-8"),
        ("\\xff.py", "the name is not UTF-8"),
        ("xxxxxxxx", "a path of more than 4,096 bytes"),
        ("odd.py", "not a regular file"),
    }


def test_folders_that_hold_each_other_without_end(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revision_walk, "MAX_ENTRIES", 5_000)
    inner = Tree()
    inner.add(b"a.py", 0o100644, ObjectID(blob(made)))
    made.repo.object_store.add_object(inner)
    for _ in range(40):
        outer = Tree()
        for name in (b"l", b"r"):
            outer.add(name, 0o40000, inner.id)
        made.repo.object_store.add_object(outer)
        inner = outer
    raw_commit(made, (b"top", 0o40000, bytes(inner.id)))
    with pytest.raises(SourceError, match="more than 5,000 files and folders"):
        open_revision(made.folder, "HEAD")


@pytest.mark.parametrize("packed", [False, True])
def test_the_limits_are_those_of_a_folder(
    made: Made, packed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (directory, revision_walk):
        monkeypatch.setattr(module, "MAX_FILE_BYTES", 1_000)
    files = {"small.py": "#" * 1_000, "large.py": "#" * 1_001}
    made.commit(files)
    made.check_out(files)
    if packed:
        made.pack()
    tree = open_revision(made.folder, "HEAD")
    assert told(tree) == told(open_directory(made.folder))
    assert tree.skipped == (Skipped("large.py", relevance.TOO_LARGE),)
    for module in (directory, revision_walk):
        monkeypatch.setattr(module, "MAX_FILES", 0)
    for opened in (lambda: open_revision(made.folder, "HEAD"), lambda: open_directory(made.folder)):
        with pytest.raises(SourceError, match=r"more than 0 files: name a smaller folder"):
            opened()


def test_what_nests_without_end_is_left_out(made: Made) -> None:
    deepest = "/".join(["d"] * (relevance.MAX_DEPTH - 1))
    files = {f"{deepest}/in.py": "", f"{deepest}/d/out.py": "", f"{deepest}/.venv/x.py": ""}
    made.commit(files)
    made.check_out(files)
    tree = open_revision(made.folder, "HEAD")
    assert told(tree) == told(open_directory(made.folder))
    assert tree.paths() == (f"{deepest}/in.py",)
    assert tree.skipped == (Skipped(f"{deepest}/d", relevance.TOO_DEEP),)


def test_a_content_that_is_not_what_its_id_says_is_damaged(made: Made) -> None:
    made.commit({"a.py": "true = 1"})
    one, other = (Blob.from_string(text).id for text in (b"true = 1", b"evil = 1"))
    made.repo.object_store.add_object(Blob.from_string(b"evil = 1"))
    made.loose(one).chmod(0o600)
    made.loose(one).write_bytes(made.loose(other).read_bytes())
    with pytest.raises(SourceError, match=r"a\.py is damaged in the repository of .*@HEAD"):
        open_revision(made.folder, "HEAD").read("a.py")


def test_what_has_no_python_is_refused(made: Made) -> None:
    made.commit({"a.txt": "", "p/b.py": "", "docs/c.txt": ""})
    (made.folder / "new").mkdir()
    (made.folder / "docs").mkdir()
    for inside, said in (("docs", r"docs@HEAD has no Python files"), ("new", "no folder new")):
        with pytest.raises(SourceError, match=said):
            open_revision(made.folder / inside, "HEAD")
