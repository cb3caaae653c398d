"""Both sides, opened, and what lies between them: computed once and kept."""

from __future__ import annotations

import msgspec

from analysis import Analysis, Change, change_of
from analysis.report import change_json, change_markdown, change_mermaid
from views.compare.choice import title_of
from views.opening import Opened
from views.shelf import of_analysis
from views.sides.value import AFTER, BEFORE, Sides
from views.source import Source
from views.standing import standing


class Compared(msgspec.Struct, frozen=True):
    """What the page shows. `waived` are keys of findings that do not count."""

    before: Opened
    after: Opened
    change: Change
    sides: Sides
    waived: frozenset[str]

    @property
    def titles(self) -> tuple[str, str]:
        """What the sides are called."""
        return title_of(self.before.source), title_of(self.after.source)


def compared(before: Opened, after: Opened, shown: Source) -> Compared:
    """Two opened sides; `shown` is the repository whose files open beside the page."""
    change = _change(after.key, before.key, before.analysis, after.analysis)
    open_side = {after.source: AFTER, before.source: BEFORE}.get(shown, "")
    return Compared(
        before=before,
        after=after,
        change=change,
        sides=Sides(
            before_key=before.key,
            after_key=after.key,
            before=before.analysis,
            after=after.analysis,
            comparison=change.comparison,
            open_side=open_side,
        ),
        waived=frozenset(finding.key for finding, _ in standing(after.analysis).waived),
    )


@of_analysis(most=4, spinner="Comparing …")
def _change(after_key: str, before_key: str, _before: Analysis, _after: Analysis) -> Change:
    return change_of(_before, _after)


def as_markdown(seen: Compared) -> str:
    """The change for a pull request."""
    picture = change_mermaid.render(seen.change)
    return change_markdown.render(seen.change, *seen.titles, picture, seen.waived)


def as_json(seen: Compared) -> str:
    """The change for scripts."""
    return change_json.render(seen.before.analysis, seen.after.analysis, seen.change, seen.waived)
