"""Names of revisions: what git itself says of them, and what is refused."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from dulwich.objects import Commit, ObjectID, Tag
from dulwich.refs import Ref
from dulwich.repo import Repo
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.sources.errors import SourceError
from analysis.sources.git_revision import (
    Named,
    branches_and_tags,
    open_revision,
    recent_revisions,
    resolve_revision,
)
from analysis.sources.named import open_named, split_revision
from analysis.sources.revision_name import parse_revision
from tests.sources.repositories import MAIN, Made

GIT = shutil.which("git")
needs_git = pytest.mark.skipif(
    GIT is None, reason="NO GIT: names are not compared with its answers"
)


def git(folder: Path, *words: str, text: str = "") -> str:
    """What git prints, with no configuration but that of the repository."""
    assert GIT is not None
    quiet = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "HOME": str(folder)}
    who = {
        f"GIT_{one}_{two}": "a@x" for one in ("AUTHOR", "COMMITTER") for two in ("NAME", "EMAIL")
    }
    done = subprocess.run(
        [GIT, "-C", str(folder), *words],
        input=text,
        env={**os.environ, **quiet, **who},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def tag(made: Made, name: str, target: bytes, kind: type = Commit) -> bytes:
    """The id of an annotated tag."""
    found = Tag()
    found.name, found.object = name.encode(), (kind, ObjectID(target))
    found.tagger, found.tag_time, found.tag_timezone = b"T <t@x>", 1, 0
    found.message = b"A tag"
    made.repo.object_store.add_object(found)
    made.repo.refs[Ref(f"refs/tags/{name}".encode())] = found.id
    return bytes(found.id)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A repository with two merges, and names that are easily confused."""
    made = Made(tmp_path_factory.mktemp("names") / "r")
    ids = [made.commit({"a.py": str(number)}, f"c{number}") for number in range(4)]
    left = made.commit({"a.py": "l"}, "left", [ids[-1]])
    right = made.commit({"a.py": "r"}, "right", [ids[1]])
    octopus = made.commit({"a.py": "m"}, "merge", [left, right, ids[0]])
    last = made.commit({"a.py": "n"}, "last", [octopus])
    for name, target in {
        "refs/heads/feature/x@2": right,
        "refs/heads/both": left,
        "refs/tags/both": right,
        "refs/heads/deadbeef": ids[0],
        "refs/remotes/origin/main": octopus,
        "refs/remotes/origin/only": ids[2],
        "refs/tags/light": ids[1],
        "refs/heads/v1.0-2": ids[3],
    }.items():
        made.repo.refs[Ref(name.encode())] = ObjectID(target)
    made.repo.refs.set_symbolic_ref(
        Ref(b"refs/remotes/origin/HEAD"), Ref(b"refs/remotes/origin/main")
    )
    made.repo.refs.set_symbolic_ref(Ref(b"refs/heads/other"), Ref(b"refs/heads/both"))
    noted = tag(made, "noted", octopus)
    tag(made, "twice", noted, Tag)
    Path(made.folder, ".git/ORIG_HEAD").write_text(f"{left.decode()}\n")
    Path(made.folder, ".git/FETCH_HEAD").write_text(f"{right.decode()}\t\tbranch 'x' of y\n")
    made.repo.refs.pack_refs(all=False)
    assert last
    return made


BASES = (
    *("HEAD", "@", "main", "heads/main", "refs/heads/main", "feature/x@2", "both", "heads/both"),
    *("tags/both", "deadbeef", "origin/main", "origin", "origin/only", "remotes/origin/main"),
    *("light", "noted", "twice", "other", "ORIG_HEAD", "FETCH_HEAD", "v1.0-2", "none", "mai"),
    *("refs/heads", "heads", "..", "main.lock", "-main", "v9-3-gID", "ID", "ID4", "ID7", "xID"),
)
STEPPED = ("HEAD", "@", "noted", "both", "ID7")
STEPS = (
    *("", "~", "^", "~0", "^0", "~1", "~2", "~3", "~9", "^1", "^2", "^3", "^4", "^{commit}"),
    *("^{}", "^{object}", "~~", "^^", "^^2", "^^3", "^2~1", "~1^2^", "^{}~2", "~2^0^{commit}"),
    *("^^{}^2^{}", "~1~1~1~1~1~1", "~1~1~1~1~1~1~1", "^0~0^2", "^^^3", "~000001", "^02"),
)


