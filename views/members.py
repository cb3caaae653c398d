"""Duplicate classes beside each other, their members aligned."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.findings import Definition, DuplicateClass, MemberDifference, MemberSide
from views import parts, state
from views.words import Markup, breakable, count, safe

MOST = 6
MOST_IMPORTERS = 5
BODIES = {"same": "= same body", "similar": "≈ similar body", "different": "≠ another body"}
KINDS = {
    "interface": ("!", "with another signature"),
    "body": ("≠", "with another body"),
    "absent": ("◐", "not in all of them"),
}


def side_by_side(finding: DuplicateClass) -> None:
    """One column a definition, one row a member; what all have alike is one row in the end."""
    data = finding.data
    definitions = data.definitions[:MOST]
    head = "".join(_head(each, finding) for each in definitions)
    rows = [_plain("imported by", [_importers(finding, at) for at in range(len(definitions))])]
    told = [row for row in data.differences if any(row.sides[: len(definitions)])]
    alike = [row for row in told if _is_alike(row, len(definitions))]
    # What most have goes first: there the difference is one of signatures and bodies.
    differing = sorted(
        (row for row in told if row not in alike), key=lambda row: row.sides.count(None)
    )
    rows += [_row(row, definitions) for row in differing]
    if alike:
        names = ", ".join(row.name for row in alike)
        rows.append(
            f"<tr><td>= {len(alike)} the same in all</td>"
            f'<td colspan="{len(definitions)}">{safe(names)}</td></tr>'
        )
    used = [", ".join(each.collaborators) for each in definitions]
    if any(used):
        rows.append(_plain("works with", used))
    said = _summary(differing, alike, len(definitions))
    table = f'<table class="members"><tr><th></th>{head}</tr>{"".join(rows)}</table>'
    parts.show(parts.paragraph(said), table)
    if len(data.definitions) > MOST:
        parts.show(parts.paragraph(f"and {len(data.definitions) - MOST} more", "muted"))
    keep = f"{data.canonical.module}:{data.canonical.class_}"
    parts.show(parts.callout("note", f"The one to keep: {keep}", *data.canonical.why))


def _head(definition: Definition, finding: DuplicateClass) -> str:
    """The class, where it stands, and whether it is the one to keep."""
    canonical = finding.data.canonical
    keep = (definition.module, definition.class_) == (canonical.module, canonical.class_)
    mark = '<br><span class="good-ink">★ canonical</span>' if keep else ""
    place = parts.place(
        definition.path, definition.line, breakable(f"{definition.path}:{definition.line}")
    )
    return (
        f"<th><b>{breakable(definition.class_)}</b><br>in {breakable(definition.module)}"
        f"<br>{place}{mark}</th>"
    )


def _summary(
    differing: Sequence[MemberDifference], alike: Sequence[MemberDifference], columns: int
) -> str:
    """How many members there are of each sort, with the signs that their rows have."""
    kinds = [_kind(row, columns) for row in differing]
    told = [
        f"{sign} {kinds.count(kind)} {words}"
        for kind, (sign, words) in KINDS.items()
        if kind in kinds
    ]
    told += [f"= {len(alike)} the same in all"] if alike else []
    return f"Members: {' · '.join(told)}" if told else "No members"


def _kind(row: MemberDifference, columns: int) -> str:
    """The most that tells the definitions apart in a member."""
    there = [side for side in row.sides[:columns] if side is not None]
    if not all(side.same_interface for side in there):
        return "interface"
    if any(side.body != "same" and side.kind != "instance attribute" for side in there):
        return "body"
    return "absent"


def _is_alike(row: MemberDifference, count: int) -> bool:
    return all(
        side is not None and side.same_interface and side.body == "same"
        for side in row.sides[:count]
    )


def _row(row: MemberDifference, definitions: tuple[Definition, ...]) -> str:
    sides = row.sides[: len(definitions)]
    first = next((at for at, side in enumerate(sides) if side is not None), 0)
    alone = sum(side is not None for side in sides) == 1
    cells = [
        _cell(row.name, side, definition, is_first=at == first, alone=alone)
        for at, (side, definition) in enumerate(zip(sides, definitions, strict=True))
    ]
    kind = _kind(row, len(definitions))
    sign, words = KINDS[kind]
    mark = f'<span class="sign" title="{words}" aria-label="{words}">{sign}</span>'
    return f'<tr class="{kind}"><td>{mark} {safe(row.name)}</td>{"".join(cells)}</tr>'


def _cell(
    name: str, side: MemberSide | None, definition: Definition, *, is_first: bool, alone: bool
) -> str:
    if side is None:
        return '<td class="muted">✕ absent</td>'
    kind = "" if side.kind == "method" else f"{side.kind.replace('async method', 'async')} "
    said = f"<code>{safe(kind)}{safe(name)}{safe(side.signature or '')}</code>"
    lines = [f"{said} {parts.place(definition.path, side.line, f'line {side.line}')}"]
    if alone:
        lines.append('<span class="bad-ink">+ only here</span>')
    elif not is_first:
        if not side.same_interface:
            lines.append('<span class="bad-ink">! another signature</span>')
        ink = "muted" if side.body == "same" else "warning"
        if side.kind != "instance attribute":
            lines.append(f'<span class="{ink}">{BODIES[side.body]}</span>')
    return f"<td>{'<br>'.join(lines)}</td>"


def _plain(name: str, cells: Sequence[str]) -> str:
    body = "".join(f"<td>{safe(cell)}</td>" for cell in cells)
    return f"<tr><td>{safe(name)}</td>{body}</tr>"


def importers_part(at: int) -> str:
    """What the address calls the importers of a definition, so that a link opens them."""
    return f"importers-{at}"


def _importers(finding: DuplicateClass, at: int) -> str:
    """Who imports a definition, each at its line; the rest is on the page of the finding."""
    sites = finding.data.definitions[at].import_sites
    if not sites:
        return "nobody"
    lines = [
        parts.joined(
            breakable(each.module), " ", parts.place(each.path, each.line, f"line {each.line}")
        )
        for each in sites[:MOST_IMPORTERS]
    ]
    more = len(sites) - MOST_IMPORTERS
    if more > 0:
        where = {state.FINDING: finding.key, state.PART: importers_part(at)}
        lines.append(parts.link(f"and {count(more, 'more', 'more')}", "problems", **where))
    head = count(len(sites), "module")
    return Markup("<br>".join([head, *lines]))
