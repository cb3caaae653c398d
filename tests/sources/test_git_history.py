from __future__ import annotations

import os
import shutil
import struct
import zlib
from pathlib import Path

import pytest
from dulwich.objects import Blob, Tree
from dulwich.pack import PackData

from analysis.sources import git_history, git_objects
from analysis.sources.directory import open_directory
from analysis.sources.git_history import FolderHistory, history_of
from analysis.sources.git_place import state_of
from analysis.sources.history import NO_HISTORY, Version
from analysis.sources.tree import MemoryTree, OverlayTree
from tests.sources.repositories import MAIN, Made

HAD = "def gone():\n    return 1\n"
HAS = "def kept():\n    return 2\n"
CODE = {"p/__init__.py": "", "p/core.py": HAS}


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path / "repository")


def versions(folder: Path, path: str = "p/core.py") -> list[Version]:
    return list(FolderHistory(os.path.realpath(folder)).versions(path))


def told(folder: Path, path: str = "p/core.py") -> list[tuple[str, str, str | None]]:
    """(content, subject of the last commit with it, subject of the one that replaced it)"""
    history = FolderHistory(os.path.realpath(folder))
    return [
        (
            (history.read(each.content) or b"?").decode(),
            each.revision.subject,
            each.replaced_in.subject if each.replaced_in else None,
        )
        for each in history.versions(path)
    ]


def a_removal(made: Made) -> None:
    made.commit({**CODE, "p/core.py": HAD}, "Add it\n\nAt length.")
    made.commit({**CODE, "p/core.py": HAD, "x.py": ""}, "Something else")
    made.commit({**CODE, "p/core.py": HAS, "x.py": ""}, "Remove it")
    made.commit({**CODE, "p/core.py": HAS, "x.py": "1"}, "Something else again")
    made.check_out(CODE)


@pytest.mark.parametrize("packed", [False, True])
def test_each_content_with_the_last_revision_that_had_it(made: Made, packed: bool) -> None:
    a_removal(made)
    if packed:
        made.pack()
    assert told(made.folder) == [
        (HAS, "Something else again", None),
        (HAD, "Something else", "Remove it"),
    ]


def test_what_is_told_of_a_revision(made: Made) -> None:
    one = made.commit({"a.py": HAD}, "  Füge \x1b[31mes\u202e hinzu  \nmehr", author="Zoë <z@x>")
    made.commit({"b.py": ""}, "Drop it")
    (found,) = versions(made.folder, "a.py")
    assert (found.revision.commit, found.revision.short) == (one.decode(), one.decode()[:10])
    assert found.revision.date == "2023-11-15T00:13:20+02:00"
    assert (found.revision.day, found.revision.author) == ("2023-11-15", "Zoë")
    assert found.revision.subject == "Füge \\x1b[31mes\\u202e hinzu"
    assert found.replaced_in is not None
    assert found.replaced_in.subject == "Drop it"


def test_a_folder_inside_of_the_work_tree(made: Made) -> None:
    inside = {f"deep/er/{path}": text for path, text in CODE.items()}
    made.commit({**inside, "deep/er/p/core.py": HAD, "out.py": ""}, "Add")
    made.commit({**inside, "out.py": "1"}, "Remove")
    made.check_out(inside)
    assert [subject for _, subject, _ in told(made.folder / "deep/er")] == ["Remove", "Add"]
    history = FolderHistory(os.path.realpath(made.folder / "deep/er"))
    changes = history.changes(list(history.versions("p/core.py"))[1])
    assert [change.path for change in changes] == ["p/core.py"]


def test_what_a_commit_changed(made: Made) -> None:
    made.commit({"a.py": HAD, "d/b.py": "1", "d/c.py": "2", "t.txt": "3"})
    made.commit({"d/b.py": "1", "d/c.py": "4", "e/new.py": HAD, "t.txt": "5"})
    history = FolderHistory(os.path.realpath(made.folder))
    (gone,) = history.versions("a.py")
    changes = history.changes(gone)
    assert [(c.path, c.before is None, c.after is None) for c in changes] == [
        ("a.py", False, True),
        ("d/c.py", False, False),
        ("e/new.py", True, False),
    ]
    assert changes[2].after == gone.content
    (kept,) = history.versions("e/new.py")
    assert history.changes(kept) == ()


