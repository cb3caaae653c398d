"""Problems: one ranked list, and for the finding that is picked its words, picture and fixes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import streamlit as st

from analysis.findings import AnyFinding
from views import cached, inbox, parts, state
from views import finding as finding_page
from views.inbox import Filed, Filters
from views.opening import Opened
from views.standing import show_problems, standing
from views.words import RULES, SEVERITIES, SIGNS, Markup, count, rule_words, safe

PAGE = 100
TALL = 640
WORDS = {
    "rule": "rule",
    "severity": "severity",
    "golden": "golden path",
    "code": "production or tests",
    "package": "package",
    "text": "words",
}
KEYS = {
    "rule": state.RULE,
    "severity": state.SEVERITY,
    "golden": state.GOLDEN,
    "code": state.CODE,
    "package": state.PACKAGE,
    "text": state.TEXT,
}
SEVERITY_WORDS = {kind.value: f"{SIGNS[kind]} {words}" for kind, words in SEVERITIES.items()}


def page(opened: Opened) -> None:
    """Draw the list of findings and the one that is picked."""
    show_problems(opened.analysis)
    if not opened.analysis.findings:
        parts.show(parts.callout("good", "✓ Nothing to report", "Every import resolves."))
        return
    everything = cached.filed(opened.key, opened.analysis)
    waived = frozenset(finding.key for finding, _ in standing(opened.analysis).waived)
    every = everything
    if waived and not _shows_waived():
        every = tuple(each for each in everything if each.finding.key not in waived)
    asked = _filters(every, len(waived))
    shown = inbox.left_by(every, asked)
    left, right = st.columns([5, 6], gap="medium")
    picked = _picked(everything, shown)
    with left:
        if shown:
            _list(shown, asked, picked, len(every), waived)
        else:
            _nothing(every, asked)
    with right, st.container(key="panel"):
        if picked is None:
            st.caption("No finding is left by these filters.")
        else:
            finding_page.show(opened, picked)


# What is asked for


def _shows_waived() -> bool:
    return state.parameter(state.WAIVED) == state.ON


def _filters(every: Sequence[Filed], waived: int) -> Filters:
    """The filters, which the address keeps; beside each choice how many findings it has."""
    asked = _from_address(every)
    with st.container(horizontal=True, vertical_alignment="center", key="filters"):
        _pills("Rule", "rule", RULES, every, asked)
        _pills("Severity", "severity", SEVERITY_WORDS, every, asked)
        _pills("Code", "code", {kind: kind.capitalize() for kind in _CODE}, every, asked)
        golden = sorted({name for each in every for name in each.golden})
        if golden:
            _pills("Golden path", "golden", {name: f"↦ {name}" for name in golden}, every, asked)
        _package(every, asked)
        state.put(state.TEXT, asked.text)
        st.text_input(
            "Words",
            placeholder="Words, module or path",
            key=state.TEXT,
            on_change=_changed(state.TEXT),
            label_visibility="collapsed",
            icon=":material/search:",
            width=230,
        )
        if waived:
            state.follow_toggle(state.WAIVED)
            st.toggle(
                f"Show waived ({waived:,})", key=state.WAIVED, on_change=_changed(state.WAIVED)
            )
        if asked.active():
            parts.show(parts.paragraph(parts.link("Clear", "problems")))
    return asked


_CODE = (inbox.PRODUCTION, inbox.TESTS)


def _from_address(every: Sequence[Filed]) -> Filters:
    """What the address asks for; a choice that no finding has any more is not asked for."""

    def named(name: str) -> tuple[str, ...]:
        known = {choice for each in every for choice in inbox.choices(each, name)}
        return tuple(each for each in st.query_params.get_all(KEYS[name]) if each in known)

    return Filters(
        rule=named("rule"),
        severity=named("severity"),
        golden=named("golden"),
        code=named("code"),
        package=next(iter(named("package")), ""),
        text=state.parameter(state.TEXT) or "",
    )


def _pills(
    words: str, name: str, choices: dict[str, str], every: Sequence[Filed], asked: Filters
) -> None:
    known = {choice for each in every for choice in inbox.choices(each, name)}
    # One choice that every finding has tells nothing; a golden path is worth its own filter.
    if len(known) < 2 and not getattr(asked, name) and name != "golden":
        return
    found = inbox.numbers(every, asked, name)
    key = KEYS[name]
    state.put(key, list(getattr(asked, name)))
    st.pills(
        words,
        [choice for choice in choices if choice in known],
        format_func=lambda choice: f"{choices[choice]} {found.get(choice, 0):,}",
        selection_mode="multi",
        key=key,
        on_change=_changed(key),
        label_visibility="collapsed",
    )


def _package(every: Sequence[Filed], asked: Filters) -> None:
    found = inbox.numbers(every, asked, "package")
    options = sorted({asked.package, *found} - {""})
    state.put(state.PACKAGE, asked.package or None)
    st.selectbox(
        "Package",
        options,
        index=None,
        placeholder="In every package",
        format_func=lambda name: f"{name} · {found.get(name, 0):,}",
        key=state.PACKAGE,
        on_change=_changed(state.PACKAGE),
        label_visibility="collapsed",
        width=240,
    )


def _changed(key: str) -> Callable[[], None]:
    def heard() -> None:
        state.lead(key)
        # The finding that was looked at may not be among those that are left.
        state.remember(state.FINDING, None)
        state.remember(state.PAGE, None)

    return heard


def _address(asked: Filters) -> dict[str, str | list[str]]:
    said: dict[str, str | list[str]] = {}
    for name in asked.active():
        value = getattr(asked, name)
        said[KEYS[name]] = value if isinstance(value, str) else list(value)
    if _shows_waived():
        said[state.WAIVED] = state.ON
    return said


def _nothing(every: Sequence[Filed], asked: Filters) -> None:
    """Which filter hides everything, and what is there without it."""
    lines = []
    for name in asked.active():
        without = asked.without(name)
        number = len(inbox.left_by(every, without))
        if number:
            leads = parts.link(f"Without the {WORDS[name]}", "problems", **_address(without))
            lines.append(parts.joined(leads, f": {count(number, 'finding')}"))
    lines.append(parts.link(f"Clear every filter: {count(len(every), 'finding')}", "problems"))
    parts.show(parts.callout("note", "No finding is left by these filters", *lines))


# The list


def _list(
    shown: Sequence[Filed],
    asked: Filters,
    picked: AnyFinding | None,
    total: int,
    waived: Collection[str],
) -> None:
    number = len(shown)
    pages = -(-number // PAGE)
    named = state.parameter(state.PAGE) or ""
    at = min(int(named), pages) if named.isascii() and named.isdigit() and int(named) else 1
    part = shown[(at - 1) * PAGE : at * PAGE]
    parts.show(parts.paragraph(_said(asked, number, total, at, pages), "muted"))
    where = _address(asked) | ({state.PAGE: str(at)} if at > 1 else {})
    rows = [_row(each, where, each.finding.key in waived) for each in part]
    with st.container(height=TALL, border=False, key="inbox"):
        parts.show(f'<div class="inbox">{"".join(rows)}</div>')
    for row, each in enumerate(part):
        if each.finding is picked:
            # Beside the list, not in it: so that it stays where it is scrolled to.
            st.html(f"<style>.inbox .item:nth-child({row + 1}) {{ {CURRENT} }}</style>")


CURRENT = "background: rgba(86,180,233,.20); box-shadow: inset 4px 0 #0072B2;"


def _said(asked: Filters, number: int, total: int, at: int, pages: int) -> Markup:
    left = f"{number:,} of " if number < total else ""
    pieces: list[object] = [left, count(total, "finding"), ", worst first"]
    for word, other in (("previous", at - 1), ("next", at + 1)):
        if 1 <= other <= pages:
            where = {**_address(asked), state.PAGE: str(other)}
            pieces += [" · ", parts.link(f"{word} {PAGE}", "problems", **where)]
    return parts.joined(*pieces)


def _row(each: Filed, where: dict[str, str | list[str]], waived: bool) -> str:
    finding = each.finding
    title = parts.link(finding.title, "problems", **{**where, state.FINDING: finding.key})
    worth = [
        f'<span class="chip bad">blocks {len(finding.blocked):,}</span>' if finding.blocked else "",
        *(f'<span class="chip bad">↦ {safe(name)}</span>' for name in finding.golden),
        '<span class="chip">tests</span>' if finding.in_tests else "",
        '<span class="chip">waived</span>' if waived else "",
    ]
    return (
        f'<div class="item"><div><span class="{each.severity}">{SIGNS[finding.severity]}</span> '
        f'<span class="head">{title}</span></div>'
        f'<div class="sub"><span>{safe(rule_words(finding))}</span>{"".join(worth)}'
        f"<span>{parts.first_place(finding)}</span></div></div>"
    )


def _picked(every: Sequence[Filed], shown: Sequence[Filed]) -> AnyFinding | None:
    key = state.parameter(state.FINDING)
    named = next((each.finding for each in every if each.finding.key == key), None)
    return named or (shown[0].finding if shown else None)
