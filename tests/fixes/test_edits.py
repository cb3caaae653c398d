"""Edits apply in one way only, whatever their order, and never silently over each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.fixes.edits import (
    OverlappingEdits,
    TextEdit,
    apply_edits,
    conflicts,
    declared_encoding,
    merged,
    overlay,
)
from analysis.fixes.patch import edits_between
from analysis.sources.tree import MemoryTree


def edit(start: int, end: int, text: str, path: str = "m.py") -> TextEdit:
    return TextEdit(path, start, end, text)


@st.composite
def text_and_edits(draw: st.DrawFn) -> tuple[bytes, list[TextEdit]]:
    """A text and edits of it that do not overlap."""
    text = draw(st.text(alphabet="ab\n\r", max_size=30)).encode()
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    texts = st.text(alphabet="xyz\n", max_size=4)
    return text, [edit(start, end, draw(texts)) for start, end in pairs]


@given(text_and_edits(), st.randoms())
def test_order_does_not_matter(case: tuple[bytes, list[TextEdit]], random: object) -> None:
    text, edits = case
    shuffled = list(edits)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert apply_edits(text, shuffled) == apply_edits(text, edits)


@given(st.binary())
def test_no_edit_changes_nothing(text: bytes) -> None:
    assert apply_edits(text, ()) == text


@given(text_and_edits())
def test_the_same_edits_twice_are_the_same_edits(case: tuple[bytes, list[TextEdit]]) -> None:
    text, edits = case
    assert apply_edits(text, edits + edits) == apply_edits(text, edits)


@given(text_and_edits())
def test_what_no_edit_names_survives(case: tuple[bytes, list[TextEdit]]) -> None:
    text, edits = case
    after = apply_edits(text, edits)
    size = sum(len(one.replacement) - (one.end - one.start) for one in merged(edits))
    assert len(after) == len(text) + size


@given(st.text(alphabet="ab\n", max_size=30), st.text(alphabet="ab\r\n", max_size=30))
def test_edits_between_two_texts_lead_from_one_to_the_other(before: str, after: str) -> None:
    edits = edits_between("m.py", before.encode(), after.encode())
    assert apply_edits(before.encode(), edits) == after.encode()


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        pytest.param(edit(0, 3, "x"), edit(2, 5, "y"), True, id="overlap"),
        pytest.param(edit(0, 9, "x"), edit(2, 5, ""), True, id="inside"),
        pytest.param(edit(0, 9, "x"), edit(4, 4, "y"), True, id="insertion inside"),
        pytest.param(edit(0, 3, "x"), edit(0, 3, "y"), True, id="same bytes, other text"),
        pytest.param(edit(0, 3, "x"), edit(0, 3, "x"), False, id="identical"),
        pytest.param(edit(0, 3, "x"), edit(3, 5, "y"), False, id="side by side"),
        pytest.param(edit(3, 3, "x"), edit(3, 5, "y"), False, id="insertion at the start"),
        pytest.param(edit(3, 5, "x"), edit(5, 5, "y"), False, id="insertion at the end"),
        pytest.param(edit(3, 3, "x"), edit(3, 3, "y"), False, id="two insertions"),
        pytest.param(edit(0, 3, "x"), edit(0, 3, "y", "n.py"), False, id="two files"),
    ],
)
def test_conflicts(one: TextEdit, other: TextEdit, clash: bool) -> None:
    assert bool(conflicts([one, other])) == bool(conflicts([other, one])) == clash


def test_a_wide_edit_conflicts_with_each_edit_inside() -> None:
    wide, first, second = edit(0, 9, ""), edit(1, 2, "x"), edit(5, 6, "y")
    assert [found.second for found in conflicts([second, wide, first])] == [first, second]


def test_overlapping_edits_are_refused_with_the_conflict() -> None:
    with pytest.raises(OverlappingEdits) as caught:
        apply_edits(b"0123456789", [edit(0, 3, "x"), edit(2, 5, "y")])
    assert caught.value.conflicts[0].first == edit(0, 3, "x")


@pytest.mark.parametrize("bad", [edit(0, 99, ""), edit(5, 4, ""), edit(-1, 0, "")])
def test_an_edit_outside_of_the_text_is_refused(bad: TextEdit) -> None:
    with pytest.raises(ValueError, match="outside"):
        apply_edits(b"abcdefg", [bad])


def test_overlay_holds_what_changed_and_nothing_else() -> None:
    tree = MemoryTree({"a.py": "import b\n", "b.py": "x = 1\n"})
    patched = overlay(
        tree, [edit(7, 8, "c", "a.py"), edit(0, 0, "y = 2\n", "new.py"), edit(0, 1, "x", "b.py")]
    )
    assert patched.changed == {"a.py": b"import c\n", "new.py": b"y = 2\n"}
    assert patched.read("b.py") == b"x = 1\n"
    assert patched.paths() == ("a.py", "b.py", "new.py")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param(b"", "utf-8", id="empty"),
        pytest.param(b"# -*- coding: latin-1 -*-\n", "iso8859-1", id="cookie"),
        pytest.param(b"#!/usr/bin/python\n# coding=cp1252\n", "cp1252", id="second line"),
        pytest.param(b"x = 1\n# coding: latin-1\n", "utf-8", id="cookie after code"),
        pytest.param(b"\n\n# coding: latin-1\n", "utf-8", id="third line"),
        pytest.param(b"\xef\xbb\xbf# x\n", "utf-8", id="byte order mark"),
        pytest.param(b"# coding: nonsense\n", "utf-8", id="unknown"),
    ],
)
def test_declared_encoding(text: bytes, encoding: str) -> None:
    assert declared_encoding(text) == encoding


def test_a_replacement_is_written_in_the_encoding_of_the_file() -> None:
    text = "# coding: latin-1\nname = 'é'\n".encode("latin-1")
    after = apply_edits(text, [edit(len(text), len(text), "other = 'ü'\n")])
    assert after == "# coding: latin-1\nname = 'é'\nother = 'ü'\n".encode("latin-1")
