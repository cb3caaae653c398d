from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analysis import Timing
from analysis.findings import ImportCycle
from analysis.graphs.picture import Arrow, Box, Picture
from analysis.pipeline import Analysis, Options, analyze
from analysis.sources.tree import MemoryTree
from views.finding.microscope import Component, parse, redrawn, write

FILES = {
    "hub.py": "import a\nimport c\n",
    "a.py": "import b\n",
    "b.py": "import hub\n",
    "c.py": "import d\n",
    "d.py": "import hub\nimport c\n",
    "main.py": "import hub\n",
}


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyze(MemoryTree(FILES), Options())


@pytest.fixture(scope="module")
def component(analysis: Analysis) -> Component:
    (finding,) = (each for each in analysis.findings if isinstance(each, ImportCycle))
    return Component(analysis, finding)


def test_nothing_is_left_without_the_proposed_cut(component: Component) -> None:
    assert component.edges[: len(component.proposed)] == component.proposed
    assert component.left(()) == (("a", "b", "c", "d", "hub"),)
    assert component.left(component.proposed) == ()
    assert component.left([("a", "b")]) == (("c", "d", "hub"),)


def test_every_import_has_a_shortest_cycle_with_its_lines(component: Component) -> None:
    lengths = {edge: len(component.cycle(edge)) for edge in component.edges}
    assert lengths[("a", "b")] == lengths[("hub", "c")] == 3
    assert lengths[("d", "c")] == lengths[("c", "d")] == 2
    for edge in component.edges:
        ring = component.cycle(edge)
        assert (ring[0].importer, ring[0].imported) == edge
        for each in ring:
            assert FILES[each.path].splitlines()[each.line - 1] == f"import {each.imported}"


def test_the_address_keeps_the_ticks(component: Component) -> None:
    proposed = frozenset(component.proposed)
    one = frozenset(component.proposed[:1])
    for ticked in (frozenset(), proposed, one, proposed ^ {("b", "hub")}, proposed ^ one):
        assert parse(component, write(component, ticked)) == ticked
    assert write(component, ()) is None
    mark = (write(component, proposed) or "").partition(";")[0]
    assert write(component, proposed) == f"{mark};*"
    assert parse(component, f"{mark};a->nowhere;a->b") == {("a", "b")}
    assert parse(component, "of another finding;*") == frozenset()


def picture(*names: str, edges: tuple[tuple[str, str], ...]) -> Picture:
    return Picture(
        boxes=tuple(Box(name, name, "module", 0, 0, 9, 9, 0) for name in names),
        arrows=tuple(Arrow(*edge, "import", Timing.IMPORT, 1, cycle=True) for edge in edges),
    )


def test_the_picture_tells_the_tangled_from_the_free_and_the_outside(component: Component) -> None:
    edges = (("a", "b"), ("c", "d"), ("d", "c"), ("main", "hub"), ("main", "other"))
    before = picture("a", "b", "c", "d", "main", "other", edges=edges)
    ticked = frozenset({("a", "b")})
    after = redrawn(before, component, ticked, component.left(ticked))
    assert {box.id: (box.change, box.badges.cycles) for box in after.boxes} == {
        "a": ("freed", 0),
        "b": ("freed", 0),
        "c": ("", 1),
        "d": ("", 1),
        "main": ("outside", 0),
        "other": ("outside", 0),
    }
    assert {
        (arrow.source, arrow.target): (arrow.change, arrow.cycle) for arrow in after.arrows
    } == {
        ("a", "b"): ("removed", False),
        ("c", "d"): ("", True),
        ("d", "c"): ("", True),
        ("main", "hub"): ("", False),
    }


def test_the_proposed_cut_is_marked_until_something_is_ticked(component: Component) -> None:
    first = component.proposed[0]
    before = picture(*first, edges=(first,))
    none = frozenset[tuple[str, str]]()
    (arrow,) = redrawn(before, component, none, component.left(none)).arrows
    assert arrow.change == "proposed"
    (arrow,) = redrawn(before, component, frozenset({("b", "hub")}), ()).arrows
    assert arrow.change == ""


def one_page(kind: str, name: str) -> None:
    import streamlit as st

    from views import finding, opening, parts, source, state

    st.session_state[state.ASSETS] = "/app/static/canvas-test/"
    parts.style()
    opened = opening.opened(source.Source(kind, name))
    for each in opened.analysis.findings:
        if each.key.startswith("import-cycle:"):
            finding.show(opened, each)
            break


def page(kind: str = "sample", name: str = "golden_path", **parameters: str) -> AppTest:
    asked = {"kind": kind, "name": name}
    app = AppTest.from_function(one_page, default_timeout=60, kwargs=asked)
    for parameter, value in parameters.items():
        app.query_params[parameter] = value
    return app.run()


def html_of(app: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in app.get("html"))


def test_the_page_ticks_and_clears_the_proposed_cut() -> None:
    app = page()
    assert not app.exception
    assert "1 import is enough" in html_of(app)
    assert "No cycle is left" not in html_of(app)
    app.button("microscope.propose").click().run()
    assert not app.exception
    assert "No cycle is left" in html_of(app)
    again = page(ticks=str(app.query_params["ticks"]))
    assert "No cycle is left" in html_of(again)
    again.button("microscope.clear").click().run()
    assert "No cycle is left" not in html_of(again)
    assert "ticks" not in again.query_params


def test_what_is_still_in_a_cycle_is_listed_with_its_files(
    component: Component, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path, text in FILES.items():
        (tmp_path / path).write_text(text)
    monkeypatch.setenv("PLUMBLINE_ROOTS", str(tmp_path))
    ticks = write(component, [("b", "hub")])
    app = page("folder", str(tmp_path), ticks=str(ticks))
    assert not app.exception
    shown = html_of(app)
    left = component.left(frozenset({("b", "hub")}))
    assert left
    for part in left:
        assert f"{len(part)} modules still in a cycle with each other: {', '.join(part)}" in shown
        for name in part:
            assert f'data-at="{name}.py:1"' in shown


def test_an_import_that_is_looked_at_shows_its_cycle_in_the_code() -> None:
    session, database = "netra_backend.app.db.session", "netra_backend.app.database"
    app = page(look=f"{session}->{database}")
    assert not app.exception
    shown = html_of(app)
    assert "A shortest cycle through it: 3 imports" in shown
    assert "netra_backend/app/db/session.py:31" in shown
    app.button("microscope.tick").click().run()
    assert "No cycle is left" in html_of(app)
