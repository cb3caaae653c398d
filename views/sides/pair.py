"""Before and after, side by side or on one another, and as tables; what is picked, in words."""

from __future__ import annotations

import functools

import msgspec
import pandas as pd
import streamlit as st

from analysis import Analysis, Fails, Outcome
from analysis.graphs.package_tree import module_of
from analysis.graphs.picture import Picture
from views import cached, parts, selection, state, story
from views.canvas.component import ArrowSelection, BoxSelection, Picked, canvas
from views.canvas.payload import draw_two, full_name
from views.listing import raised
from views.picking import pick_row
from views.sides.value import AFTER, BEFORE, Sides
from views.words import Markup, count, outcome_words

HEIGHT = "clamp(330px, calc(100vh - 420px), 680px)"
TALLEST = 250


class Look(msgspec.Struct, frozen=True):
    """How a page shows two sides: the key of the canvas, its title and its height.

    `first` are modules that are drawn whatever else has to make room.
    """

    canvas: str
    title: str
    first: tuple[str, ...] = ()
    height: str = HEIGHT


@st.fragment
def show(sides: Sides, look: Look) -> None:
    """Both sides, and below them what is picked."""
    before, after = _pictures(sides, look)
    picked = canvas(
        look.canvas,
        draw_two(before, after),
        view=f"{sides.before_key}>{sides.after_key}",
        title=look.title,
        hidden=before.hidden,
        pushed=selection.pushed(look.canvas),
        height=look.height,
    )
    selection.keep(look.canvas, picked)
    _detail(sides, look.canvas, picked)
    modules, edges = _modules(sides), _edges(sides)
    words = f"{count(len(modules), 'module')} and {count(len(edges), 'import')} change"
    with st.expander(f"As tables: {words}"):
        left, right = st.columns(2, gap="small")
        with left:
            _twin(
                look.canvas,
                "modules",
                modules,
                [BoxSelection(each["module"]) for each in modules],
                picked,
            )
        with right:
            ends: list[Picked] = [
                ArrowSelection(each["importer"], each["imported"]) for each in edges
            ]
            _twin(look.canvas, "imports", edges, ends, picked)


def drawn(sides: Sides, look: Look) -> frozenset[str]:
    """The modules that have a box on one of the sides."""
    return frozenset(module_of(box.id) for side in _pictures(sides, look) for box in side.boxes)


def _pictures(sides: Sides, look: Look) -> tuple[Picture, Picture]:
    return cached.pair_picture(
        *(sides.before_key, sides.after_key, sides.before, sides.after, sides.comparison),
        first=look.first,
    )


def _twin(
    canvas_key: str,
    words: str,
    rows: list[dict[str, str]],
    meant: list[Picked] | list[BoxSelection],
    picked: Picked,
) -> None:
    if not rows:
        st.caption(f"No {words} change.")
        return
    at = next((at for at, each in enumerate(meant) if each == picked), None)
    key = f"{state.TABLE}.{canvas_key}.{words}.{hash(str(rows))}.{at}"
    pick_row(
        key,
        pd.DataFrame(rows),
        lambda row: selection.push(canvas_key, meant[row]),
        tallest=TALLEST,
        row=at,
    )


def _modules(sides: Sides) -> list[dict[str, str]]:
    """The modules of which anything is otherwise: what they do on import, or being there."""
    seen = sides.comparison
    old, new = (set(side.structure.project.modules) for side in (sides.before, sides.after))
    found = {each.module: "✓ healed" for each in seen.healed}
    found |= {each.module: "✕ worsened" for each in seen.worsened}
    found |= dict.fromkeys(sorted(old - new), "- removed")
    found |= dict.fromkeys(sorted(new - old), "+ added")
    return [
        {
            "change": change,
            "module": module,
            "before": _raised(_outcome(sides.before, module)),
            "after": _raised(_outcome(sides.after, module)),
        }
        for module, change in found.items()
    ]