def found_at(folder: Path) -> Callable[[str], str]:
    def found(name: str) -> str:
        try:
            return resolve_revision(folder, name).commit
        except SourceError:
            return ""

    return found


@needs_git
def test_a_name_is_what_git_takes_it_for(made: Made) -> None:
    whole = bytes(made.repo.head()).decode()
    names = [
        base.replace("ID4", whole[:4]).replace("ID7", whole[:7]).replace("ID", whole) + steps
        for base in BASES
        for steps in (STEPS if base in STEPPED else STEPS[:6])
    ]
    asked = "".join(f"{name}^{{commit}}\n" for name in names)
    answers = git(made.folder, "cat-file", "--batch-check=%(objectname)", text=asked).splitlines()
    found = found_at(made.folder)
    expected = [answer if re.fullmatch("[0-9a-f]{40}", answer) else "" for answer in answers]
    told = [(name, found(name), said) for name, said in zip(names, expected, strict=True)]
    assert [each for each in told if each[1] != each[2]] == []
    assert len([name for name, one, _ in told if one]) > 150


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mian", r"has no revision 'mian'; did you mean main\?"),
        ("origin/onyl", "did you mean origin/only"),
        ("HAED", r"did you mean HEAD\?"),
        ("nothing-like-it", r"has no revision 'nothing-like-it'$"),
        ("a\x1b[31mb", r"has no revision 'a\\+x1b\[31mb'$"),
        ("../../HEAD", "a range"),
        ("", "no revision is named"),
        ("  ", "no revision is named"),
        ("x" * 2_000, "too long"),
        ("@{upstream}", "name it, as in origin/main"),
        ("main@{u}", "name it, as in origin/main"),
        ("{push}", "name it, as in origin/main"),
        ("@{1}", "reflog"),
        ("main@{yesterday}", "reflog"),
        ("@{-1}", "reflog"),
        (":/words", "search for words"),
        ("main^{/words}", "search for words"),
        ("main:a.py", "names a file"),
        ("main..other", "a range"),
        ("main...other", "a range"),
        ("^main", "a range"),
        ("main^!", "a range"),
        ("main^@", "a range"),
        ("main^-1", "a range"),
        ("--all", "begin with a dash"),
        ("main^{tree}", "'tree' is no commit"),
        ("main^{blob}", "'blob' is no commit"),
        ("main~x", "can't be read from 'x' on"),
        ("main^{commit", "can't be read"),
        ("main~" + "9" * 30, "can't be read"),
        ("main" + "^" * 200, "can't be read"),
        ("main~7", r"is the first commit: nothing is before it"),
        ("main^2", "has no parent number 2"),
        ("0" * 40, "has no commit 0000000000 among its objects"),
    ],
)
def test_what_is_refused_and_why(made: Made, name: str, said: str) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        resolve_revision(made.folder, name)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


@settings(max_examples=60)
@given(st.text(alphabet="amHEAD@~^{}0129:/.-\\ \n\x00ü*", max_size=12))
def test_the_parser_is_total(text: str) -> None:
    try:
        found = parse_revision(text)
    except SourceError:
        return
    assert found.base
    assert text.startswith((found.base, "@"))


def commit_at(time: int, tree: ObjectID) -> Commit:
    commit = Commit()
    commit.tree = tree
    commit.author = commit.committer = b"a <a@x>"
    commit.author_time = commit.commit_time = time
    commit.author_timezone = commit.commit_timezone = 0
    commit.message = b"m"
    return commit


