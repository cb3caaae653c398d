"""The pieces of HTML that the parts of the tour are made of; every text in them is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from views import parts
from views.words import safe

READ = "Read first"
START = "What runs at start-up"
PACKAGES = "The packages"
CHANGE = "What would break"
PARTS = (READ, START, PACKAGES, CHANGE)

STYLE = """
<style>
.pl-tour .card { border: 1px solid rgba(128,140,155,.35); border-left: 5px solid #8A8A8A;
  border-radius: 6px; padding: 4px 10px; margin: 0 0 7px; overflow-wrap: anywhere; }
.pl-tour .card.entry { border-left-color: #009E73; }
.pl-tour .card.hub { border-left-color: #0072B2; }
.pl-tour .card.foundation { border-left-color: #E69F00; }
.pl-tour .card b.head { font-weight: 650; }
.pl-tour .card small, .pl-tour .quiet { opacity: .72; }
.pl-tour .card div { font-size: .92rem; line-height: 1.4; }
.pl-tour .role { border: 1px solid rgba(128,140,155,.45); border-radius: 9px; padding: 0 7px;
  font-size: .8rem; margin-right: 6px; white-space: nowrap; }
.pl-tour h5 { margin: 0; padding: 0; font-size: 1.02rem; text-transform: none;
  letter-spacing: normal; opacity: 1; }
.pl-tour details { border: 1px solid rgba(128,140,155,.35); border-radius: 6px; margin: 3px 0;
  padding: 3px 10px; }
.pl-tour summary { cursor: pointer; overflow-wrap: anywhere; }
.pl-tour summary:focus-visible { outline: 2px solid #56B4E9; outline-offset: 2px; }
.pl-tour details table { margin: 3px 0 2px; }
.pl-tour td.code { font-family: var(--st-code-font, monospace); font-size: .84rem; }
.pl-tour .ran { table-layout: fixed; }
.pl-tour .ran td:nth-child(1) { width: 2.8em; }
.pl-tour .ran td:nth-child(2) { width: 32%; }
.pl-tour .ran td:nth-child(3) { width: 30%; }
.pl-tour .ran tr:first-child td { border-top: 0; }
.pl-tour td.num { white-space: nowrap; width: 2.6em; }
.pl-tour tr.bad td { background: rgba(213,94,0,.14); }
.pl-tour tr.bad td:first-child { box-shadow: inset 4px 0 #D55E00; }
.pl-tour .packages { table-layout: fixed; }
.pl-tour .packages th:nth-child(1) { width: 3.2em; }
.pl-tour .packages th:nth-child(2) { width: 24%; }
.pl-tour .packages th:nth-child(4) { width: 5em; }
.pl-tour .packages th:nth-child(5) { width: 34%; }
.pl-tour tr.level td { border-top: 2px solid rgba(128,140,155,.5); }
</style>
"""


def style() -> None:
    """The look of these pieces, once a page."""
    st.html(STYLE)


def show(*pieces: str) -> None:
    """Put HTML made by this module on the page."""
    st.html(f'<div class="pl pl-tour">{"".join(pieces)}</div>')


def module(name: str) -> str:
    """A module, wherever the tour names one in a list."""
    return parts.link(name, "modules", select=name)


def row(cells: Iterable[str], kinds: Sequence[str] = (), row_kind: str = "") -> str:
    """A row of a table; `cells` are HTML already, `kinds` their classes."""
    made = "".join(
        f'<td class="{kinds[at] if at < len(kinds) else ""}">{cell}</td>'
        for at, cell in enumerate(cells)
    )
    return f'<tr class="{row_kind}">{made}</tr>'


def table(
    head: Sequence[str], rows: Iterable[str], kinds: Sequence[str] = (), kind: str = ""
) -> str:
    """A table of such rows below its heads, which are text."""
    top = "".join(
        f'<th class="{kinds[at] if at < len(kinds) else ""}">{safe(word)}</th>'
        for at, word in enumerate(head)
    )
    return f'<table class="{kind}"><tr>{top}</tr>{"".join(rows)}</table>'


def folded(head: str, inner: str, *, is_open: bool) -> str:
    """A part that opens; both are HTML already."""
    return f"<details{' open' if is_open else ''}><summary>{head}</summary>{inner}</details>"
