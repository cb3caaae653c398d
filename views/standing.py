"""Which findings count today, and what the settings of a repository get wrong."""

from __future__ import annotations

import datetime

from analysis import Analysis
from analysis.findings import Standing, stand, words_of
from views import parts
from views.words import count

MOST_PROBLEMS = 6


def today() -> datetime.date:
    """The day by which waivers expire: in UTC, as on the command line."""
    return datetime.datetime.now(datetime.UTC).date()


def standing(analysis: Analysis) -> Standing:
    """Which findings count, and which are waived."""
    return stand(analysis.findings, analysis.settings.waivers, today())


def show_problems(analysis: Analysis) -> None:
    """What is wrong with the settings; nothing where they are sound."""
    problems = analysis.settings.problems
    if not problems:
        return
    shown = list(problems[:MOST_PROBLEMS])
    if len(problems) > MOST_PROBLEMS:
        shown.append(f"and {len(problems) - MOST_PROBLEMS} more")
    head = f"✕ {count(len(problems), 'problem')} in the settings of this repository"
    parts.show(
        parts.callout("bad", head, *shown, "What they speak of is left out, the rest holds.")
    )


def show_stale(found: Standing) -> None:
    """Waivers that expired, and those that no finding needs."""
    lines = [
        f"{finding.title}: its waiver expired after {found.expired[finding.key].until}"
        for finding in found.counting
        if finding.key in found.expired
    ]
    lines += [f"{words_of(waiver)}: no finding needs it any more" for waiver in found.stale]
    if lines:
        more = [f"and {len(lines) - MOST_PROBLEMS} more"] * (len(lines) > MOST_PROBLEMS)
        parts.show(parts.callout("doubt", "▲ Waivers to look at", *lines[:MOST_PROBLEMS], *more))
