"""The statements that ask for what is not there, told apart by what happens at each."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.findings import ImportSite, SiteKind
from views import parts
from views.words import count

MOST_OF_A_KIND = 50
WORDS = {
    SiteKind.AT_IMPORT: ("At import", "the importer can't be imported while it fails"),
    SiteKind.DEFERRED: ("Deferred", "raises when the function is called"),
    SiteKind.GUARDED: ("Guarded", "an except, or suppress, goes on without it"),
    SiteKind.TYPE_CHECKING: ("For type checkers", "never runs"),
    SiteKind.EXPECTED: ("Expected by a test", "the test states that it fails: leave it"),
}


def show_sites(sites: Sequence[ImportSite]) -> None:
    """One table, a kind of site after another, what breaks at once first."""
    rows: list[tuple[object, ...]] = []
    for kind, (name, consequence) in WORDS.items():
        found = [site for site in sites if site.kind is kind]
        for at, site in enumerate(found[:MOST_OF_A_KIND]):
            said = f"{name} ({len(found):,}): {consequence}" if at == 0 else ""
            function = f"{site.function}()" if site.function else ""
            rows.append((said, parts.place(site.path, site.line), site.importer, function))
        if len(found) > MOST_OF_A_KIND:
            rows.append(("", f"and {len(found) - MOST_OF_A_KIND:,} more", "", ""))
    parts.show(
        parts.paragraph(f"{count(len(sites), 'statement asks', 'statements ask')} for it:"),
        parts.table(["what happens", "place", "importer", "in"], rows),
    )
