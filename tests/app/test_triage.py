from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from analysis import Analysis, MemoryTree, analyze
from analysis.sources.directory import open_directory
from analysis.triage.examine import examine
from analysis.triage.report import Claim, ClaimType, Triage, Verdict
from tests.app.test_every_page import assert_whole
from tests.app.test_pages import html_of, opened
from views.triage import pasted, tracker, written
from views.triage.told import VERDICTS, told_of

Begin = Callable[..., Any]
GOLDEN = Path(__file__).parents[2] / "sample_repos/golden_path"
ISSUE = (GOLDEN / "ISSUE.md").read_text("utf-8")
LOG = """\
Traceback (most recent call last):
  File "/app/main.py", line 7, in <module>
    from netra_backend.app.application import create_application
  File "/app/netra_backend/app/application.py", line 7, in <module>
    from netra_backend.app.routes import health, threads, websocket
  File "/app/netra_backend/app/routes/websocket.py", line 9, in <module>
    from netra_backend.app.websocket_core.websocket_factory import factory
  File "/app/netra_backend/app/websocket_core/websocket_factory.py", line 8, in <module>
    from netra_backend.app.db.session import get_db_session_factory
ImportError: cannot import name 'get_db_session_factory' from 'netra_backend.app.db.session'
"""
STALE = LOG.replace("line 8", "line 3").replace("get_db_session_factory", "session_maker")
FOREIGN = LOG.replace("netra_backend", "bakery").replace("main.py", "oven.py")
HOSTILE = f"""\
- `netra_backend/app/db/session.py` does not define `get_db_session_factory` <img src=x> ![a](//b.c)
- `netra_backend.app.db.session` has no `<script>alert(1)</script>`

{LOG.replace("'netra_backend.app.db.session'", "'netra_backend.app.db.session' <img src=x>")}
"""
FACTORY = "netra_backend/app/websocket_core/websocket_factory.py:8"


@pytest.fixture(autouse=True)
def no_repository_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLUMBLINE_PATH", raising=False)
    monkeypatch.setattr("sys.argv", ["app.py"])


def checked(text: str, **parameters: str) -> AppTest:
    """The page once `text` was put into its box."""
    app = opened("triage", "golden_path", **parameters)
    app.text_area[0].set_value(text)
    next(each for each in app.button if each.label == "Check it").click().run()
    assert not app.exception
    return app


def rows(app: AppTest) -> list[str]:
    """The verdict of each row of the list."""
    return re.findall(
        r'<div class="item"><div><span class="[\w-]+">\S+ ([^<]+)</span>', html_of(app)
    )


def parts_of(app: AppTest) -> list[str]:
    [control] = app.get("button_group")
    return [each.content for each in control.proto.options]


def places(app: AppTest) -> list[str]:
    return re.findall(r'data-at="([^"]+)"', html_of(app))


def test_an_empty_page_says_what_can_be_pasted() -> None:
    app = opened("triage", "golden_path")
    assert "A traceback, or a whole log" in html_of(app)
    assert "A ticket, in Markdown or plain words" in html_of(app)
    assert rows(app) == []


def test_every_claim_of_a_ticket_has_its_verdict_and_the_strip_counts_them() -> None:
    found = examine(analyze_golden(), ISSUE, propose=False)
    app = checked(ISSUE)
    expected = Counter(VERDICTS[claim.verdict][1] for claim in found.claims)
    assert Counter(row for row in rows(app) if row != "Still there") == expected
    assert rows(app).count("Still there") == len(found.tracebacks) == 2
    for sign, word, _ in VERDICTS.values():
        assert f"{sign} {expected[word]} {word.lower()}".replace("'", "&#x27;") in html_of(app)


def test_the_address_says_which_claim_is_open_and_its_evidence_can_be_opened() -> None:
    page = checked(ISSUE, told="claim-24")
    assert "an identical copy, built on" in html_of(page)
    assert "The copies are not identical" in html_of(page)
    assert "netra_backend/app/db/database_manager.py:36" in places(page)
    assert "netra_backend/app/database/__init__.py:39" in places(page)


def test_a_traceback_shows_cause_way_and_blocked_modules() -> None:
    app = checked(LOG)
    page = html_of(app)
    assert "A name is missing" in page
    assert parts_of(app) == ["What it tells", "The text", "Take away", "Tracker"]
    assert FACTORY in places(app)
    way = re.findall(r'<li class="(step[ \w]*)"><div>(?:✕ )?<b><a [^>]*>([^<]+)<', page)
    assert [module.rpartition(".")[2] for _, module in way] == [
        *("main", "application", "websocket", "websocket_factory")
    ]
    assert [kind for kind, _ in way] == ["step", "step", "step", "step breaks"]
    assert "4 modules" in page
    assert "Repair this" in [each.label for each in app.button]


def test_a_log_that_is_older_than_the_code_is_said_to_be_so() -> None:
    page = html_of(checked(STALE))
    assert "Changed since" in page
    assert "The code no longer matches the log" in page
    assert "Still there" not in page


@pytest.mark.parametrize(
    "text", [FOREIGN, "The weather is fine.\n"], ids=["another repository", "nothing at all"]
)
def test_a_foreign_text_is_said_to_be_foreign(text: str) -> None:
    app = checked(text)
    assert "Nothing of this repository in here" in html_of(app)
    assert parts_of(app) == ["What it tells", "The text"]
    assert "Repair this" not in [each.label for each in app.button]


