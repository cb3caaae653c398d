"""The imports that a log leads through, drawn as a row of boxes."""

from __future__ import annotations

from analysis import Analysis
from analysis.triage.report import Diagnosis, MappedFrame
from views import parts, state
from views.words import safe

LONGEST = 90


def drawn(analysis: Analysis, diagnosis: Diagnosis) -> str:
    """Each module that the frames lead through with the statement that leads on; the last fails."""
    steps = _last_of_each_run(diagnosis.frames)
    if not steps:
        return ""
    boxes = []
    for at, frame in enumerate(steps):
        last = at == len(steps) - 1
        kind = "step breaks" if last and diagnosis.stands else "step"
        name = (
            parts.link(frame.module, "modules", **{state.SELECT: frame.module})
            if frame.module in analysis.structure.project.modules
            else frame.module
        )
        place = parts.place(frame.path, frame.line)
        mark = "✕ " if last and diagnosis.stands else ""
        text = frame.text or ""
        shown = text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
        boxes.append(
            f'<li class="{kind}"><div>{mark}<b>{safe(name)}</b> <small>{place}</small></div>'
            f"{f'<code>{safe(shown)}</code>' if shown else ''}</li>"
        )
    return f'<ol class="pl-chain">{"".join(boxes)}</ol>'


def _last_of_each_run(frames: tuple[MappedFrame, ...]) -> list[MappedFrame]:
    """The last frame of each module on the way: the one that leads to the next."""
    found: list[MappedFrame] = []
    for frame in frames:
        if found and found[-1].module == frame.module:
            found[-1] = frame
        else:
            found.append(frame)
    return found
