"""What would break if a module changed: who leans on it, by which statements, and what tests it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analysis import Timing
from analysis.tour.impact import Impact, Place
from analysis.tour.reading import Role
from analysis.tour.whole import Tour
from views import parts, state, tour_facts, tour_pieces
from views.opening import Opened
from views.words import count, safe

STATEMENTS = "statements"
AT_IMPORT = "at-import"
LATER = "later"
NAMES = "names"
TESTS = "tests"
ENTRIES = "entries"
MOST_ROWS = 400
MOST_NAMED = 6
WHEN = {
    Timing.IMPORT: "",
    Timing.DEFERRED: "in a function",
    Timing.TYPE_CHECKING: "for the type checker",
}


def show(opened: Opened, told: Tour) -> None:
    """What leans on the module that the address names, or on the first hub."""
    modules = sorted(opened.analysis.structure.project.modules)
    chosen = st.selectbox(
        "If I changed …",
        modules,
        index=modules.index(_first(told, modules)),
        key=state.CHANGED,
        bind="query-params",
        width=520,
    )
    found = tour_facts.impact(opened.key, opened.analysis, chosen)
    tour_pieces.show(f"<p>{safe(_sentence(found))}</p>")
    numbers = {
        STATEMENTS: (len(found.places), "statement asks for it", "statements ask for it"),
        AT_IMPORT: (len(found.at_import), "module runs it at import", "modules run it at import"),
        LATER: (len(found.later), "more at run time", "more at run time"),
        NAMES: (len(found.names), "name of it is used", "names of it are used"),
        TESTS: (len(found.tests), "test module reaches it", "test modules reach it"),
        ENTRIES: (len(found.entries), "entry point needs it", "entry points need it"),
    }
    listed = state.parameter(state.LISTED)
    if listed not in numbers:
        listed = STATEMENTS
    with st.container(horizontal=True, gap="small"):
        for name, (number, one, several) in numbers.items():
            st.button(
                f"**{number:,}** {one if number == 1 else several}",
                key=f"impact.{name}",
                type="primary" if name == listed else "secondary",
                on_click=state.remember,
                args=(state.LISTED, name),
            )
    _list(found, listed, told)
    if st.button("Show it on the map", icon=":material/account_tree:", key="impact.map"):
        state.go("modules", {state.SELECT: chosen, state.FOCUS: chosen})


def _first(told: Tour, modules: Sequence[str]) -> str:
    for role in (Role.HUB, Role.FOUNDATION, Role.ENTRY):
        for reading in told.readings:
            if reading.role is role:
                return reading.module
    return modules[0]


def _sentence(found: Impact) -> str:
    if not found.places and not found.at_import and not found.later:
        return "Nothing in this repository imports it: a change is felt only where it is started."
    golden = [each.name for each in found.entries if each.golden]
    reach = f"A change reaches {count(len(found.at_import), 'module')} when they are imported"
    later = f", and {len(found.later):,} more once they are used" if found.later else ""
    paths = f" The golden path {', '.join(golden)} is among them." if len(golden) == 1 else ""
    if len(golden) > 1:
        paths = f" The golden paths {', '.join(golden)} are among them."
    direct = len(found.direct_tests)
    tests = (
        f" {count(direct, 'test module')} {'imports' if direct == 1 else 'import'} it directly."
        if direct
        else " No test imports it directly."
    )
    return f"{reach}{later}.{paths}{tests}"


def _list(found: Impact, listed: str, told: Tour) -> None:
    match listed:
        case "at-import":
            _modules(found.at_import, told)
        case "later":
            _modules(found.later, told)
        case "tests":
            _tests(found)
        case "names":
            _names(found)
        case "entries":
            _entries(found)
        case _:
            _statements(found.places)


def _statements(places: Sequence[Place]) -> None:
    rows = [
        tour_pieces.row(
            [
                parts.place(each.path, each.line),
                tour_pieces.module(each.importer),
                safe(", ".join(each.names) or "the module"),
                safe(" · ".join(filter(None, (WHEN[each.timing], "test" * each.is_test)))),
            ],
            ("", "", "code", ""),
        )
        for each in places[:MOST_ROWS]
    ]
    _table(["statement", "importer", "names", ""], rows, len(places), "No statement asks for it.")


def _modules(names: Sequence[str], told: Tour) -> None:
    """Modules by package, those with the most first."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(told.home.get(name, ""), []).append(name)
    if not groups:
        st.caption("None.")
    pieces = []
    left = MOST_ROWS
    for package in sorted(groups, key=lambda name: (-len(groups[name]), name)):
        inside = groups[package]
        shown = inside[: max(left, 0)]
        left -= len(shown)
        more = f" and {len(inside) - len(shown):,} more" if len(shown) < len(inside) else ""
        head = (
            f"<b>{safe(package or 'top level')}</b> "
            f'<span class="quiet">{safe(count(len(inside), "module"))}</span>'
        )
        inner = "<p>" + ", ".join(map(tour_pieces.module, shown)) + f"{more}</p>"
        pieces.append(tour_pieces.folded(head, inner, is_open=len(names) <= MOST_NAMED * 5))
    tour_pieces.show(*pieces)


def _tests(found: Impact) -> None:
    direct = set(found.direct_tests)
    ranked = sorted(found.tests, key=lambda name: (name not in direct, name))
    rows = [
        tour_pieces.row(
            [tour_pieces.module(name), "imports it" if name in direct else "through others"]
        )
        for name in ranked[:MOST_ROWS]
    ]
    _table(["test", "how"], rows, len(ranked), "No test reaches it.")


def _names(found: Impact) -> None:
    rows = [
        tour_pieces.row(
            [
                safe(each.name or "(the module itself)"),
                f"{len(each.importers):,}",
                ", ".join(map(tour_pieces.module, each.importers[:MOST_NAMED]))
                + _more(len(each.importers) - MOST_NAMED),
            ],
            ("code", "num", ""),
        )
        for each in found.names[:MOST_ROWS]
    ]
    head = ["name", "importers", "by"]
    _table(head, rows, len(found.names), "Nobody imports a name of it.", ("", "num", ""))


def _entries(found: Impact) -> None:
    rows = [
        tour_pieces.row([safe(each.name), tour_pieces.module(each.module), safe(each.why)])
        for each in found.entries
    ]
    _table(["entry point", "module", "why"], rows, len(rows), "No entry point needs it.")


def _more(number: int) -> str:
    return f" and {number:,} more" if number > 0 else ""


def _table(
    head: Sequence[str], rows: Sequence[str], every: int, empty: str, kinds: Sequence[str] = ()
) -> None:
    if not rows:
        parts.show(parts.paragraph(empty, "muted"))
        return
    tour_pieces.show(tour_pieces.table(head, rows, kinds))
    if every > len(rows):
        st.caption(f"The first {len(rows):,} of {every:,}.")
