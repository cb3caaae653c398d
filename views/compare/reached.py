"""Whom a change reaches: tests and golden paths, each with the chain that shows why."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

import streamlit as st

from analysis import Reached
from analysis.change.told import why_reached
from views import parts
from views.compare.compared import Compared
from views.sides.value import AFTER
from views.words import Markup, count

MOST_ROWS = 400
MOST_FILES = 200
_TESTS = re.compile(r"(?:^|/)(?:test[^/]*|[^/]*_test)\.py$")


def show(seen: Compared) -> None:
    """Both tables, and how to run only those tests."""
    golden, tests = seen.change.golden, seen.change.tests
    if not golden and not tests:
        st.caption("No test and no golden path runs a module that changed.")
        return
    left, right = st.columns([2, 1], gap="medium")
    with left:
        _table(seen, "golden path", golden)
        _table(seen, "test module", tests)
    with right:
        if tests:
            _command(seen, tests)


def _table(seen: Compared, what: str, found: Sequence[Reached]) -> None:
    if not found:
        return
    rows = [
        (_named(seen, one), why_reached(one), _chain(seen, one.chain[1:]))
        for one in found[:MOST_ROWS]
    ]
    parts.show(parts.section(count(len(found), what)), parts.table([what, "why", "through"], rows))
    if len(found) > MOST_ROWS:
        st.caption(f"The first {MOST_ROWS} of {len(found):,}.")


def _named(seen: Compared, one: Reached) -> Markup:
    module = _module(seen, one.module)
    return parts.joined(one.name, " (", module, ")") if one.name else module


def _chain(seen: Compared, chain: Sequence[str]) -> Markup:
    pieces: list[object] = []
    for at, name in enumerate(chain):
        pieces += [" → "] * bool(at) + [_module(seen, name)]
    return parts.joined(*pieces)


def _module(seen: Compared, name: str) -> Markup:
    """A module that leads to its file, where the side after has it."""
    file = seen.after.analysis.structure.project.modules.get(name)
    return seen.sides.place(AFTER, file.path, 1, name) if file else parts.joined(name)


def _command(seen: Compared, tests: Sequence[Reached]) -> None:
    modules = seen.after.analysis.structure.project.modules
    every = sorted({modules[one.module].path for one in tests})
    # Beside the tests there is often code that helps them: pytest collects none of it.
    paths = [path for path in every if _TESTS.search(path)] or every
    shown = paths[:MOST_FILES]
    st.caption("Run only these:")
    lines = ["pytest", *(f"  {shlex.quote(path)}" for path in shown)]
    text = " \\\n".join(lines).encode("utf-8", "replace").decode("utf-8")
    st.code(text, language="bash", wrap_lines=True)
    if len(paths) > len(shown):
        st.caption(f"The first {MOST_FILES} of {len(paths):,} files.")
