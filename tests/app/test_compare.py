"""The Compare page: which sides it takes, what is new first, and what an address reopens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from tests.app.test_pages import html_of
from tests.cli.conftest import write
from tests.sources.repositories import Made
from views.canvas.component import BoxSelection
from views.compare import choice
from views.source import Source

FIRST = {
    "shop/__init__.py": "",
    "shop/app.py": "from shop.stock import count\n",
    "shop/stock.py": "import shop.old\n\ndef count(): ...\n",
    "shop/old.py": "import shop.nowhere\n",
    "tests/test_app.py": "import shop.app\n",
}
SECOND = FIRST | {"shop/stock.py": "def count(): ...\n"}
EDITED = SECOND | {"shop/app.py": "from shop.stock import count, lost\n"}
NEW = "New in this change: "


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLUMBLINE_PATH", raising=False)
    monkeypatch.setattr("sys.argv", ["app.py"])


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """A repository with two commits, whose files are those of the second."""
    made = Made(tmp_path / "shop")
    made.commit(FIRST, "First")
    made.commit(SECOND, "Stock stands alone")
    made.check_out(SECOND)
    return made


def page(name: str) -> None:
    import streamlit as st

    from views import opening, source, state
    from views.compare import page

    st.session_state[state.ASSETS] = "/app/static/canvas-test/"
    page(opening.opened(source.Source("folder", name)))


def on(folder: Path, **parameters: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=60, kwargs={"name": str(folder)})
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def named(app: AppTest, name: str) -> str:
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def test_an_edited_folder_is_compared_with_what_was_committed(made: Made) -> None:
    made.check_out(EDITED)
    app = on(made.folder)
    said = html_of(app)
    assert f"{NEW}1 new error, 2 modules fail now." in said
    assert said.index(NEW) < said.index("shop.stock has no name lost") < said.index("shop/app.py:1")
    assert "1 test module runs what changed" in said
    assert named(app, "before") == f"revision:{made.folder}@HEAD"
    assert named(app, "after") == f"folder:{made.folder}"


def test_an_unedited_folder_is_compared_with_what_was_before_the_last_change(made: Made) -> None:
    app = on(made.folder)
    said = html_of(app)
    assert f"{NEW}Nothing new is wrong." in said
    assert "3 modules healed" in said
    before = app.selectbox[0]
    assert "First" in before.options[before.index or 0]


PARTS = {
    "findings": "Introduced",
    "affected": "tests.test_app",
    "outcomes": "Other outcomes (2)",
    "edges": "shop.old",
    "lost": "Every name",
    "summary": "**New in this change: 1 new error",
}


def test_each_part_opens_by_its_address(made: Made) -> None:
    made.check_out(EDITED)
    app = on(made.folder, before=f"revision:{made.folder}@main~1")
    for part, told in PARTS.items():
        app.query_params["part"] = part
        app.run()
        assert not app.exception
        texts = (each.value for each in (*app.caption, *app.code, *app.markdown))
        assert told in "\n".join([html_of(app), *texts])
    app.query_params["part"] = "modules"
    app.run()
    (table,) = (each.value for each in app.dataframe if "level after" in each.value)
    rows = {row["module"]: row["change"] for row in table.to_dict("records")}
    assert rows["shop.stock"] == "~ rewritten"


def test_sides_are_swapped_and_chosen(made: Made) -> None:
    app = on(made.folder)
    before = named(app, "before")
    app.button("compare.swap").click().run()
    assert (named(app, "after"), named(app, "before")) == (before, f"folder:{made.folder}")
    assert f"{NEW}1 finding worse, 3 modules fail now." in html_of(app)
    app.selectbox[0].set_value(f"revision:{made.folder}@main").run()
    assert not app.exception
    assert named(app, "before") == f"revision:{made.folder}@main"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" main~1 ", "revision:{}@main~1"),
        ("feature/one", "revision:{}@feature/one"),
        ("/elsewhere", "folder:/elsewhere"),
        ("./beside", "folder:./beside"),
        ("{}@main", "revision:{}@main"),
        ("sample:healthy", "sample:healthy"),
        ("https://git.example/shop.git", "url:https://git.example/shop.git"),
    ],
)
def test_what_is_typed_is_a_revision_a_path_or_an_address(
    typed: str, meant: str, made: Made
) -> None:
    here = Source("folder", str(made.folder))
    found = choice.meant(here, typed.format(made.folder))
    assert str(found) == meant.format(made.folder)


def test_nothing_typed_is_nothing_meant(tmp_path: Path) -> None:
    here = Source("folder", str(write(tmp_path / "alone", SECOND)))
    assert choice.meant(here, "  ") is None
    assert str(choice.meant(here, "main")) == "folder:main", "there are no revisions"


def test_the_same_on_both_sides_is_said(made: Made) -> None:
    assert "Nothing differs" in html_of(on(made.folder, before=f"revision:{made.folder}@HEAD"))


def test_a_module_that_is_picked_is_told_on_both_sides(made: Made) -> None:
    made.check_out(EDITED)
    app = on(made.folder, select="shop.app")
    assert "shop.app: imports → ✕ fails at" in html_of(app)
    assert (
        BoxSelection("shop.app")
        == app.session_state["plumbline.pushed"]["plumbline.compared"].selection
    )


def test_without_a_repository_the_other_side_is_asked_for(tmp_path: Path) -> None:
    folder = write(tmp_path / "alone", SECOND)
    said = html_of(on(folder))
    assert "Choose what to compare it with" in said
    other = write(tmp_path / "other", EDITED)
    assert NEW in html_of(on(other, before=f"folder:{folder}"))


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("revision:{}@nowhere", "has no revision &#x27;nowhere&#x27;"),
        ("folder:/nowhere", "no such folder"),
        ("zip:0123456789abcdef", "Upload it again"),
        ("url:https://git.example/shop.git", "Fetch this repository?"),
    ],
)
def test_a_side_that_is_not_there_is_said(before: str, said: str, made: Made) -> None:
    assert said in html_of(on(made.folder, before=before.format(made.folder)))


@pytest.mark.browser
def test_a_finding_leads_to_the_repository_of_its_side(
    visit: Callable[..., Any], made: Made
) -> None:
    tour = visit()
    after = f"revision:{made.folder}@main"
    page = tour.open(
        f"compare?source=folder:{quote(str(made.folder))}"
        f"&before=revision:{quote(str(made.folder))}@main~1&after={quote(after)}"
    )
    tour.canvas()
    expect(page.get_by_text("New in this change: Nothing new is wrong.")).to_be_visible()
    tour.click("shop.stock")
    expect(page.get_by_text("shop.stock: ✕ fails")).to_be_visible()
    page.get_by_role("link", name="No module shop.nowhere", exact=True).first.click()
    page.wait_for_url(f"**/problems?source=revision*{quote('@', safe='')}main*")
    expect(page.get_by_text("shop @ main").first).to_be_visible()
    tour.assert_clean()
