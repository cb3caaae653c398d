from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from playwright.sync_api import expect

from analysis import MemoryTree, analyze
from tests.app.test_pages import html_of, opened
from views import inbox
from views.inbox import Filters, left_by, numbers

Begin = Callable[..., Any]

FILES = {
    "app/__init__.py": "",
    "app/a.py": "from app.b import gone\n",
    "app/b.py": "def f():\n    import app.a\n    from app.c import missing\n",
    "app/c.py": "",
    "web/__init__.py": "from app.c import lost\n",
    "tests/test_a.py": "import app.nowhere\n",
    "broken.py": "def (:\n",
    "pyproject.toml": '[tool.plumbline]\ngolden_paths = {start = "web", other = "app.a"}\n',
}
EVERY = inbox.filed(analyze(MemoryTree(FILES)))
CHOICES = {
    name: sorted({choice for each in EVERY for choice in inbox.choices(each, name)})
    for name in ("rule", "severity", "golden", "code", "package")
}


def several(name: str) -> some.SearchStrategy[tuple[str, ...]]:
    return some.lists(some.sampled_from(CHOICES[name]), unique=True, max_size=2).map(tuple)


asked_for = some.builds(
    Filters,
    rule=several("rule"),
    severity=several("severity"),
    golden=several("golden"),
    code=several("code"),
    package=some.sampled_from(["", *CHOICES["package"]]),
    text=some.sampled_from(["", "app", "GONE", "app missing", "no such words"]),
)


def test_the_findings_of_the_tree_tell_every_filter_apart() -> None:
    assert all(len(choices) > 1 for choices in CHOICES.values())


@given(asked_for)
def test_filters_only_leave_out_and_keep_the_order(asked: Filters) -> None:
    left = left_by(EVERY, asked)
    assert left == [each for each in EVERY if each in left]
    for name in asked.active():
        assert set(left) <= set(left_by(EVERY, asked.without(name)))


@given(asked_for, some.sampled_from(sorted(CHOICES)))
def test_the_number_beside_a_choice_is_what_choosing_it_leaves(asked: Filters, name: str) -> None:
    counts = numbers(EVERY, asked, name)
    for choice in CHOICES[name]:
        value = choice if name == "package" else (choice,)
        chosen = Filters(**{**{each: getattr(asked, each) for each in asked.active()}, name: value})
        assert len(left_by(EVERY, chosen)) == counts.get(choice, 0)


def titles(page: str) -> list[str]:
    return re.findall(r'<span class="head"><a [^>]*>([^<]*)</a>', page)


def test_the_address_says_which_findings_are_listed() -> None:
    app = opened("problems", "golden_path", rule="duplicate-class")
    assert not app.exception
    assert [title.partition(":")[0] for title in titles(html_of(app))] == ["DatabaseManager"]
    assert "1 of 3 findings" in html_of(app)


def test_a_pill_is_written_into_the_address() -> None:
    app = opened("problems", "golden_path")
    assert len(titles(html_of(app))) == 3
    app.button_group("severity").set_value(["warning"]).run()
    assert app.query_params["severity"] == "warning"
    assert len(titles(html_of(app))) == 1
    app.selectbox("of").set_value("netra_backend.app.db").run()
    assert app.query_params["of"] == "netra_backend.app.db"
    assert not app.exception


def test_filters_that_hide_everything_say_which_one_does() -> None:
    app = opened("problems", "golden_path", severity="warning", rule="import-cycle")
    page = html_of(app)
    assert not app.exception
    assert "No finding is left by these filters" in page
    assert "Without the rule</a>: 1 finding" in page
    assert "Without the severity</a>: 1 finding" in page
    assert "Clear every filter: 3 findings" in page


def test_a_choice_that_no_finding_has_is_not_asked_for() -> None:
    app = opened("problems", "golden_path", severity="<b>", of="no.such", page="0x")
    assert not app.exception
    assert len(titles(html_of(app))) == 3


def test_a_finding_says_what_to_do_why_and_what_it_is_worth() -> None:
    key = "broken-import:netra_backend.app.db.session:get_db_session_factory"
    page = html_of(opened("problems", "golden_path", finding=key, part="blocked"))
    order = ["What it is worth", "What to do first", "<details open>", "Why: the code"]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert 'data-at="tests/test_ssot_violations.py:16"' in page


@pytest.mark.browser
def test_a_number_of_the_overview_leads_to_a_line_in_two_clicks(visit: Begin) -> None:
    tour = visit()
    page = tour.open()
    row = page.get_by_role("row", name="Duplicate class")
    row.get_by_role("link").first.click()
    page.wait_for_url("**rule=duplicate-class*")
    rows = page.locator(".inbox .item")
    expect(rows).to_have_count(1)

    again = visit()
    again.page.goto(page.url)
    expect(again.page.locator(".inbox .item")).to_have_count(1)
    again.assert_clean()

    rows.first.locator("a.pl-at").click()
    here = page.get_by_role("dialog", name="Code").locator(".here")
    expect(here).to_contain_text("class DatabaseManager")
    expect(here).to_be_in_viewport()
    tour.assert_clean()


@pytest.mark.browser
def test_the_keyboard_walks_the_list_and_picks(visit: Begin) -> None:
    tour = visit()
    page = tour.open("problems")
    # Whoever hears the keys is there, and nothing is drawn anew under them.
    page.wait_for_selector(".pl-drawer header", state="attached")
    page.wait_for_selector(".st-key-fixes .box")
    links = page.locator(".inbox .head a")
    links.first.focus()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**finding=import-cycle*")
    expect(page.locator(".st-key-panel h4").first).to_contain_text("Import cycle")
    expect(links.nth(1)).to_be_focused()
    tour.assert_clean()
