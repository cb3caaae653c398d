"""The history on the overview: asked for, drawn, picked, and read again."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from analysis.sources.git_revision import resolve_revision
from tests.cli.conftest import BROKEN, SOUND
from tests.sources.repositories import Made
from views import state

MARKUP = "Mend <b>it</b> *now*"


@pytest.fixture
def made(tmp_path: Path) -> Made:
    made = Made(tmp_path / "repo")
    made.commit(BROKEN, "Begin")
    made.commit(SOUND, MARKUP)
    made.commit(SOUND | {"shop/app.py": "import shop.none\n"}, "Break another")
    made.check_out(SOUND | {"shop/app.py": "import shop.none\n"})
    return made


def history(folder: str) -> None:
    import streamlit as st

    from views import history, opening, source, state

    st.session_state[state.ASSETS] = "/app/static/canvas-test/"
    history.section(opening.opened(source.Source("folder", folder)))


def opened(folder: Path) -> AppTest:
    return AppTest.from_function(history, default_timeout=60, kwargs={"folder": str(folder)}).run()


def html_of(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(str(element.proto.body) for element in app.get("html"))


def table_of(app: AppTest) -> pd.DataFrame:
    (found,) = app.dataframe
    return found.value


def test_nothing_is_read_before_it_is_asked_for(made: Made) -> None:
    app = opened(made.folder)
    assert [button.label for button in app.button] == ["Draw"]
    assert (len(app.dataframe), html_of(app)) == (0, "")


def test_it_is_drawn_with_its_table_and_what_the_last_revision_did(made: Made) -> None:
    app = opened(made.folder)
    app.button[0].click().run()
    assert table_of(app)["subject"].tolist() == ["Break another", MARKUP, "Begin"]
    assert table_of(app)["✕ error"].tolist() == [1, 0, 1]
    assert table_of(app)["gone"].tolist()[:2] == [0, 1]
    assert len(app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")) == 1
    said = html_of(app)
    assert "New (1)" in said
    assert "broken-import:shop.none" in said
    assert [button.label for button in app.button] == ["Draw again"]


def test_a_revision_that_is_picked_is_told(made: Made) -> None:
    app = opened(made.folder)
    app.button[0].click().run()
    drawn = app.session_state[state.TIMELINES][f"folder:{made.folder}"]
    mended = drawn.timeline.turns[1].point.revision.commit
    app.session_state[state.TIMELINES][f"folder:{made.folder}"] = msgspec.structs.replace(
        drawn, picked=mended
    )
    said = html_of(app.run())
    assert "Mend &lt;b&gt;it&lt;/b&gt; *now*" in said
    assert "Gone (1)" in said
    assert "shop.stock has no name lost" in said


def test_a_revision_leads_to_its_comparison_with_the_one_before(made: Made) -> None:
    app = opened(made.folder)
    app.button[0].click().run()
    assert "Compare with" not in html_of(app)
    app.session_state[state.PAGES] = {"compare": None}
    said = html_of(app.run())
    before = resolve_revision(made.folder, "HEAD~1").commit
    assert f"Compare with {before[:10]}" in said
    assert f"revision:{made.folder}@{before}" in said


def test_newer_commits_are_said_and_drawn_when_asked_for(made: Made) -> None:
    app = opened(made.folder)
    app.button[0].click().run()
    made.commit(BROKEN, "Once more")
    app.run()
    assert [caption.value for caption in app.caption] == [
        "There are newer commits than those that are drawn."
    ]
    assert len(table_of(app)) == 3
    app.button[0].click().run()
    assert table_of(app)["subject"].tolist()[0] == "Once more"
    assert len(app.caption) == 0


def test_a_folder_without_a_past_has_no_history(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("")
    app = opened(tmp_path)
    assert (len(app.button), len(app.subheader)) == (0, 0)


def test_a_past_that_cant_be_read_is_said(made: Made) -> None:
    app = opened(made.folder)
    for file in (made.folder / ".git/objects").glob("*/*"):
        file.unlink()
    app.button[0].click().run()
    assert "The history can&#x27;t be read" in html_of(app)
