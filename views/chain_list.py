"""The chains of imports that a map draws: each step with its statements."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import msgspec
import streamlit as st

from analysis.graphs.chained import Chained
from analysis.graphs.package_tree import module_of
from analysis.graphs.scene import MapOptions
from views import cached, moves, parts, state
from views.moves import Moves
from views.opening import Opened
from views.words import Markup, count

MOST_OPEN = 3
MOST_SITES = 6


def show(opened: Opened, options: MapOptions, change: Callable[[Moves], None]) -> None:
    """The chains that the options choose, or what is missing for one; `change` shows others."""
    source, target = state.parameter(state.CHAIN_FROM), state.parameter(state.CHAIN_TO)
    if not source and not target:
        return
    found = cached.chains_drawn(opened.key, opened.analysis, options)
    if found is None:
        known = f"begins at {source}" if source else f"ends at {target}"
        parts.show(
            parts.callout(
                "note",
                f"A chain {known}",
                "Choose its other end: with “Chain” above, or pick a box and press "
                + ("“Chain to here”." if source else "“Chain from here”."),
            )
        )
        return
    where = f"{module_of(source or '')} → {module_of(target or '')}"
    kind = "chain" if options.every_chain else "shortest chain"
    number = count(len(found.chains), kind)
    steps = [len(chain) - 1 for chain in found.chains]
    parts.show(
        parts.heading(
            where,
            number + ("" if found.complete else ", maybe more"),
            _long(steps[0], steps[-1]) if steps else "",
        )
    )
    with st.container(horizontal=True):
        st.button(
            "Swap",
            icon=":material/swap_horiz:",
            key="chain.swap",
            help="The chains the other way",
            on_click=lambda: change(moves.narrowing(moves.swapped())),
        )
        every = options.every_chain
        st.button(
            "Only the shortest" if every else "All chains",
            key="chain.every",
            help="Up to 50 chains",
            on_click=change,
            args=({state.EVERY_CHAIN: None if every else state.ON},),
        )
        st.button(
            "Close",
            key="chain.close",
            on_click=change,
            args=(moves.narrowing(moves.NO_CHAIN),),
        )
    if found.chains:
        _chains(found)
    else:
        _none(opened, source or "", target or "", options)


def _long(shortest: int, longest: int) -> str:
    if shortest == longest:
        return f"{count(longest, 'import')} long"
    return f"{shortest} to {longest} imports long"


def _none(opened: Opened, source: str, target: str, options: MapOptions) -> None:
    back = cached.chains_drawn(opened.key, opened.analysis, _the_other_way(options))
    parts.show(
        parts.callout(
            "note",
            f"No chain leads from {module_of(source)} to {module_of(target)}",
            f"The other way there {'is one' if len(back.chains) == 1 else 'are some'}: swap them."
            if back is not None and back.chains
            else "Nor the other way round: as far as the imports that are shown go, "
            "neither depends on the other.",
            "Tests, deferred and type-checking imports count only where they are drawn.",
        )
    )


def _the_other_way(options: MapOptions) -> MapOptions:
    chain = options.chain[::-1] if options.chain else None
    return msgspec.structs.replace(options, chain=chain)


def _chains(found: Chained) -> None:
    pieces = []
    for number, chain in enumerate(found.chains, start=1):
        names = " → ".join(module_of(name).rpartition(".")[2] for name in chain)
        rows = [
            (_statements(found, (one, other)), _module(other))
            for one, other in itertools.pairwise(chain)
        ]
        pieces.append(
            parts.folded(
                f"{number}. {names}",
                parts.table(["statement", "imports"], rows),
                opened=number <= MOST_OPEN,
            )
        )
    parts.show(*pieces)


def _statements(found: Chained, step: tuple[str, str]) -> Markup:
    sites = found.steps[step]
    pieces: list[object] = []
    for site in sites[:MOST_SITES]:
        names = f" {', '.join(site.names)}" if site.names else ""
        when = "" if site.timing.value == "import" else f" ({site.timing.value})"
        pieces += [parts.place(site.path, site.line), f"{names}{when} "]
    if len(sites) > MOST_SITES:
        more = {**moves.kept(*moves.VIEW), state.SELECT: "->".join(step)}
        pieces.append(parts.link(f"+{len(sites) - MOST_SITES}", "modules", **more))
    return parts.joined(*pieces)


def _module(name: str) -> Markup:
    kept = moves.kept(*moves.VIEW)
    return parts.link(module_of(name), "modules", **{**kept, state.SELECT: module_of(name)})
