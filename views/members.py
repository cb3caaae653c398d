"""Duplicate classes beside each other, their members aligned."""

from __future__ import annotations

from analysis.findings import Definition, DuplicateClass
from views import parts
from views.words import safe

MOST = 6


def side_by_side(finding: DuplicateClass) -> None:
    """One column a definition, one row a member; what only one of them has stands out."""
    data = finding.data
    definitions = data.definitions[:MOST]
    head = "".join(
        f"<th>{safe(each.module)}:{safe(each.class_)}<br>"
        f'<span class="muted">{safe(each.path)}:{each.line}</span>'
        f"{_mark(each, finding)}</th>"
        for each in definitions
    )
    rows = [_row("importers", [str(len(each.importers)) for each in definitions])]
    rows += [
        _row(name, [_cell(each, name) for each in definitions]) for name in _ordered(definitions)
    ]
    used = [", ".join(each.collaborators) for each in definitions]
    if any(used):
        rows.append(_row("works with", used))
    body = "".join(rows)
    parts.show(f'<table class="members"><tr><th></th>{head}</tr>{body}</table>')
    if len(data.definitions) > MOST:
        parts.show(parts.paragraph(f"and {len(data.definitions) - MOST} more", "muted"))
    canonical = data.canonical
    parts.show(
        parts.callout(
            "note", f"The one to keep: {canonical.module}:{canonical.class_}", *canonical.why
        )
    )


def _mark(definition: Definition, finding: DuplicateClass) -> str:
    canonical = finding.data.canonical
    same = (definition.module, definition.class_) == (canonical.module, canonical.class_)
    return '<br><span class="good-ink">★ canonical</span>' if same else ""


def _ordered(definitions: tuple[Definition, ...]) -> list[str]:
    """Members that most definitions share first, in the order of the first that has them."""
    order: dict[str, int] = {}
    for definition in definitions:
        for member in definition.members:
            order[member.name] = order.get(member.name, 0) + 1
    return sorted(order, key=lambda name: -order[name])


def _cell(definition: Definition, name: str) -> str:
    for member in definition.members:
        if member.name == name:
            return f"{name}{member.signature}" if member.signature else f"{name} ({member.kind})"
    return "✕"


def _row(name: str, cells: list[str]) -> str:
    lone = sum(cell != "✕" for cell in cells) == 1 and len(cells) > 1
    kind = ' class="bad-ink"' if lone else ""
    body = "".join(
        f'<td class="muted">{safe(cell)}</td>' if cell == "✕" else f"<td{kind}>{safe(cell)}</td>"
        for cell in cells
    )
    return f"<tr><td>{safe(name)}</td>{body}</tr>"