@pytest.mark.parametrize("part", ["told", "text", "take-away", "tracker"])
def test_what_a_text_says_is_never_markup(part: str) -> None:
    app = checked(HOSTILE, part=part)
    for row in ("claim-1", "traceback-4"):
        app.query_params["told"] = row
        page = html_of(app.run())
        assert not app.exception
        assert "<img" not in page
        assert "<script" not in page
    if part != "take-away" and part != "tracker":
        assert "&lt;img src=x" in page
    assert not any("![a]" in each.value for each in app.markdown)


def test_the_address_has_nothing_of_the_text() -> None:
    app = checked(ISSUE)
    said = "".join(map(str, app.query_params.values()))
    assert "get_db_session_factory" not in said
    assert len(said) < 100


def test_the_text_can_be_changed_where_it_was_pasted() -> None:
    app = checked(FOREIGN)
    next(each for each in app.button if each.label == "Change the text").click().run()
    assert app.text_area[0].value == FOREIGN
    app.text_area[0].set_value(LOG)
    next(each for each in app.button if each.label == "Check it").click().run()
    assert rows(app) == ["Still there"]


def test_the_ticket_of_a_repository_is_offered() -> None:
    app = opened("triage", "golden_path")
    next(each for each in app.button if "ISSUE" in each.label).click().run()
    assert not app.exception
    assert len(rows(app)) > 5


def test_only_tickets_and_logs_at_the_top_are_offered() -> None:
    files = ["ISSUE.md", "README.md", "a.py", "docs/ISSUE.md", "issue_template.py", "ticket-4.txt"]
    tree = MemoryTree(dict.fromkeys(files, ""))
    assert pasted.examples(tree) == ["ISSUE.md", "ticket-4.txt"]


def test_a_text_that_is_too_large_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pasted, "LARGEST", 50)
    app = checked(LOG)
    assert "cut out what it is about" in app.error[0].value
    assert rows(app) == []


def test_a_tracker_is_made_and_one_that_is_pasted_is_checked_again() -> None:
    app = checked(ISSUE, part="tracker")
    made = next(each.value for each in app.code if "Remediation" in each.value)
    assert made.startswith("# Remediation of 3 violations")
    assert any("def test_" in each.value for each in app.code)

    # A box that somebody ticked too early opens again.
    again = checked(made.replace("- [ ] **V1**", "- [x] **V1**"))
    page = html_of(again)
    assert "A tracker, checked again: 0 of 3 violations are gone" in page
    assert "☐ open again: V1 netra" in page
    assert "plumbline:tick" not in page
    assert page.count('"finding": "'.replace('"', "&quot;")) == 3


def test_the_answer_can_be_copied_and_taken_away() -> None:
    app = checked(ISSUE, part="take-away")
    [shown] = app.code
    assert shown.value.startswith("# Triage")
    assert "### Refuted: " in shown.value
    names = [each.proto.label for each in app.get("download_button")]
    assert names == ["Markdown", "JSON"]


def test_boxes_are_told_with_their_state() -> None:
    text = "- [x] one <!-- note -->\n* [ ] two\n[x] none\n  1. [X] three\n"
    assert tracker.boxes(text) == [(True, "one"), (False, "two"), (True, "three")]


def test_an_archive_is_the_same_for_the_same_tests() -> None:
    files = {"b.py": "1\n", "a.py": "é\n"}
    assert tracker.zipped(files) == tracker.zipped(dict(reversed(files.items())))


def claim(line: int, text: str = "x") -> Claim:
    return Claim(text, line, ClaimType.CYCLE, (), Verdict.REFUTED, "")


def test_names_of_what_is_told_are_unique_and_come_from_lines() -> None:
    found = told_of(Triage(claims=(claim(9), claim(3), claim(9, "y"))))
    assert [each.id for each in found] == ["claim-3", "claim-9", "claim-9-2"]
    assert [each.said.text for each in found if isinstance(each.said, Claim)] == ["x", "x", "y"]


def test_of_a_long_text_what_stands_around_is_shown() -> None:
    lines = "\n".join(f"line-{number}" for number in range(1, 3000))
    page = written.shown(lines, told_of(Triage(claims=(claim(2000),))))
    assert "line-2000<" in page
    assert "line-1994<" in page
    assert "line-1000<" not in page
    assert page.count("pl-mark") == 1


def analyze_golden() -> Analysis:
    return analyze(open_directory(GOLDEN))


@pytest.mark.browser
def test_from_a_paste_to_its_evidence_and_to_the_repair(visit: Begin) -> None:
    seen = visit()
    page = seen.open("triage")
    page.get_by_label("Traceback, log or ticket").fill(LOG + "\nAlso nobody calls it.\n")
    page.get_by_role("button", name="Check it").click()
    panel = page.locator(".st-key-panel")
    link = panel.locator("a.pl-at").filter(has_text="websocket_factory.py:8").first
    link.click()
    drawer = page.get_by_role("dialog", name="Code")
    expect(drawer.locator(".here")).to_contain_text("import get_db_session_factory")
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    seen.canvas()
    assert_whole(page)
    assert "create_application" not in page.url
    page.get_by_role("button", name="Repair this").click()
    page.wait_for_url("**/repair?**finding=broken-import**")
    assert "fix=" in page.url
    # The text is still there when one comes back.
    page.get_by_role("link", name="Triage").click()
    expect(page.get_by_text("Still there").first).to_be_visible()
    page.get_by_role("button", name="Change the text").click()
    page.get_by_label("Traceback, log or ticket").fill(HOSTILE)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_text("<img src=x>").first).to_be_visible()
    assert_whole(page)
    seen.assert_clean()
