"""The Export page, and the second opinion on the Overview."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest

from analysis.cross_check.value import CrossCheck, OneSided, Reason
from tests.app.test_pages import html_of, opened
from tests.report import golden
from views import cross_check
from views.export_files import FORMATS, Group, text_of
from views.opening import Opened
from views.source import Source


@pytest.fixture(scope="module")
def shop() -> Opened:
    return Opened("shop", Source("sample", "tangled_shop"), golden.sample("tangled_shop"))


def test_every_file_has_a_place_and_a_name_of_its_own() -> None:
    assert {each.group for each in FORMATS} == set(Group)
    assert len({each.file_name for each in FORMATS}) == len(FORMATS)
    assert len({each.title for each in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize("form", [each.form for each in FORMATS])
def test_every_file_is_what_its_name_says(form: str, shop: Opened) -> None:
    text = text_of(form, shop)
    ending = next(each.file_name for each in FORMATS if each.form == form).rpartition(".")[2]
    match ending:
        case "json":
            assert json.loads(text)
        case "svg" | "graphml":
            assert len(ElementTree.fromstring(text)) > 2
        case "csv":
            head, *rows = csv.reader(io.StringIO(text, newline=""))
            assert rows
            assert all(len(row) == len(head) for row in rows)
        case "html":
            assert text.startswith("<!DOCTYPE html>")
            assert "git apply" not in text
            assert 'class="diff"' in text
        case "patch":
            # No repair of this sample is safe.
            assert text == ""
        case _:
            assert text.strip()


def test_a_picture_is_looked_at_and_a_text_is_read() -> None:
    app = opened("export", "golden_path")
    assert not app.exception
    assert len(app.get("image")) == 1
    assert "plumbline-modules.svg" in app.caption[0].value
    app.selectbox(key="preview").select("Findings, CSV").run()
    assert not app.exception
    assert "broken-import" in app.code[0].value
    assert len(app.get("image")) == 0


def test_dark_paper_is_asked_for(shop: Opened) -> None:
    assert text_of("map-svg", shop, dark=True) != text_of("map-svg", shop)


def test_pydeps_is_asked_on_request_only() -> None:
    app = opened("overview", "healthy")
    assert not app.exception
    assert "that both have" not in html_of(app)
    app.button(key="ask.pydeps").click().run()
    assert not app.exception
    assert "29 edges at import time that both have" in html_of(app)
    assert "Every difference has its reason" in html_of(app)
    table = app.dataframe[-1].value
    assert set(table["only"]) == {"pydeps"}


def told(check: CrossCheck, monkeypatch: pytest.MonkeyPatch, sample: str) -> str:
    """What the page says where pydeps answers `check`."""
    monkeypatch.setattr(cross_check, "_checked", lambda key, analysis: check)
    app = opened("overview", sample)
    app.button(key="ask.pydeps").click().run()
    assert not app.exception
    return html_of(app)


def test_what_pydeps_could_not_do_is_told_as_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = CrossCheck(False, "", 0, 0, problems=("pydeps failed: <b>no room</b>",))
    said = told(failed, monkeypatch, "healthy")
    assert "pydeps gave no answer" in said
    assert "&lt;b&gt;no room&lt;/b&gt;" in said
    odd = OneSided("a", "b", Reason.UNEXPLAINED)
    said = told(CrossCheck(True, "3", 2, 1, (odd,), (), ("half",)), monkeypatch, "healthy")
    assert "pydeps could not do all of it" in said
    assert "1 difference without a known reason" in said
