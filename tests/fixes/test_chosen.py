"""A choice of fixes: its history, and its text for a link."""

from __future__ import annotations

import base64
import contextlib
import re
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.fixes.chosen import Chosen, History, UnreadableChoice, decode, encode

ids = st.lists(st.text(max_size=30), max_size=6, unique=True).map(tuple)
choices = st.builds(Chosen, ids, st.text(max_size=20))


@given(choices)
def test_a_choice_is_read_back_as_it_was_written(chosen: Chosen) -> None:
    text = encode(chosen)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", text)
    assert decode(text) == chosen


def test_the_text_of_a_choice_is_short() -> None:
    chosen = Chosen(
        (
            "broken-import:app.db.session:get_factory#point-elsewhere:app.db.session_factory",
            "import-cycle:app.database,app.db.manager,app.db.session#defer-import:app.db.session",
        ),
        "Heal the chat",
    )
    assert len(encode(chosen)) < sum(map(len, chosen.fixes)) * 0.9


@given(st.text(max_size=40))
def test_any_other_text_is_refused_and_never_fails_otherwise(text: str) -> None:
    for asked in (text, f"1{text}"):
        with contextlib.suppress(UnreadableChoice):
            assert isinstance(decode(asked), Chosen)


def _written(text: bytes) -> str:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = squeeze.compress(text) + squeeze.flush()
    return "1" + base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2" + encode(Chosen(("a",)))[1:],
        encode(Chosen(("a", "b")))[:-2],
        _written(b"[]"),
        _written(b'["name",1]'),
        _written(b'{"name":"x"}'),
        _written(b"[" * 100_000),
        _written(b'["' + b"a" * 5_000_000 + b'"]'),
        "1" + "A" * 50_000,
    ],
)
def test_what_no_choice_has_written_is_refused(text: str) -> None:
    with pytest.raises(UnreadableChoice):
        decode(text)


def test_fixes_are_added_moved_and_removed() -> None:
    chosen = Chosen().add("a").add("b").add("c").add("a")
    assert chosen.fixes == ("a", "b", "c")
    assert chosen.move("c", 0).fixes == ("c", "a", "b")
    assert chosen.move("a", 9).fixes == ("b", "c", "a")
    assert chosen.move("a", -4).fixes == ("a", "b", "c")
    assert chosen.move("x", 0) is chosen
    assert chosen.remove("b").fixes == ("a", "c")
    assert chosen.renamed("plan") == Chosen(("a", "b", "c"), "plan")


@given(st.lists(choices, max_size=6))
def test_undo_and_redo_lead_back_and_forth(made: list[Chosen]) -> None:
    history = History()
    for one in made:
        history = history.to(one)
    changes = len(history.past)
    back = history
    for _ in range(changes):
        back = back.undo()
    assert back.now == Chosen()
    assert back.undo() == back
    for _ in range(changes):
        back = back.redo()
    assert back == history
    assert back.redo() == history


def test_a_change_forgets_what_was_undone() -> None:
    history = History().to(Chosen(("a",))).to(Chosen(("a", "b"))).undo().to(Chosen(("c",)))
    assert history.redo() == history
    assert history.undo().now == Chosen(("a",))
