from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.triage.tracebacks.reading import read_tracebacks
from tests.triage.answers import answer
from tests.triage.record import texts

PIECES = (
    *("Traceback (most recent call last):", '  File "main.py", line 1, in <module>', "\n", "\n"),
    *("    from shop.stock import lost", "ImportError: cannot import name 'lost'", "E   ", "> "),
    *("shop/app.py:1: in f", "shop/app.py:1: ImportError", '{"log": "', '\\n"}', "web | ", "\x1b["),
    *("  + Exception Group ", "  | ", "----> 1 x", "Cell In[1], line 1", "    ^^^^", "'", '"', "("),
    *("During handling of the above exception, another exception occurred:", "[", "2024-01-01 "),
    *("cannot import name 'x' from", "No module named ", "10:00:00", "ERROR", ":", " ", "\\", "\r"),
    *("SyntaxError: invalid syntax", "...<2 lines>...", "╭─", "│ ", "❱ 1 x", "None", "a.b.c.d"),
)
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=40).map("".join),
)
HOSTILE = {
    "letters": "a",
    "dots": "a.",
    "blanks": " ",
    "quotes": "'",
    "parentheses": "(",
    "brackets": "[",
    "braces": '{"a":[',
    "digits": "1",
    "escapes": "\x1b[",
    "backslashes": "\\n",
    "headers": "Traceback (most recent call last):\n",
    "headers in one line": "Traceback (most recent call last):",
    "frames": '  File "shop/app.py", line 1, in <module>\n    import shop\n',
    "frames in one line": '  File "a',
    "errors": "ImportError: cannot import name 'x' from '\n",
    "errors in one line": "ImportError: ",
    "paths": "a/b.py:1: in x ",
    "pipes": "a | ",
    "levels": "ERROR:a:",
    "times": "2024-01-01 10:00:00 ",
    "arrows": "--> 1",
    "lone pytest errors": "E   ImportError: (\n",
    "groups": "  | ",
    "quotations": ">",
}


@given(TEXTS)
def test_reading_never_fails_and_says_the_same_again(text: str) -> None:
    first = read_tracebacks(text)
    assert first == read_tracebacks(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= one.at <= lines for one in first)


@given(TEXTS)
def test_triage_never_fails(text: str) -> None:
    answer("missing-name", text)


@given(TEXTS, st.sampled_from(("", "plain", "2024-01-01 10:00:00 INFO started")))
@settings(max_examples=40)
def test_what_stands_before_a_traceback_does_not_hide_it(before: str, last: str) -> None:
    log = next(iter(texts("missing-name").values()))
    whole = read_tracebacks(log)[0].raised[-1]
    every = [raised for one in read_tracebacks(f"{before}\n{last}\n{log}") for raised in one.raised]
    assert (whole.error, whole.message) in [(each.error, each.message) for each in every]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read(name: str) -> None:
    # A pattern that backtracks without end would never come back.
    text = HOSTILE[name]
    line = text.rstrip("\n") * (5_000 // len(text))
    read_tracebacks(text * (200_000 // len(text)))
    read_tracebacks("\n".join([line] * 20))
