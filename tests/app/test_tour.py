"""The tour: each part, its place in the address, and what it says where there is little to say."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analysis.graphs.layout import chosen_modules
from analysis.pipeline import analyze
from analysis.scenes import scene_of
from analysis.sources.directory import open_directory
from analysis.tour.walk import Sight
from analysis.tour.whole import tour_of
from tests.app.test_moves import parsed
from tests.app.test_pages import html_of, opened
from views import tour_walk
from views.opening import Opened
from views.source import Source
from views.tour_pieces import CHANGE, PACKAGES, PARTS, START


@pytest.fixture(autouse=True)
def no_repository_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLUMBLINE_PATH", raising=False)
    monkeypatch.setattr("sys.argv", ["app.py"])


def folder_page(folder: str) -> None:
    import streamlit as st

    from views import navigation, opening, source, state

    st.session_state[state.ASSETS] = "/app/static/canvas-test/"
    page = {path: page for path, _, _, page in navigation.PAGES}["tour"]
    page(opening.opened(source.Source("folder", folder)))


def test_what_to_read_first_is_said_with_its_reasons() -> None:
    page = html_of(opened("tour", "golden_path"))
    assert "1 · entry" in page
    assert "netra_backend.app.core.logging_config" in page
    assert "used by 9 modules in 6 packages, and stands on nothing here" in page
    assert "1 of 6 · The whole" in page


def test_the_walk_goes_on_and_back_in_the_address() -> None:
    app = opened("tour", "golden_path")
    app.button("walk.next").click().run()
    assert app.query_params["step"] == "2"
    assert "2 of 6 · Where it starts" in html_of(app)
    app.button("walk.previous").click().run()
    assert "1 of 6 · The whole" in html_of(app)
    assert app.button("walk.previous").disabled


@pytest.mark.parametrize(
    ("step", "said"), [("6", "6 of 6"), ("99", "6 of 6"), ("0", "1 of 6"), ("²", "1 of 6")]
)
def test_a_step_that_is_not_there_is_the_nearest_one(step: str, said: str) -> None:
    app = opened("tour", "golden_path", step=step)
    assert not app.exception
    assert said in html_of(app)


@pytest.mark.parametrize("sample", ["golden_path", "tangled_shop", "healthy", "hopeless"])
def test_every_step_has_its_words_and_every_part_shows(sample: str) -> None:
    for step in range(1, 7):
        assert not opened("tour", sample, step=str(step)).exception
    for part in (START, PACKAGES, CHANGE):
        app = opened("tour", sample, tour=part)
        assert not app.exception
        assert "<script>" not in html_of(app)


def test_start_up_ends_at_the_statement_that_raises() -> None:
    page = html_of(opened("tour", "golden_path", tour=START))
    assert "Importing netra_backend.app.routes.websocket runs 25 modules of 10 packages" in page
    assert "✕ breaks here" in page
    assert "netra_backend/app/websocket_core/websocket_factory.py:8" in page
    assert "from netra_backend.app.websocket_core.websocket_factory import factory" in page


def test_any_module_can_be_the_entry() -> None:
    page = html_of(opened("tour", "golden_path", tour=START, entry="shared.async_engine"))
    assert "Importing shared.async_engine runs 2 modules" in page


def test_the_packages_have_a_line_each() -> None:
    page = html_of(opened("tour", "healthy", tour=PACKAGES))
    assert "ledger.domain" in page
    assert page.index("ledger.domain<") < page.index("ledger.services<")


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("statements", "auth_service/auth_core/database/database_manager.py:7"),
        ("at-import", "netra_backend.app.routes.websocket"),
        ("names", "create_async_engine"),
        ("tests", "through others"),
        ("entries", "configured"),
        ("nonsense", "auth_service/auth_core/database/database_manager.py:7"),
    ],
)
def test_each_number_leads_to_its_list(listed: str, said: str) -> None:
    app = opened("tour", "golden_path", tour=CHANGE, changed="shared.async_engine", list=listed)
    assert not app.exception
    assert said in html_of(app)


def test_a_number_is_a_button_that_is_kept_in_the_address() -> None:
    app = opened("tour", "golden_path", tour=CHANGE, changed="shared.async_engine")
    app.button("impact.names").click().run()
    assert app.query_params["list"] == "names"
    assert "AsyncSession" in html_of(app)


def test_a_module_that_nothing_imports_is_said_so() -> None:
    app = opened("tour", "golden_path", tour=CHANGE, changed="main")
    assert "Nothing in this repository imports it" in html_of(app)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"one.py": ""}, "No module stands out"),
        ({"tests/test_one.py": "def test_one(): ...\n"}, "No module stands out"),
        ({"a.py": "import b\n", "b.py": ""}, "1 of"),
    ],
    ids=["one", "tests", "two"],
)
@pytest.mark.parametrize("part", PARTS)
def test_a_repository_with_next_to_nothing_has_a_tour(
    tmp_path: Path, files: dict[str, str], said: str, part: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    app = AppTest.from_function(folder_page, default_timeout=60, kwargs={"folder": str(tmp_path)})
    app.query_params["tour"] = part
    app.run()
    assert not app.exception
    if part == "Read first":
        assert said in html_of(app)
    if part == START:
        assert "Nothing here looks like an entry point" in html_of(app)


def test_the_walk_leads_to_what_would_break() -> None:
    app = opened("tour", "healthy", step="6")
    assert "6 of 6 · What would break" in html_of(app)
    app.button("walk.ask").click().run()
    assert not app.exception
    assert app.query_params["tour"] == CHANGE
    assert "A change reaches" in html_of(app)


@pytest.mark.parametrize(
    ("sample", "sight"), [("golden_path", Sight.START), ("healthy", Sight.CHANGE)]
)
def test_the_map_that_a_step_opens_is_about_what_the_step_shows(sample: str, sight: Sight) -> None:
    analysis = analyze(open_directory(f"sample_repos/{sample}"))
    step = next(each for each in tour_of(analysis).steps if each.sight is sight)
    said = tour_walk.address_of(Opened("", Source("sample", sample), analysis), step)
    options = parsed(**{name.replace("-", "_"): value for name, value in said.items()})
    assert options.focus == said["select"] == step.subject
    drawn = chosen_modules(scene_of(analysis), options)
    assert len(drawn) > 1
    assert drawn <= set(step.shown)
    # Beside them run packages that they lie in, and what these import: no statement says so.
    assert len(drawn) * 2 > len(step.shown)