def test_an_ambiguous_id_is_refused_with_its_candidates(tmp_path: Path) -> None:
    made = Made(tmp_path / "r")
    folder = made.repo.object_store[ObjectID(made.commit({"a.py": ""}))]
    assert isinstance(folder, Commit)
    by_start: dict[str, Commit] = {}
    for number in range(3_000):
        one = commit_at(number, folder.tree)
        start = one.id[:4].decode()
        if start in by_start:
            break
        by_start[start] = one
    other = by_start[start]
    made.repo.object_store.add_object(one)
    made.repo.object_store.add_object(other)
    with pytest.raises(SourceError, match=f"'{start}' is not clear: 2 commits begin so: {start}"):
        resolve_revision(made.folder, start)
    whole = one.id.decode()
    enough = next(at for at in range(5, 41) if not other.id.decode().startswith(whole[:at]))
    assert resolve_revision(made.folder, whole[:enough].upper()).commit == whole


def test_branches_and_tags_are_listed_with_their_commits(made: Made) -> None:
    found = branches_and_tags(made.folder)
    named = {(each.kind, each.name): each.revision.subject for each in found}
    assert (named[("branch", "both")], named[("tag", "both")]) == ("left", "right")
    assert named[("tag", "twice")] == named[("tag", "noted")] == "merge"
    assert named[("branch", "origin/only")] == "c2"
    assert ("branch", "origin/HEAD") not in named
    assert list(found) == sorted(found, key=lambda each: (each.kind, each.name))
    assert all(isinstance(each, Named) for each in found)


def test_the_recent_revisions_are_the_first_parents(made: Made) -> None:
    subjects = [each.subject for each in recent_revisions(made.folder, 20)]
    assert subjects == ["last", "merge", "left", "c3", "c2", "c1", "c0"]
    assert len(recent_revisions(made.folder, 2)) == 2


def test_where_nothing_is_committed(tmp_path: Path) -> None:
    made = Made(tmp_path / "r")
    assert (recent_revisions(made.folder, 5), branches_and_tags(made.folder)) == ((), ())
    with pytest.raises(SourceError, match="nothing is committed"):
        resolve_revision(made.folder, "HEAD")


@pytest.mark.parametrize(
    ("name", "said"), [("none", "no such folder"), ("f", "not a folder"), (".", "in no git")]
)
def test_what_is_in_no_repository(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "f").write_text("")
    with pytest.raises(SourceError, match=said):
        resolve_revision(tmp_path / name, "HEAD")


@needs_git
def test_bare_shallow_and_linked_repositories(tmp_path: Path) -> None:
    made = Made(tmp_path / "r")
    for number in range(4):
        made.commit({"p/a.py": str(number)}, f"c{number}")
    origin = made.folder.as_uri()
    git(tmp_path, "clone", "-q", "--bare", origin, "bare.git")
    git(tmp_path, "clone", "-q", "--depth", "2", origin, "shallow")
    git(made.folder, "worktree", "add", "-q", "-b", "side", str(tmp_path / "linked"), "HEAD~2")
    assert open_revision(tmp_path / "bare.git", "main~3").read("p/a.py") == b"0"
    assert open_revision(tmp_path / "linked", "HEAD").read("p/a.py") == b"1"
    assert open_revision(tmp_path / "linked/p", "main").read("a.py") == b"3"
    assert open_revision(tmp_path / "shallow", "HEAD~").read("p/a.py") == b"2"
    with pytest.raises(SourceError, match=r"is a shallow clone that ends at .*git fetch"):
        resolve_revision(tmp_path / "shallow", "HEAD~2")
    assert len(recent_revisions(tmp_path / "shallow", 9)) == 2


