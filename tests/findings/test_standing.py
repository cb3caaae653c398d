"""Which findings count on a day."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.findings import Standing, stand, words_of
from analysis.sources.settings import Waiver
from tests.report.made import ALL, BROKEN, CYCLE, DUPLICATE, UNPARSABLE

LAST = datetime.date(2030, 12, 31)
DAY = datetime.timedelta(days=1)


def waiver(
    until: datetime.date = LAST,
    finding: str | None = None,
    rule: str | None = None,
    subject: str | None = None,
    path: str | None = None,
) -> Waiver:
    return Waiver("agreed", until, finding, rule, subject, path)


def keys(standing: Standing) -> tuple[set[str], set[str], set[str]]:
    return (
        {finding.key for finding in standing.counting},
        {finding.key for finding, _ in standing.waived},
        {finding.key for finding in standing.known},
    )


def test_without_waivers_and_baseline_all_count() -> None:
    assert stand(ALL, (), LAST) == Standing(ALL)


@pytest.mark.parametrize(
    ("today", "counts"), [(LAST - DAY, False), (LAST, False), (LAST + DAY, True)]
)
def test_a_waiver_holds_to_the_end_of_its_last_day(today: datetime.date, counts: bool) -> None:
    one = waiver(finding=BROKEN.key)
    found = stand(ALL, [one], today)
    assert (BROKEN in found.counting) is counts
    assert found.expired == ({BROKEN.key: one} if counts else {})
    assert found.waiver_of(BROKEN.key) == (None if counts else one)
    assert found.stale == ()


@pytest.mark.parametrize(
    ("of", "waived"),
    [
        ({"finding": BROKEN.key}, {BROKEN.key}),
        ({"rule": "import-cycle"}, {CYCLE.key}),
        ({"rule": "import-cycle", "subject": "pkg.*"}, {CYCLE.key}),
        ({"rule": "import-cycle", "subject": "pkg.c"}, set()),
        ({"rule": "import-cycle", "path": "pkg/"}, {CYCLE.key}),
        ({"rule": "import-cycle", "path": "pkg/c.py"}, set()),
        ({"rule": "import-cycle", "path": "[cd].py", "subject": "pkg.?"}, {CYCLE.key}),
        ({"rule": "import-cycle", "path": "pkg/", "subject": "other.*"}, set()),
        ({"rule": "duplicate-class", "subject": "*:Store"}, {DUPLICATE.key}),
        ({"rule": "undefined-name", "subject": "pkg.d"}, set()),
    ],
)
def test_what_a_waiver_reaches(of: dict[str, str], waived: set[str]) -> None:
    one = waiver(LAST, **of)
    found = stand(ALL, [one], LAST)
    assert keys(found)[1] == waived
    assert found.stale == (() if waived else (one,))


def test_the_waiver_that_lasts_longest_counts() -> None:
    short, long = waiver(LAST, rule="import-cycle"), waiver(LAST + DAY, finding=CYCLE.key)
    found = stand(ALL, [short, long], LAST + DAY)
    assert found.waiver_of(CYCLE.key) == long
    assert found.expired == {}
    assert found.stale == ()


def test_a_baseline_sets_aside_what_it_has_and_tells_what_is_gone() -> None:
    found = stand(ALL, (), LAST, [BROKEN.key, "import-cycle:fixed", "broken-import:fixed"])
    assert found.known == (BROKEN,)
    assert BROKEN not in found.counting
    assert found.gone == ("broken-import:fixed", "import-cycle:fixed")


def test_an_empty_baseline_is_one() -> None:
    assert stand(ALL, (), LAST, ()).gone == ()


def test_what_is_waived_is_not_gone_from_the_baseline() -> None:
    found = stand([UNPARSABLE], [waiver(finding=UNPARSABLE.key)], LAST, [UNPARSABLE.key])
    assert keys(found) == (set(), {UNPARSABLE.key}, set())
    assert found.gone == ()


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ({"finding": "a:b"}, "a:b (until 2030-12-31)"),
        ({"rule": "r"}, "r (until 2030-12-31)"),
        (
            {"rule": "r", "subject": "p.*", "path": "p/"},
            "r subject p.* path p/ (until 2030-12-31)",
        ),
    ],
)
def test_a_waiver_in_words(of: dict[str, str], words: str) -> None:
    assert words_of(waiver(LAST, **of)) == words


some = st.lists(
    st.builds(
        waiver,
        st.sampled_from([LAST - DAY, LAST, LAST + DAY]),
        finding=st.sampled_from([finding.key for finding in ALL]),
    )
    | st.builds(waiver, st.just(LAST), rule=st.sampled_from(["import-cycle", "broken-import"]))
)


@given(some, st.none() | st.lists(st.sampled_from([finding.key for finding in ALL])))
def test_each_finding_stands_in_one_place(
    waivers: list[Waiver], baseline: list[str] | None
) -> None:
    found = stand(ALL, waivers, LAST, baseline)
    counting, waived, known = keys(found)
    assert counting | waived | known == {finding.key for finding in ALL}
    assert len(counting) + len(waived) + len(known) == len(ALL)
    assert found.expired.keys() <= counting
    assert [finding for finding in ALL if finding in found.counting] == list(found.counting)
