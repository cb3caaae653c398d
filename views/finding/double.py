"""Files that are imported under two names, and who imports them by which."""

from __future__ import annotations

from analysis.findings import DoubleImportData
from views import parts
from views.words import safe

MOST = 60


def details(data: DoubleImportData) -> None:
    """A row for each file, the imports by its first and by its second name beside each other."""
    rows = []
    for file in data.files[:MOST]:
        cells = [
            "<br>".join(parts.place(each.path, each.line) for each in importers[:MOST])
            for importers in (file.importers, file.second_importers)
        ]
        classes = safe(", ".join(file.classes)) or "none"
        rows.append(
            f"<tr><td>{safe(file.path)}</td><td><code>{safe(file.module)}</code><br>{cells[0]}</td>"
            f"<td><code>{safe(file.second)}</code><br>{cells[1]}</td><td>{classes}</td></tr>"
        )
    head = "<tr><th>file</th><th>by its name</th><th>by another</th><th>classes twice</th></tr>"
    parts.show(f"<table>{head}{''.join(rows)}</table>")
    if len(data.files) > MOST:
        parts.show(parts.paragraph(f"and {len(data.files) - MOST} more", "muted"))
