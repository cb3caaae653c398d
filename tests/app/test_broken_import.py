"""What the page of a broken import shows below its picture."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.app.test_pages import html_of


def details(more_lines: int, committed: bool) -> None:
    from analysis.extract.facts import Timing
    from analysis.findings import Candidate, ImportSite, LastRevision
    from analysis.sources.history import Revision
    from views.finding.candidates import show_candidates
    from views.finding.sites import show_sites

    last = Revision("1" * 40, "1" * 10, "2025-03-01T10:00:00+01:00", "<i>Ada</i>", "<b>Add</b>")
    removed = Revision("2" * 40, "2" * 10, "2025-03-02T10:00:00+01:00", "Bo", "Remove")
    past = LastRevision(
        last=last,
        removed_in=removed if committed else None,
        path="p/core.py",
        line=7,
        text="def gone():\n    return '<script>'",
        more_lines=more_lines,
    )
    show_candidates(
        (
            Candidate("p.core", "fresh", "the same body", 0.97, "same-body"),
            Candidate("p.core", "gone", "had it", 0.3, "git", past),
        )
    )
    show_sites(
        [
            ImportSite("a.py", 1, "a", Timing.IMPORT, False, None, False),
            *(
                ImportSite("t.py", line, "t", Timing.DEFERRED, False, "test", True)
                for line in range(1, 61)
            ),
        ]
    )


def shown(more_lines: int = 0, committed: bool = True) -> str:
    app = AppTest.from_function(
        details, default_timeout=60, kwargs={"more_lines": more_lines, "committed": committed}
    )
    app.run()
    assert not app.exception
    return html_of(app)


def test_a_candidate_says_what_speaks_for_it() -> None:
    page = shown()
    assert "<td>fresh</td><td>same body</td><td>the same body</td>" in page
    assert "<td>gone</td>" not in page, "what git had is no place to import from"


def test_what_git_had_is_shown_as_code_with_its_commits() -> None:
    page = shown(more_lines=3)
    assert "<td>last in</td><td>1111111111, 2025-03-01 10:00:00+01:00, &lt;i&gt;Ada" in page
    assert "<td>removed in</td><td>2222222222, 2025-03-02 10:00:00+01:00, Bo</td>" in page
    assert "p/core.py:7 as it was" in page
    assert '<i>7</i><code><b class="word">def</b> gone():</code>' in page
    assert "and 3 more lines" in page
    assert "<script>" not in page
    assert "not committed yet" in shown(committed=False)


def test_sites_are_told_apart() -> None:
    page = shown()
    assert "61 statements ask for it" in page
    assert page.index("At import (1)") < page.index("Expected by a test (60)")
    assert 'data-at="a.py:1"' in page
    assert "and 10 more" in page
