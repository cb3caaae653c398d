"""What a history says is what analysing each of its revisions from nothing says."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.execution.outcome import Fails
from analysis.extract.cache.folder import CacheFolder
from analysis.findings import Severity, rule_of
from analysis.pipeline import Analysis, analyze
from analysis.sources.directory import open_directory
from analysis.sources.git_revision import Repository, open_revision
from analysis.sources.revision_chain import changing_revisions
from analysis.sources.tree import MemoryTree, OverlayTree, SourceTree
from analysis.timeline import read
from analysis.timeline.past import Past, past_of, read_past
from analysis.timeline.value import Line, Point, Timeline, timeline_of
from tests.pipeline.drawn import ONE, PATHS, files, told
from tests.sources.repositories import Made

SOUND = {"p/__init__.py": "", "p/a.py": "from p.b import x\n", "p/b.py": "x = 1\n"}
BROKEN = SOUND | {"p/b.py": "y = 1\n"}


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path / "r")


def subjects(made: Made, most: int = 99, inside: str = "", start: str = "HEAD") -> list[str]:
    repository = Repository(made.folder / inside)
    chain = changing_revisions(repository, repository.resolve(start), most)
    return [revision.subject for revision in chain.revisions]


def history(made: Made, most: int = 99, folder: CacheFolder | None = None) -> Timeline:
    head = Repository(made.folder).resolve("HEAD")
    return read_past(Past(str(made.folder), head.commit), most, folder=folder)


def test_only_what_changes_something_that_matters_is_a_revision(made: Made) -> None:
    made.commit({"README.md": "1"}, "no Python yet")
    made.commit(SOUND, "python")
    made.commit(SOUND | {"README.md": "2", "data.json": "{}", ".venv/x.py": "1"}, "words")
    made.commit(SOUND | {"q/c.py": ""}, "new")
    made.commit(SOUND | {"q/c.py": ""}, "the same")
    made.commit(SOUND | {"pyproject.toml": ""}, "gone, and settings")
    assert subjects(made) == ["gone, and settings", "new", "python"]
    assert subjects(made, 2) == ["gone, and settings", "new"]
    assert subjects(made, inside="") == subjects(made, start="HEAD")
    assert subjects(made, start="HEAD~2") == ["new", "python"]
    (made.folder / "q").mkdir()
    assert subjects(made, inside="q") == ["gone, and settings", "new"]


def test_what_a_merge_brings_is_its_change(made: Made) -> None:
    first = made.commit(SOUND, "first")
    side = made.commit(SOUND | {"s.py": "1"}, "side", [first])
    left = made.commit(SOUND | {"l.py": "1"}, "left", [first])
    made.commit(SOUND | {"l.py": "1", "s.py": "1"}, "merge", [left, side])
    assert subjects(made) == ["merge", "left", "first"]


def test_where_the_commits_end_is_told(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [made.commit(SOUND | {"n.py": str(number)}, f"c{number}") for number in range(4)]
    repository = Repository(made.folder)
    head = repository.resolve("HEAD")
    shallow = made.folder / ".git/shallow"
    shallow.write_bytes(ids[2] + b"\n")
    chain = changing_revisions(repository, head, 9)
    assert [each.subject for each in chain.revisions] == ["c3", "c2"]
    assert chain.ends == f"the clone is shallow, and ends at {ids[2].decode()[:10]}"
    shallow.unlink()
    monkeypatch.setattr("analysis.sources.revision_chain.MOST_VISITED", 2)
    assert (changing_revisions(repository, head, 9).ends or "").startswith("only the last 2 commit")
    monkeypatch.undo()
    made.loose(ids[1]).unlink()
    chain = changing_revisions(Repository(made.folder), head, 9)
    assert (len(chain.revisions), chain.ends) == (
        2,
        f"what was before {ids[2].decode()[:10]} can't be read",
    )


def test_what_is_new_and_gone(made: Made) -> None:
    made.commit(SOUND, "sound")
    made.commit(BROKEN, "break it")
    made.commit(BROKEN | {"c.py": "import p.none\n"}, "another")
    made.commit({"README.md": ""}, "no Python at all")
    made.commit(SOUND, "mend it")
    found = history(made)
    turns = [
        (
            turn.point.revision.subject,
            turn.point.count(Severity.ERROR),
            None if turn.new is None else [line.key for line in turn.new],
            None if turn.gone is None else [line.key for line in turn.gone],
        )
        for turn in found.turns
    ]
    broken, none = "broken-import:p.b:x", "broken-import:p.none"
    assert turns == [
        ("sound", 0, None, None),
        ("break it", 1, [broken], []),
        ("another", 2, [none], []),
        ("no Python at all", 0, None, None),
        ("mend it", 0, [], [broken, none]),
    ]
    assert "has no Python" in (found.turns[3].point.problem or "")
    assert found.ends is None
    assert found.turns[2].point.by_rule() == {"broken-import": 2}


def test_a_waiver_holds_on_the_day_of_the_commit(made: Made) -> None:
    waiver = (
        '[[tool.plumbline.waivers]]\nfinding = "broken-import:p.b:x"\n'
        'reason = "known"\nuntil = 2023-11-15\n'
    )
    for number in range(26):
        made.commit(BROKEN | {"pyproject.toml": waiver, "n.py": str(number)})
    points = [turn.point for turn in history(made, 25).turns]
    assert {point.revision.day for point in points} == {"2023-11-15", "2023-11-16"}
    for point in points:
        waived = point.revision.day == "2023-11-15"
        assert (point.waived, point.count(Severity.ERROR)) == (int(waived), int(not waived))


@settings(max_examples=8)
@given(st.lists(st.dictionaries(st.sampled_from(PATHS), files, min_size=2), min_size=2, max_size=4))
def test_going_on_from_the_revision_before_changes_nothing(revisions: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = Made(Path(folder))
        for number, each in enumerate(revisions):
            made.commit(each | {"always.py": str(number)})
        previous: Analysis | None = None
        for turn in history(made).turns:
            tree = open_revision(made.folder, turn.point.revision.commit)
            fresh, previous = analyze(tree, ONE), analyze(tree, ONE, previous)
            assert told(previous) == told(fresh)
            assert turn.point == Point(
                turn.point.revision,
                modules=len(fresh.structure.project.modules),
                failing=sum(isinstance(one, Fails) for one in fresh.execution.outcomes.values()),
                findings=tuple(
                    Line(one.key, rule_of(one), one.severity, one.title) for one in fresh.findings
                ),
            )


def test_a_revision_is_analysed_once(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.commit(SOUND)
    made.commit(BROKEN)
    folder = CacheFolder(tmp_path / "kept")
    first = history(made, folder=folder)
    asked: list[str] = []

    def counted(tree: SourceTree, *rest: Any, **more: Any) -> Analysis:
        asked.append(tree.label)
        return analyze(tree, *rest, **more)

    monkeypatch.setattr(read, "analyze", counted)
    assert history(made, folder=folder) == first
    assert asked == []
    made.commit(SOUND)
    assert len(history(made, folder=folder).turns) == 3
    assert len(asked) == 1
    assert history(made) == history(made, folder=folder)


def test_it_ends_where_the_listener_ends_it_and_keeps_what_it_has(
    made: Made, tmp_path: Path
) -> None:
    for number in range(3):
        made.commit(SOUND | {"n.py": str(number)}, f"c{number}")
    heard: list[tuple[str, float | None]] = []

    def listen(words: str, share: float | None) -> None:
        heard.append((words, share))
        if share is not None and share > 0.5:
            raise KeyboardInterrupt

    past, folder = past_of(open_revision(made.folder, "HEAD")), CacheFolder(tmp_path / "kept")
    assert past is not None
    with pytest.raises(KeyboardInterrupt):
        read_past(past, 9, folder=folder, told=listen)
    begun = [words for words, _ in heard if words.endswith(": finding modules")]
    assert begun == [f"2023-11-15 c{number}: finding modules" for number in range(3)]
    heard.clear()
    assert len(read_past(past, 9, folder=folder, told=lambda *each: heard.append(each)).turns) == 3
    assert {share for _, share in heard} == {None, 0.0}
    assert ("2023-11-15 c2: checking", 0.0) in heard


def test_what_has_a_past(made: Made, tmp_path: Path) -> None:
    first = made.commit(SOUND).decode()
    head = made.commit(BROKEN).decode()
    made.check_out(BROKEN)
    folder, top = open_directory(made.folder), str(made.folder.resolve())
    assert past_of(folder) == past_of(OverlayTree(folder, {"a.py": b""})) == Past(top, head)
    assert past_of(open_revision(made.folder, "HEAD~1")) == Past(top, first)
    assert past_of(open_directory(made.folder / "p")) == Past(f"{top}/p", head)
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "a.py").write_text("")
    assert past_of(open_directory(alone)) is past_of(MemoryTree({"a.py": ""})) is None


def test_no_revision_gives_an_empty_timeline() -> None:
    assert timeline_of((), "why") == Timeline((), "why")
