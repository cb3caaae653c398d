"""The moves on the map: the address says them, the page shows them and takes them away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from analysis.graphs.scene import Direction, MapOptions
from tests.app.test_pages import html_of, opened
from views.trail import Look, Trail

Begin = Callable[..., Any]

MANAGER = "netra_backend.app.db.database_manager"
WEBSOCKET = "netra_backend.app.routes.websocket"


def parsed(**parameters: str | list[str]) -> MapOptions:
    def page() -> None:
        import streamlit as st

        from views import moves

        st.session_state.parsed = moves.options()

    app = AppTest.from_function(page)
    for name, value in parameters.items():
        app.query_params[name.replace("_", "-")] = value
    app.run()
    assert not app.exception
    found: MapOptions = app.session_state.parsed
    return found


@pytest.mark.parametrize(
    ("parameters", "chosen"),
    [
        ({}, MapOptions()),
        ({"focus": "a", "hops": "3"}, MapOptions(focus="a", hops=3)),
        (
            {"focus": "a", "hops": "all", "way": "imported"},
            MapOptions(focus="a", hops=None, direction=Direction.IMPORTED),
        ),
        ({"focus": "a", "hops": "-1", "way": "up"}, MapOptions(focus="a")),
        ({"from": "a"}, MapOptions()),
        (
            {"from": "a", "to": "b", "every_chain": "1"},
            MapOptions(chain=("a", "b"), every_chain=True),
        ),
        ({"cycles": "true", "upward": "1"}, MapOptions(cycles_only=True, upward_only=True)),
        (
            {"no_deferred": "1", "no_typing": "1"},
            MapOptions(hide_deferred=True, hide_type_checking=True),
        ),
        (
            {"keep": ["db", "core"], "drop": "test", "pin": ["a", "b.c"]},
            MapOptions(
                matching=("db", "core"), not_matching=("test",), pins=frozenset({"a", "b.c"})
            ),
        ),
        ({"tests": "1", "external": "1"}, MapOptions(hide_tests=False, externals=True)),
        ({"open": ","}, MapOptions(opened=frozenset())),
        ({"open": "a,a.b"}, MapOptions(opened=frozenset({"a", "a.b"}))),
    ],
)
def test_the_address_says_what_is_drawn(
    parameters: dict[str, str | list[str]], chosen: MapOptions
) -> None:
    assert parsed(**parameters) == chosen


def asked(app: AppTest, name: str) -> str:
    """A URL parameter: given as a text, it may be read as a list."""
    return "".join(app.query_params[name])


def labels(app: AppTest) -> list[str]:
    """The chips."""
    return [
        button.label.replace("\\", "")
        for button in app.button
        if str(button.key).startswith("chip.") and button.key != "chip.all"
    ]


def press(app: AppTest, key: str) -> AppTest:
    next(button for button in app.button if str(button.key).startswith(key)).click().run()
    assert not app.exception
    return app


def test_what_is_in_force_is_a_chip_that_can_be_taken_away() -> None:
    app = opened("modules", "golden_path", cycles="1", keep="db", pin=WEBSOCKET, tests="1")
    assert labels(app) == ["cycles only", "with tests", "only “db”", f"pinned {WEBSOCKET}"]
    press(app, "chip.2")
    assert labels(app) == ["cycles only", "with tests", f"pinned {WEBSOCKET}"]
    assert "keep" not in app.query_params
    press(app, "chip.all")
    assert labels(app) == []
    assert "Nothing is filtered" in html_of(app)
    assert not {"cycles", "tests", "pin"} & app.query_params.keys()


@pytest.mark.parametrize(
    ("button", "parameters"),
    [
        ("tool.Focus", {"focus": MANAGER}),
        ("tool.Reaches", {"focus": MANAGER, "hops": "all", "way": "imported"}),
        ("tool.Affected", {"focus": MANAGER, "hops": "all", "way": "importers"}),
        ("tool.Chain from here", {"from": MANAGER}),
        ("tool.Chain to here", {"to": MANAGER}),
        ("tool.pin", {"pin": MANAGER}),
    ],
)
def test_the_buttons_of_the_panel_are_written_into_the_address(
    button: str, parameters: dict[str, str]
) -> None:
    app = press(opened("modules", "golden_path", select=MANAGER), button)
    said = {name: asked(app, name) for name in app.query_params}
    assert said == {"select": MANAGER, **parameters} | (
        {"open": said["open"]} if "open" in said else {}
    )
    assert len(labels(app)) == 1 + ("open" in said)


def test_a_chain_lists_the_statement_of_each_step_and_can_be_swapped() -> None:
    app = opened("modules", "golden_path", **{"from": "main", "to": "shared.async_engine"})
    page = html_of(app)
    assert "1 shortest chain" in page
    for place in ("main.py:7", "netra_backend/app/routes/websocket.py:7"):
        assert f'data-at="{place}"' in page
    press(app, "chain.every")
    assert "chains" in html_of(app)
    press(app, "chain.swap")
    assert asked(app, "from") == "shared.async_engine"
    assert "No chain leads from shared.async_engine to main" in html_of(app)
    assert "swap them" in html_of(app)
    press(app, "chain.close")
    assert not {"from", "to", "every-chain"} & app.query_params.keys()


def test_half_a_chain_says_how_to_end_it() -> None:
    app = opened("modules", "golden_path", **{"from": "main"})
    assert "A chain begins at main" in html_of(app)
    assert labels(app) == ["shortest chains main → …"]


def test_an_empty_map_says_what_to_do() -> None:
    app = opened("modules", "golden_path", keep="no such name")
    assert "Nothing is left to draw" in html_of(app)
    assert "left out by name" in html_of(app)
    press(app, "empty.all")
    assert "Nothing is filtered" in html_of(app)


def test_the_popovers_show_what_the_address_says() -> None:
    app = opened("modules", "golden_path", focus=MANAGER, hops="2", way="importers")
    app.session_state["plumbline.bar.focus"] = True
    app.run()
    assert app.selectbox("focus").value == MANAGER
    app.selectbox("focus").set_value("main").run()
    assert not app.exception
    assert asked(app, "focus") == "main"
    assert asked(app, "hops") == "2"
    app.session_state["plumbline.bar.more"] = True
    app.run()
    app.toggle("plumbline.bar.early").set_value(True).run()
    assert asked(app, "no-deferred") == asked(app, "no-typing") == "1"
    app.toggle("no-typing").set_value(False).run()
    assert not app.toggle("plumbline.bar.early").value


def test_names_are_kept_and_removed() -> None:
    app = opened("modules", "golden_path")
    app.session_state["plumbline.bar.names"] = True
    app.run()
    app.text_input("plumbline.bar.typed").set_value(" DB ").run()
    press(app, "bar.keep")
    assert labels(app) == ["only “DB”"]
    app.text_input("plumbline.bar.typed").set_value("session").run()
    press(app, "bar.drop")
    assert labels(app) == ["only “DB”", "without “session”"]


def test_back_and_forward_over_views() -> None:
    app = opened("modules", "golden_path")
    assert app.button("trail.-1").disabled
    app.toggle("cycles").set_value(True).run()
    app.toggle("upward").set_value(True).run()
    assert labels(app) == ["cycles only", "against the flow only"]
    press(app, "trail.-1")
    assert labels(app) == ["cycles only"]
    press(app, "trail.-1")
    assert labels(app) == []
    assert app.button("trail.-1").disabled
    press(app, "trail.1")
    assert labels(app) == ["cycles only"]
    app.toggle("cycles").set_value(False).run()
    assert labels(app) == []


def look(name: str) -> Look:
    return (("focus", (name,)),)


def test_a_trail_goes_on_from_where_it_was_left() -> None:
    trail = Trail("", [])
    for name in ("a", "b", "c"):
        trail.visit(look(name))
    trail.visit(look("b"))
    assert (trail.at, len(trail.looks)) == (1, 3)
    trail.visit(look("b"))
    assert (trail.at, len(trail.looks)) == (1, 3)
    trail.visit(look("d"))
    assert trail.looks == [look("a"), look("b"), look("d")]
    for number in range(300):
        trail.visit(look(f"m{number}"))
    assert trail.looks[trail.at] == look("m299")
    assert len(trail.looks) < 300


@pytest.mark.parametrize("name", [MANAGER, "netra_backend.app.db", "netra_backend"])
def test_the_panel_says_how_each_number_is_counted(name: str) -> None:
    page = html_of(opened("modules", "golden_path", select=name))
    for words in ("fan-in", "fan-out / (fan-in + fan-out)", "classes with ABC or Protocol"):
        assert words in page


def test_an_arrow_between_packages_lists_who_imports_whom_where() -> None:
    page = html_of(opened("modules", "golden_path", select="netra_backend->shared"))
    assert "10 import statements" in page
    assert ">settings.py:8</a>" in page
    assert 'data-at="netra_backend/app/config/settings.py:8"' in page


@pytest.mark.browser
def test_a_chain_is_drawn_from_the_panel_and_reopened_by_its_link(visit: Begin) -> None:
    tour = visit()
    page = tour.open("modules?select=main")
    tour.canvas()
    panel = page.locator(".st-key-panel")
    panel.get_by_role("button", name="Chain from here").click()
    page.wait_for_url("**from=main*")
    page.get_by_role("button", name="Chain", exact=False).first.click()
    page.get_by_role("combobox", name="To").fill("async_engine")
    page.get_by_role("option", name="shared.async_engine").click()
    page.wait_for_url("**to=shared.async_engine*")
    expect(panel).to_contain_text("1 shortest chain")
    expect(panel.locator("a.pl-at", has_text="main.py:7").first).to_be_visible()
    again = visit(dark=True)
    again.page.goto(page.url)
    again.canvas()
    expect(again.page.locator(".st-key-panel")).to_contain_text("1 shortest chain")
    assert again.place_of(WEBSOCKET)
    tour.assert_clean()
    again.assert_clean()


@pytest.mark.browser
def test_back_and_forward_by_button_and_by_browser(visit: Begin) -> None:
    tour = visit()
    page = tour.open("modules")
    tour.canvas()
    chips = page.locator(".st-key-chips")
    expect(chips).to_contain_text("Nothing is filtered")
    page.get_by_text("Cycles only").click()
    expect(chips).to_contain_text("cycles only")
    page.get_by_text("Against the flow", exact=True).click()
    expect(chips).to_contain_text("against the flow only")
    page.go_back()
    expect(chips).not_to_contain_text("against the flow only")
    expect(chips).to_contain_text("cycles only")
    page.go_forward()
    expect(chips).to_contain_text("against the flow only")
    trail = page.locator(".st-key-trail").get_by_role("button")
    trail.first.click()
    expect(chips).not_to_contain_text("against the flow only")
    trail.first.click()
    expect(chips).to_contain_text("Nothing is filtered")
    expect(trail.first).to_be_disabled()
    trail.last.click()
    expect(chips).to_contain_text("cycles only")
    tour.assert_clean()