def _edges(sides: Sides) -> list[dict[str, str]]:
    seen = sides.comparison
    rows = [("- gone", each.importer, each.imported, each) for each in seen.edges_gone]
    rows += [("+ new", each.importer, each.imported, each) for each in seen.edges_new]
    found = [
        {"change": words, "importer": one, "imported": other, "line": f"{at.path}:{at.line}"}
        for words, one, other, at in rows
    ]
    found += [
        {
            "change": f"~ {each.before.value} → {each.after.value}",
            "importer": each.importer,
            "imported": each.imported,
            "line": f"{each.path}:{each.line}",
        }
        for each in seen.edges_retimed
    ]
    return found


def _outcome(side: Analysis, module: str) -> Outcome | None:
    return side.execution.outcomes.get(module) or side.execution.absent.get(module)


def _raised(outcome: Outcome | None) -> str:
    match outcome:
        case None:
            return ""
        case Fails(failure=failure):
            return f"✕ fails at {failure.path}:{failure.line}"
        case _:
            return outcome_words(outcome)


def _detail(sides: Sides, canvas_key: str, picked: Picked) -> None:
    """What is picked, before and after."""
    match picked:
        case BoxSelection(id=box):
            module = module_of(box)
            outcomes = [_outcome(side, module) for side in (sides.before, sides.after)]
            if outcomes == [None, None]:
                parts.show(parts.paragraph(full_name(box), "muted"))
                return
            before, after = (
                _raised(each) if name != sides.open_side else raised(each)
                for name, each in zip((BEFORE, AFTER), outcomes, strict=True)
            )
            before, after = before or "not there", after or "not there"
            leads = parts.link("on the map", "modules", **{state.SELECT: module})
            parts.show(
                parts.paragraph(parts.joined(module, ": ", before, " → ", after, " · ", leads))
            )
            _stories(sides, canvas_key, module, outcomes)
        case ArrowSelection(source=source, target=target):
            where = f"{full_name(source)} → {full_name(target)}"
            told = _arrow(sides, module_of(source), module_of(target))
            parts.show(parts.paragraph(parts.joined(where, ": ", told)))
        case None:
            pass


def _stories(sides: Sides, canvas_key: str, module: str, outcomes: list[Outcome | None]) -> None:
    label = "What importing it does, before and after"
    with st.expander(label, key=f"story.pair.{module}", on_change="rerun") as part:
        if not part.open:
            return
        both = (
            (BEFORE, sides.before_key, sides.before),
            (AFTER, sides.after_key, sides.after),
        )
        for column, (name, key, side), outcome in zip(
            st.columns(2, gap="medium"), both, outcomes, strict=True
        ):
            with column, st.container(key=f"story-{name}"):
                if outcome is None or module not in side.structure.project.modules:
                    st.caption("It is not there.")
                else:
                    pick = functools.partial(_pick, canvas_key)
                    story.told(cached.story(key, side, module), side.tree, pick)
                    if name != sides.open_side:
                        st.caption("Lines of this side; a click opens the file as it is.")


def _pick(canvas_key: str, module: str) -> None:
    selection.push(canvas_key, BoxSelection(module))


def _arrow(sides: Sides, importer: str, imported: str) -> Markup:
    seen = sides.comparison
    for gone in seen.edges_gone:
        if (gone.importer, gone.imported) == (importer, imported):
            where = sides.place(BEFORE, gone.path, gone.line)
            return parts.joined("- no longer imported, as at ", where)
    for new in seen.edges_new:
        if (new.importer, new.imported) == (importer, imported):
            return parts.joined("+ imported anew at ", sides.place(AFTER, new.path, new.line))
    for moved in seen.edges_retimed:
        if (moved.importer, moved.imported) == (importer, imported):
            when = f"{moved.before.value} → {moved.after.value}"
            where = sides.place(AFTER, moved.path, moved.line)
            return parts.joined(f"~ {when}, now at ", where)
    return parts.joined("the same on both sides")