def test_a_merge_leads_to_the_side_that_removed_it(made: Made) -> None:
    first = made.commit({"a.py": HAD}, "Add")
    left = made.commit({"a.py": HAD, "l.py": ""}, "Left", [first])
    right = made.commit({"a.py": HAS}, "Right removes it", [first])
    made.commit({"a.py": HAS, "l.py": ""}, "Merge", [left, right])
    assert told(made.folder, "a.py") == [(HAS, "Merge", None), (HAD, "Add", "Right removes it")]


def test_a_merge_that_drops_a_file_itself(made: Made) -> None:
    first = made.commit({"x.py": ""}, "Start")
    right = made.commit({"x.py": "", "a.py": HAD}, "Right adds it", [first])
    made.commit({"x.py": ""}, "Merge drops it", [first, right])
    assert told(made.folder, "a.py") == [(HAD, "Right adds it", "Merge drops it")]


def test_a_shallow_clone_ends_where_it_was_cut(made: Made) -> None:
    first = made.commit({"a.py": HAD}, "Add")
    made.commit({"b.py": ""}, "Remove")
    before = state_of(str(made.folder))
    made.loose(first).unlink()
    Path(made.folder, ".git/shallow").write_text("f" * 40)
    assert versions(made.folder, "a.py") == []
    assert state_of(str(made.folder)) != before


def test_no_commit_yet(made: Made) -> None:
    made.check_out(CODE)
    assert versions(made.folder) == []


def test_a_detached_head(made: Made) -> None:
    old = made.commit({"a.py": HAD}, "Add")
    made.commit({"b.py": ""}, "Remove")
    Path(made.folder, ".git/HEAD").write_text(old.decode() + "\n")
    assert told(made.folder, "a.py") == [(HAD, "Add", None)]


def test_references_in_one_file(made: Made) -> None:
    a_removal(made)
    reference = Path(made.folder, ".git/refs/heads/main")
    head = reference.read_text().strip()
    Path(made.folder, ".git/packed-refs").write_text(
        f"# pack-refs with: peeled\n{'0' * 40} refs/heads/mainline\n"
        f"{head} refs/heads/main\n^{head}\n"
    )
    before = state_of(str(made.folder))
    reference.unlink()
    assert state_of(str(made.folder)) == before
    assert len(told(made.folder)) == 2


def test_a_further_work_tree(made: Made, tmp_path: Path) -> None:
    a_removal(made)
    own = made.folder / ".git/worktrees/w"
    own.mkdir(parents=True)
    second = tmp_path / "second"
    second.mkdir()
    (second / ".git").write_text(f"gitdir: {own}\n")
    (own / "gitdir").write_text(f"{second / '.git'}\n")
    (own / "commondir").write_text("../..\n")
    shutil.copy(made.folder / ".git/HEAD", own / "HEAD")
    assert len(told(second)) == 2
    (own / "gitdir").write_text(f"{tmp_path / 'third' / '.git'}\n")
    assert told(second) == [], "the repository does not know this work tree"


def test_a_submodule(made: Made, tmp_path: Path) -> None:
    a_removal(made)
    outer = Made(tmp_path / "outer")
    (outer.folder / "sub").mkdir()
    shutil.copytree(made.folder / ".git", outer.folder / ".git/modules/sub")
    (outer.folder / "sub/.git").write_text("gitdir: ../.git/modules/sub\n")
    assert len(told(outer.folder / "sub")) == 2


