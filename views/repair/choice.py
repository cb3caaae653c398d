"""The plan that a person makes: an ordered list with undo and redo, kept in the address."""

from __future__ import annotations

import streamlit as st

from analysis import Chosen, History, UnreadableChoice
from analysis.fixes.chosen import decode, encode
from views import state
from views.opening import Opened


def chosen_now(opened: Opened) -> tuple[Chosen, bool]:
    """The plan of the address, else that of this session; False where the address has none of ours.

    What the address says otherwise than before is a change like any other, and can be undone.
    """
    history = _history(str(opened.source))
    text = state.parameter(state.PLAN)
    if text is None:
        if history.now != Chosen():
            state.remember(state.PLAN, encode(history.now))
        return history.now, True
    try:
        named = decode(text)
    except UnreadableChoice:
        state.remember(state.PLAN, encode(history.now))
        return history.now, False
    if named != history.now:
        # The browser's back and forward walk over the same changes as undo and redo.
        if history.past and history.past[-1] == named:
            history = history.undo()
        elif history.undone and history.undone[-1] == named:
            history = history.redo()
        else:
            history = history.to(named)
        _keep(str(opened.source), history)
    return history.now, True


def can_undo(source: str) -> bool:
    """Whether there is a change to take back."""
    return bool(_history(source).past)


def can_redo(source: str) -> bool:
    """Whether a change was taken back."""
    return bool(_history(source).undone)


# What the buttons do, as callbacks: the page is drawn after them


def add(source: str, fix: str) -> None:
    """A fix at the end of the plan, which is then looked at as a whole."""
    _change(source, _history(source).now.add(fix))
    look_at(None)


def remove(source: str, fix: str) -> None:
    """The plan without a fix."""
    _change(source, _history(source).now.remove(fix))
    look_at(None)


def move(source: str, fix: str, by: int) -> None:
    """A fix earlier or later in the plan."""
    now = _history(source).now
    if fix in now.fixes:
        _change(source, now.move(fix, max(0, now.fixes.index(fix) + by)))


def take_all(source: str, fixes: tuple[str, ...], name: str = "") -> None:
    """Those of the fixes that the plan does not have yet, at its end; a name where it has none."""
    now = _history(source).now
    for fix in fixes:
        now = now.add(fix)
    _change(source, now.renamed(now.name or name))
    look_at(None)


def clear(source: str) -> None:
    """An empty plan under the same name."""
    _change(source, Chosen(name=_history(source).now.name))
    look_at(None)


def name_field(name: str) -> str:
    """The key of the field that shows a name: each name has a field of its own.

    A browser that is behind still sends what was in the last one, and that would be taken for a
    name that somebody has typed.
    """
    return f"{state.PLAN_NAME}.{name}"


def rename(source: str, field: str) -> None:
    """The plan under the name that was typed into the field of that key, if it still has it."""
    now = _history(source).now
    if field == name_field(now.name):
        _change(source, now.renamed(str(st.session_state[field]).strip()))


def undo(source: str) -> None:
    """The plan before the last change."""
    _keep(source, _history(source).undo())
    look_at(None)


def redo(source: str) -> None:
    """The change again that was taken back last."""
    _keep(source, _history(source).redo())
    look_at(None)


def look_at(fix: str | None) -> None:
    """One step or candidate; None is the whole plan."""
    state.remember(state.FIX, fix)


def _change(source: str, chosen: Chosen) -> None:
    _keep(source, _history(source).to(chosen))


def _history(source: str) -> History:
    histories: dict[str, History] = st.session_state.setdefault(state.HISTORIES, {})
    return histories.get(source, History())


def _keep(source: str, history: History) -> None:
    histories: dict[str, History] = st.session_state.setdefault(state.HISTORIES, {})
    histories[source] = history
    state.remember(state.PLAN, encode(history.now))
