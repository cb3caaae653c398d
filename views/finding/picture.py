"""A finding on a small map."""

from __future__ import annotations

from analysis.findings import AnyFinding, DuplicateClass
from views import cached, parts
from views.canvas.component import CLASSES, LOW, MODULES, canvas
from views.canvas.payload import draw
from views.opening import Opened
from views.words import rule_words


def surroundings(opened: Opened, finding: AnyFinding, key: str, head: str) -> None:
    """What it is about and what stands around it; nothing where there is nothing to draw."""
    picture = cached.finding_picture(opened.key, opened.analysis, finding.key)
    if picture is None or not picture.boxes:
        return
    parts.show(parts.section(head))
    canvas(
        key,
        (draw(picture),),
        view=f"{opened.source}.{finding.key}",
        title=f"{rule_words(finding)} and its surroundings",
        hidden=picture.hidden,
        height=LOW,
        inside=CLASSES if isinstance(finding, DuplicateClass) else MODULES,
        compact=True,
    )