def test_a_repository_elsewhere_is_left_alone(made: Made, tmp_path: Path) -> None:
    a_removal(made)
    for name in ("link", "file"):
        folder = tmp_path / name
        folder.mkdir()
        if name == "link":
            (folder / ".git").symlink_to(made.folder / ".git")
        else:
            (folder / ".git").write_text(f"gitdir: {made.folder / '.git'}\n")
        assert told(folder) == []
    borrowed = Made(tmp_path / "borrowed")
    borrowed.commit(CODE)
    shutil.rmtree(borrowed.folder / ".git/objects")
    (borrowed.folder / ".git/objects").symlink_to(made.folder / ".git/objects")
    shutil.copy(made.folder / ".git/refs/heads/main", borrowed.folder / ".git/refs/heads/main")
    assert told(borrowed.folder) == []


def test_links_and_submodules_in_a_tree_are_no_files(made: Made) -> None:
    made.commit({"a.py": "b.py", "b.py": HAD}, modes={"a.py": 0o120000})
    made.commit({"c.py": ""})
    assert versions(made.folder, "a.py") == []
    assert len(versions(made.folder, "b.py")) == 1
    assert versions(made.folder, "b.py/x.py") == []


@pytest.mark.parametrize("packed", [False, True])
def test_too_large_to_be_looked_at(
    made: Made, packed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_objects, "MAX_OBJECT_BYTES", 20_000)
    made.commit({"a.py": b"x = 1\n" * 20_000, "b.py": HAD})
    made.commit({"c.py": ""})
    if packed:
        made.pack()
    assert told(made.folder, "a.py")[0][0] == "?"
    assert told(made.folder, "b.py")[0][0] == HAD


def test_what_is_too_large_is_not_unfolded_first(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_objects, "MAX_OBJECT_BYTES", 20_000)
    made.commit({"a.py": b"x = 1\n" * 20_000})
    (found,) = versions(made.folder, "a.py")
    made.pack()
    objects = git_objects.GitObjects(str(made.folder / ".git/objects"), 40)

    def unfold(self: PackData, offset: int, *, include_comp: bool = False) -> None:
        raise AssertionError(offset)

    monkeypatch.setattr(PackData, "get_unpacked_object_at", unfold)
    with pytest.raises(git_objects.TooLarge):
        objects.read(bytes.fromhex(found.content))


def test_folders_that_hold_each_other_many_times_over(made: Made) -> None:
    store = made.repo.object_store
    inner = Tree()
    blob = Blob.from_string(b"x = 1")
    store.add_object(blob)
    inner.add(b"a.txt", 0o100644, blob.id)
    for _ in range(12):
        store.add_object(inner)
        outer = Tree()
        for name in range(10):
            outer.add(b"%d" % name, 0o40000, inner.id)
        inner = outer
    store.add_object(inner)
    made.commit({"a.py": HAD}, "Add")
    last = made.commit({"b.py": HAD}, "Remove")
    commit = made.repo[last].copy()
    commit.tree = inner.id  # type: ignore[attr-defined]
    store.add_object(commit)
    made.repo.refs[MAIN] = commit.id
    history = FolderHistory(os.path.realpath(made.folder))
    (found,) = history.versions("a.py")
    assert [change.path for change in history.changes(found)] == ["a.py"]


@pytest.mark.parametrize(
    "path", ["\ud800.py", "a/../b.py", "../b.py", "", "/", "a\0.py", "a//b.py"]
)
def test_a_path_that_no_file_has(made: Made, path: str) -> None:
    made.commit({"b.py": HAD})
    assert versions(made.folder, path) == []


def test_an_object_that_lies_about_its_size(made: Made) -> None:
    made.commit({"a.py": HAD, "b.py": HAS})
    found = {each.path: each for path in ("a.py", "b.py") for each in versions(made.folder, path)}
    bomb = zlib.compress(b"blob 10\0" + b"x" * 50_000_000)
    path = made.loose(found["a.py"].content.encode())
    path.chmod(0o644)
    path.write_bytes(bomb)
    assert told(made.folder, "a.py")[0][0] == "?"
    assert told(made.folder, "b.py")[0][0] == HAS


