from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.app.conftest import Visit

pytestmark = pytest.mark.browser


def test_a_waiver_is_written_down_beside_its_finding(visit: Callable[..., Visit]) -> None:
    seen = visit(dark=True)
    page = seen.open("problems")
    seen.canvas()
    page.get_by_text("Waive with reason").click()
    reason = page.get_by_label("Reason")
    reason.fill('comes back "soon" <b>')
    reason.press("Enter")
    lines = page.get_by_test_id("stCode").filter(has_text="[[tool.plumbline.waivers]]")
    lines.wait_for()
    assert 'reason = "comes back \\"soon\\" <b>"' in lines.inner_text()
    assert lines.locator("b").count() == 0
    # This server may serve others: it gives the lines, and writes nothing.
    page.get_by_text("Copy it to the end of pyproject.toml").wait_for()
    assert page.get_by_role("button", name="Add to pyproject.toml").count() == 0
    seen.assert_clean()
