"""What a person writes into a tracker is theirs, wherever it stands."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.pipeline import analyze
from analysis.sources.tree import MemoryTree
from analysis.triage.examine import examine
from analysis.triage.tracker.state import UnreadableTracker, is_tracker, state_of
from analysis.triage.tracker.write import recheck, tracker_of

FILES = {
    "shop/__init__.py": "",
    "shop/app.py": "from shop.stock import count, lost\n",
    "shop/stock.py": "def count() -> int:\n    return 1\n",
    "shop/store.py": "lost = 1\n",
    "shop/a.py": "from shop.b import two\none = 1\n",
    "shop/b.py": "from shop.a import one\ntwo = 2\n",
}
BROKEN = analyze(MemoryTree(FILES))
SOUND = analyze(
    MemoryTree(
        FILES
        | {
            "shop/app.py": "from shop.stock import count\n",
            "shop/b.py": "two = 2\n",
        }
    )
)
TICKET = "- `shop/stock.py` has no `lost`\n- `shop.a` and `shop.b` import each other\n"
TRACKER = tracker_of(
    BROKEN, examine(BROKEN, TICKET), findings=[finding.key for finding in BROKEN.findings]
)
LINES = TRACKER.split("\n")

words = st.one_of(
    st.sampled_from(
        [*LINES[3:], "", "- [x] ours", "```", "> said", "# Mine", "- [ ] **V1** again"]
    ).filter(lambda line: "plumbline:" not in line),
    st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=40).filter(
        lambda line: "plumbline:" not in line
    ),
)
notes = st.lists(st.tuples(st.integers(0, len(LINES)), words), max_size=6)


def noted(written: list[tuple[int, str]]) -> str:
    lines = list(LINES)
    for at, line in sorted(written, key=lambda note: -note[0]):
        lines.insert(at, line)
    return "\n".join(lines)


def test_the_same_repository_changes_nothing() -> None:
    assert is_tracker(TRACKER)
    assert recheck(TRACKER, BROKEN) == TRACKER
    assert recheck(TRACKER, SOUND) != TRACKER
    assert recheck(recheck(TRACKER, SOUND), BROKEN) == TRACKER, "a fault that returns"


def test_line_ends_stay() -> None:
    windows = TRACKER.replace("\n", "\r\n")
    assert recheck(windows, BROKEN) == windows
    assert recheck(windows, SOUND) == recheck(TRACKER, SOUND).replace("\n", "\r\n")


@settings(max_examples=60)
@given(notes)
def test_nothing_that_a_person_adds_is_lost(written: list[tuple[int, str]]) -> None:
    text = noted(written)
    for analysis in (BROKEN, SOUND):
        again = recheck(text, analysis)
        expected = Counter(recheck(TRACKER, analysis).split("\n"))
        expected.update(line for _, line in written)
        assert not expected - Counter(again.split("\n"))
        assert recheck(again, analysis) == again


@settings(max_examples=40)
@given(notes)
def test_outside_of_the_regions_every_line_keeps_its_place(written: list[tuple[int, str]]) -> None:
    inside = [False] * (len(LINES) + 1)
    for at, line in enumerate(LINES):
        begins, ends = "plumbline:begin" in line, "plumbline:end" in line
        inside[at + 1] = begins or (inside[at] and not ends)
    text = noted([(at, line) for at, line in written if not inside[at]])
    assert recheck(text, BROKEN) == text


def test_an_edit_inside_of_a_region_is_kept_behind_it() -> None:
    at = next(number for number, line in enumerate(LINES) if line == "**open**")
    edited = "\n".join([*LINES[:at], "**open**, Ada works on it", *LINES[at + 1 :]])
    lines = recheck(edited, BROKEN).split("\n")
    assert lines[at] == "**open**"
    kept = lines.index("**open**, Ada works on it")
    assert lines[kept - 1].startswith("<!-- plumbline:kept V1")
    assert lines[kept - 2].startswith("<!-- plumbline:end V1")


@pytest.mark.parametrize("mark", ["plumbline:begin V1 -->", "plumbline:end V1"])
def test_a_region_without_its_comments_is_left_alone(mark: str) -> None:
    text = "\n".join(line for line in LINES if mark not in line)
    again = recheck(text, SOUND)
    assert "**gone**" in again
    assert again.count("**open**") == 1


def test_marks_of_people_stay() -> None:
    text = TRACKER.replace("- [ ] reviewed", "- [x] reviewed").replace("Step 4: execution", "Now")
    again = recheck(text, SOUND)
    assert "- [x] reviewed" in again
    assert "- [x] Now <!-- plumbline:tick step-4 -->" in again


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no tracker", "no tracker"),
        ("<!-- plumbline:tracker 2 {} -->", "version 2"),
        ("<!-- plumbline:tracker 1 {] -->", "was changed"),
        ('<!-- plumbline:tracker 1 {"violations": 1} -->', "was changed"),
    ],
)
def test_what_can_not_be_read_is_said(text: str, words: str) -> None:
    assert is_tracker(text) is ("plumbline:tracker" in text)
    with pytest.raises(UnreadableTracker, match=words):
        state_of(text)
