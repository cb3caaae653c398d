"""A waiver is added to a pyproject.toml, and nothing else of it changes."""

from __future__ import annotations

import datetime
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sources.errors import SourceError
from analysis.sources.settings import Waiver, read_settings
from analysis.sources.settings_text import waiver_lines, with_waiver
from analysis.sources.tree import MemoryTree

ONE = Waiver("agreed", datetime.date(2030, 12, 31), finding="import-cycle:a,b")
LINES = """\
[[tool.plumbline.waivers]]
finding = "import-cycle:a,b"
reason = "agreed"
until = 2030-12-31
"""


def test_the_lines_of_a_waiver() -> None:
    assert waiver_lines(ONE) == LINES


@pytest.mark.parametrize(
    ("content", "added"),
    [
        (b"", LINES),
        (b"[project]\nname = 'x'\n", f"\n{LINES}"),
        (b"[project]\nname = 'x' # no end of line", f"\n\n{LINES}"),
        (b"[project]\r\nname = 'x'\r\n", f"\n{LINES}".replace("\n", "\r\n")),
        (b"\xef\xbb\xbf[project]\nname = '\xc3\xa4'\n", f"\n{LINES}"),
        (b"[tool.plumbline]\nroots = ['src']\n[tool.other]\na = nan\n", f"\n{LINES}"),
        (LINES.encode(), f"\n{LINES}"),
        (b"[tool.plumbline.ssot]\nA = 'a'\n", f"\n{LINES}"),
    ],
    ids=["none", "other", "no end", "crlf", "bom", "table", "one more", "below"],
)
def test_it_is_added_at_the_end(content: bytes, added: str) -> None:
    after = with_waiver(content, ONE)
    assert after == content + added.encode()
    assert ONE in read_settings(MemoryTree({"pyproject.toml": after})).waivers


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[tool.plumbline]\nwaivers = []\n", "in one line"),
        (b"[tool.plumbline]\nwaivers = [{finding = 'a:b'}]\n", "in one line"),
        (b"[tool]\nplumbline = {roots = ['src']}\n", "in one line"),
        (b"tool = {other = 1}\n", "in one line"),
        (b"[tool.plumbline]\nwaivers = 1\n", "in one line"),
        (b"[tool.plumbline.waivers]\na = 1\n", "in one line"),
        (b"[project\n", "it is no valid TOML"),
        (b"\xff\xfe", "it is not UTF-8"),
        (b"a = '''", "it is no valid TOML"),
    ],
)
def test_where_it_can_not_be_added_nothing_is(content: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        with_waiver(content, ONE)


def test_what_toml_can_not_hold_is_refused() -> None:
    with pytest.raises(SourceError, match="characters"):
        with_waiver(b"", Waiver("agreed", ONE.until, finding="import-cycle:\udcff"))


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text())
def test_every_text_comes_back_as_it_was(reason: str, subject: str) -> None:
    waiver = Waiver(reason, ONE.until, rule="import-cycle", subject=subject)
    try:
        after = with_waiver(b"a = 1\n", waiver)
    except SourceError:
        assert any("\ud800" <= character <= "\udfff" for character in subject)
        return
    (found,) = tomllib.loads(after.decode())["tool"]["plumbline"]["waivers"]
    assert (found["reason"], found["subject"]) == (reason, subject)
