"""Every number of a page is a link, or stands in one that is."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from tests.app.test_pages import html_of, opened

PAGES = [
    ("overview", {}),
    ("modules", {"select": "netra_backend.app.db.session"}),
    ("modules", {"select": "main"}),
    ("modules", {"select": "netra_backend"}),
    ("modules", {"select": "netra_backend->shared"}),
    ("modules", {"view": "list"}),
    ("classes", {"select": "netra_backend.app.db.database_manager:DatabaseManager"}),
    ("repair", {}),
]
VOID = {"br", "img", "hr", "input"}


class Numbers(HTMLParser):
    """The cells and tiles that hold nothing but a number, outside of any link."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.bare: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            kind = dict(attrs).get("class") or ""
            self.open.append(f"{tag}.{kind}")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().partition(".")[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        inside = self.open
        linked = any(each.startswith("a.") for each in inside)
        counted = any(each in ("td.num", "b.") or each.startswith("span.chip") for each in inside)
        if counted and not linked and data.replace(",", "").strip().isdigit():
            self.bare.append(f"{'>'.join(inside)}: {data}")


@pytest.mark.parametrize(
    ("page", "parameters"), PAGES, ids=[f"{page}{list(asked.values())}" for page, asked in PAGES]
)
def test_every_number_leads_somewhere(page: str, parameters: dict[str, str]) -> None:
    app = opened(page, "golden_path", **parameters)
    assert not app.exception
    read = Numbers()
    read.feed(html_of(app))
    assert read.bare == []
    assert "data-at=" in html_of(app) or "data-go=" in html_of(app)
