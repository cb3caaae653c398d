from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from analysis.findings import DuplicateClass
from analysis.pipeline import analyze
from analysis.sources.directory import open_directory
from views.navigation import PAGES
from views.source import samples

PATHS = [url_path for url_path, *_ in PAGES]


@pytest.fixture(autouse=True)
def no_repository_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLUMBLINE_PATH", raising=False)
    monkeypatch.setattr("sys.argv", ["app.py"])


def one_page(url_path: str, sample: str) -> None:
    import streamlit as st

    from views import navigation, opening, source, state

    st.session_state[state.ASSETS] = "/app/static/canvas-test/"
    page = {path: page for path, _, _, page in navigation.PAGES}[url_path]
    page(opening.opened(source.Source("sample", sample)))


def opened(url_path: str, sample: str, **parameters: str) -> AppTest:
    app = AppTest.from_function(
        one_page, default_timeout=60, kwargs={"url_path": url_path, "sample": sample}
    )
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def html_of(app: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in app.get("html"))


@pytest.mark.parametrize("sample", samples())
@pytest.mark.parametrize("url_path", PATHS)
def test_every_page_shows_every_sample(url_path: str, sample: str) -> None:
    app = opened(url_path, sample)
    assert not app.exception
    assert not app.error


def test_the_app_opens_with_the_first_sample() -> None:
    app = AppTest.from_file("../../app.py", default_timeout=60).run()
    assert not app.exception
    assert "get_db_session_factory" in html_of(app)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("folder:/no/such/folder", "no such folder"),
        ("sample:nothing", "no sample repository"),
        ("zip:0123", "Upload it again"),
    ],
    ids=["folder", "sample", "upload"],
)
def test_a_source_that_cannot_be_opened_is_said_in_words(source: str, said: str) -> None:
    app = AppTest.from_file("../../app.py", default_timeout=60)
    app.query_params["source"] = source
    app.run()
    assert not app.exception
    assert said in app.error[0].value.replace("\\", "")


def test_picking_a_module_shows_its_panel() -> None:
    module = "netra_backend.app.websocket_core.websocket_factory"
    app = opened("modules", "golden_path", select=module)
    page = html_of(app)
    assert not app.exception
    assert "get_db_session_factory" in page
    assert "Importing it fails" in page


def test_the_story_of_a_failing_import_is_told_at_once() -> None:
    app = opened("modules", "golden_path", select="netra_backend.app.database.request_scoped")
    page = html_of(app)
    assert not app.exception
    assert "would bind get_engine only at line 23" in page
    assert "✕ breaks here" in page
    entries = [button for button in app.button if str(button.key).startswith("sound.")]
    assert [plain_label(button.label) for button in entries] == ["netra_backend.app.db.session"]


def test_the_story_of_an_import_that_works_is_told_when_asked_for() -> None:
    app = opened("modules", "golden_path", select="netra_backend.app.db.session")
    assert 'class="story"' not in html_of(app)
    app.session_state["story.netra_backend.app.db.session"] = True
    app.run()
    assert not app.exception
    assert "netra_backend/app/db/session.py</a> runs" in html_of(app)


def test_an_entry_that_would_work_is_picked_by_its_button() -> None:
    app = opened("modules", "golden_path", select="netra_backend.app.database.request_scoped")
    next(button for button in app.button if str(button.key).startswith("sound.")).click().run()
    assert not app.exception
    assert "<h4>netra_backend.app.db.session</h4>" in html_of(app)


def test_a_failing_golden_path_leads_to_its_story() -> None:
    app = AppTest.from_file("../../app.py", default_timeout=60).run()
    app.button("golden.chat").click().run()
    assert not app.exception
    assert app.query_params["select"] == "netra_backend.app.routes.websocket"
    assert "✕ breaks here" in html_of(app)


def plain_label(label: str) -> str:
    return label.replace("\\", "")


def test_a_duplicate_is_shown_member_by_member() -> None:
    key = next(
        finding.key
        for finding in analyze(open_directory("sample_repos/golden_path")).findings
        if isinstance(finding, DuplicateClass)
    )
    app = opened("problems", "golden_path", finding=key)
    assert not app.exception
    page = html_of(app)
    for words in (
        "★ canonical",
        "! another signature",
        "≈ similar body",
        "✕ absent",
        "+ only here",
        "<code>__init__(self, url_builder=None, pool=None)</code>",
        "netra_backend/app/services/maintenance.py:6",
    ):
        assert words in page, words


def test_duplicates_are_grouped_with_their_importers_and_what_differs_is_marked() -> None:
    app = opened("classes", "golden_path", show="Duplicates")
    assert not app.exception
    labels = [plain_label(expander.label) for expander in app.expander]
    assert labels[0].startswith("**DatabaseManager, AuthDatabaseManager** · divergent")
    page = html_of(app)
    assert "Members: ! 1 with another signature · ≠ 3 with another body · ◐" in page
    row = next(row for row in page.split("<tr") if "> __init__</td>" in row)
    assert 'aria-label="with another signature"' in row
    # Who imports which copy, at the line that does.
    imported = next(row for row in page.split("<tr") if "<td>imported by</td>" in row)
    first, second, third = imported.split("<td>")[2:5]
    assert 'data-at="netra_backend/app/services/maintenance.py:6"' in first
    assert 'data-at="netra_backend/app/agents/data_agent.py:' in second
    assert 'data-at="auth_service/main.py:' in third
    assert "maintenance" not in second + third


def test_hostile_text_reaches_the_page_as_text() -> None:
    for url_path in ("overview", "problems", "modules", "classes"):
        page = html_of(opened(url_path, "hopeless"))
        body = page.replace("<style>", "").replace("</style>", "")
        assert "<script" not in body
        assert "<img" not in body