@needs_git
def test_a_repository_with_longer_ids(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--object-format=sha256", "-b", "main", "r")
    folder = tmp_path / "r"
    for number in range(2):
        (folder / "a.py").write_text(str(number))
        git(folder, "add", ".")
        git(folder, "commit", "-qm", f"c{number}")
    for _ in range(2):
        before = resolve_revision(folder, "main~1")
        assert (len(before.commit), before.subject) == (64, "c0")
        assert resolve_revision(folder, before.commit[:9]) == before
        assert open_revision(folder, before.commit).read("a.py") == b"0"
        git(folder, "gc", "-q")


@needs_git
def test_packed_while_it_is_looked_at(tmp_path: Path) -> None:
    made = Made(tmp_path / "r")
    made.commit({"a.py": "x = 1\n" * 50, "b.py": "2"})
    tree = open_revision(made.folder, "HEAD")
    git(made.folder, "gc", "-q", "--prune=now")
    assert tree.read("a.py") == b"x = 1\n" * 50


def test_what_exists_wins_over_a_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Made(tmp_path / "r")
    made.commit({"a.py": "committed"})
    made.repo.refs[Ref(b"refs/tags/pkg@1.0")] = made.repo.refs[MAIN]
    monkeypatch.chdir(tmp_path)
    assert open_named("r@main").read("a.py") == b"committed"
    assert open_named("r@pkg@1.0").read("a.py") == b"committed"
    assert (open_named("r@@").label, split_revision("r@@")) == ("r@@", ("r", "@"))
    for name in ("r@main", "r@pkg"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "b.py").write_text("folder")
    assert open_named("r@main").read("b.py") == b"folder"
    assert split_revision("r@pkg@1.0") == ("r@pkg", "1.0")
    assert [split_revision(each) for each in ("@main", "none@main", "r", "~no-one@x", "a\0@b")] == [
        None
    ] * 5
    with pytest.raises(SourceError, match="no revision is named"):
        open_named("r@")


def test_a_name_can_lead_to_no_file_of_others(tmp_path: Path) -> None:
    made = Made(tmp_path / "r")
    made.commit({"a.py": ""})
    outside = tmp_path / "outside"
    outside.mkdir()
    identity = bytes(made.repo.head()).decode()
    (outside / "secret").write_text(identity)
    heads = made.folder / ".git/refs/heads"
    (heads / "linked").symlink_to(outside)
    (heads / "file").symlink_to(outside / "secret")
    (made.folder / ".git/refs/tags/up").write_text("ref: refs/../../../outside/secret\n")
    (heads / "loop").write_text("ref: refs/heads/loop\n")
    for name in ("linked/secret", "file", "up", "loop", "refs/heads/linked/secret"):
        with pytest.raises(SourceError, match="has no revision"):
            resolve_revision(made.folder, name)
    assert [each.name for each in branches_and_tags(made.folder)] == ["main"]


def test_names_in_a_table_are_told_apart_from_none(tmp_path: Path) -> None:
    made = Made(tmp_path / "r")
    commit = made.commit({"a.py": ""}).decode()
    shutil.rmtree(made.folder / ".git/refs/heads")
    (made.folder / ".git/reftable").mkdir()
    with pytest.raises(SourceError, match="reftable"):
        resolve_revision(made.folder, "main")
    assert resolve_revision(made.folder, commit).commit == commit


def test_a_repository_that_borrows_objects_is_read_as_far_as_it_has_its_own(tmp_path: Path) -> None:
    made = Made(tmp_path / "r")
    commit = made.commit({"a.py": ""}).decode()
    borrowing = Repo.init(str(tmp_path / "b"), mkdir=True)
    info = Path(borrowing.path, ".git/objects/info")
    info.mkdir(exist_ok=True)
    (info / "alternates").write_text(f"{made.folder}/.git/objects\n")
    with pytest.raises(SourceError, match="borrows from another repository are left alone"):
        resolve_revision(tmp_path / "b", commit)