@pytest.mark.parametrize("kind", ["commit", "tree", "blob"])
@pytest.mark.parametrize("damage", [b"", b"x", zlib.compress(b"tree 3\0abc"), None])
def test_a_damaged_object_is_as_if_it_were_not_there(
    made: Made, kind: str, damage: bytes | None
) -> None:
    a_removal(made)
    removed = versions(made.folder)[1]
    commit = made.repo[removed.revision.commit.encode()]
    name = {
        "commit": commit.id,
        "tree": commit.tree,  # type: ignore[attr-defined]
        "blob": removed.content.encode(),
    }[kind]
    path = made.loose(name)
    path.chmod(0o644)
    path.unlink() if damage is None else path.write_bytes(damage)
    git_history._git_history.cache_clear()
    found = told(made.folder)
    assert found[0] == (HAS, "Something else again", None)
    assert found[1:] in ([], [("?", "Something else", "Remove it")])


@pytest.mark.parametrize("part", ["pack", "idx"])
@pytest.mark.parametrize("at", [0, 4, 12, 20, 1_050, -30])
def test_a_damaged_pack(made: Made, part: str, at: int) -> None:
    a_removal(made)
    made.pack()
    path = Path(made.folder, f".git/objects/pack/pack-all.{part}")
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= 0xFF
    path.write_bytes(bytes(content))
    found = told(made.folder)
    assert all(text in (HAS, HAD, "?") for text, _, _ in found)


def test_a_pack_that_says_it_is_enormous(made: Made) -> None:
    made.commit({"a.py": "x" * 400_000})
    made.pack()
    path = Path(made.folder, ".git/objects/pack/pack-all.pack")
    path.chmod(0o644)
    content = path.read_bytes()
    size = struct.pack("B", 0xB0 | (400_000 & 15))
    at = content.index(size, 12)
    path.write_bytes(content[: at + 1] + b"\xff\xff\xff" + content[at + 4 :])
    assert all(text == "?" for text, _, _ in told(made.folder, "a.py"))


@pytest.mark.parametrize(
    "head", [b"", b"ref: ../../x\n", b"ref: refs/../../x\n", b"\xff" * 40, b"a" * 40, b"x" * 9_000]
)
def test_a_head_that_leads_nowhere(made: Made, head: bytes) -> None:
    a_removal(made)
    Path(made.folder, ".git/HEAD").write_bytes(head)
    assert versions(made.folder) == []


def test_a_history_that_is_too_long_ends(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    made.commit({"a.py": HAD})
    for number in range(30):
        made.commit({"b.py": str(number)})
    assert len(versions(made.folder, "a.py")) == 1
    git_history._git_history.cache_clear()
    monkeypatch.setattr(git_history, "MAX_READ", 20)
    assert versions(made.folder, "a.py") == []


def test_configuration_is_not_read(made: Made) -> None:
    a_removal(made)
    Path(made.folder, ".git/config").write_text("[include\n\tpath = /etc/passwd")
    assert len(versions(made.folder)) == 2


def test_the_history_of_a_tree(made: Made) -> None:
    a_removal(made)
    tree = open_directory(made.folder)
    for each in (tree, OverlayTree(OverlayTree(tree, {}), {"p/core.py": None})):
        assert len(list(history_of(each).versions("p/core.py"))) == 2
    assert history_of(MemoryTree({})) is NO_HISTORY
    assert list(NO_HISTORY.versions("a.py")) == []


def test_who_asks_again_gets_the_same_answer(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    a_removal(made)
    first = FolderHistory(os.path.realpath(made.folder)).versions("p/core.py")
    newest = next(first)
    second = FolderHistory(os.path.realpath(made.folder))
    whole = list(second.versions("p/core.py"))
    assert [newest, *first] == whole
    monkeypatch.setattr(git_history, "MAX_READ", 0)
    assert list(second.versions("p/core.py")) == whole, "nothing is read again"


def test_what_the_answers_depend_on(made: Made, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    assert state_of(str(plain)) == ""
    history = FolderHistory(str(made.folder))
    assert history.asked is None
    list(history.versions("a.py"))
    assert history.asked == state_of(str(made.folder))
    made.commit({"a.py": HAD})
    assert history.asked != state_of(str(made.folder))
