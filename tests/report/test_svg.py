"""The map as an SVG file."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from analysis.extract.facts import Timing
from analysis.graphs.picture import Arrow, Badges, Box, Picture
from analysis.report import svg
from analysis.report.svg.element import fitted, number, width_of
from analysis.report.svg.sheet import CLASSES

SVG = "{http://www.w3.org/2000/svg}"


def box(id: str, y: float = 0, kind: str = "module", **more: object) -> Box:
    made = {"label": id.rpartition(".")[2], "x": 100, "y": y, "width": 120, "height": 40}
    return Box(id=id, kind=kind, level=0, **(made | more))  # type: ignore[arg-type]


def arrow(source: str, target: str, **more: object) -> Arrow:
    given = {"kind": "import", "timing": Timing.IMPORT, "count": 1} | more
    return Arrow(source, target, **given)  # type: ignore[arg-type]


def words(document: str) -> list[str]:
    root = ElementTree.fromstring(document)
    return ["".join(each.itertext()) for each in root.iter(f"{SVG}text")]


def titles(document: str) -> list[str]:
    root = ElementTree.fromstring(document)
    return ["".join(each.itertext()) for each in root.iter(f"{SVG}title")]


SMALL = Picture(
    boxes=(
        box("pkg", kind="open-package", width=400, height=500, y=200),
        box("pkg.a", badges=Badges(cycles=2, broken=1), outcome="fails"),
        box("pkg.b", y=120, kind="package", contains=7),
        box("pkg.c", y=240, outcome="unknown", badges=Badges(duplicates=3)),
        box("ghost:pkg.gone", y=360, kind="ghost"),
    ),
    arrows=(
        arrow("pkg.a", "pkg.b", count=12),
        arrow("pkg.b", "pkg.a", cycle=True, upward=True),
        arrow("pkg.a", "pkg.c", timing=Timing.DEFERRED),
        arrow("pkg.c", "ghost:pkg.gone", kind="broken"),
    ),
    hidden=("3 test modules are not drawn.",),
)


def test_every_box_has_its_name_and_its_full_name() -> None:
    document = svg.render(SMALL, "Modules of shop")
    assert {"pkg", "a", "b", "c", "7 modules", "✕ gone", "12"} <= set(words(document))
    assert titles(document)[0] == "Modules of shop"
    assert {"pkg.a", "pkg.b", "pkg.gone"} <= set(titles(document))


def test_the_legend_has_what_is_drawn_and_nothing_else() -> None:
    said = words(svg.render(SMALL, ""))
    for entry in ("imports", "inside a function", "on a cycle", "broken import", "↻ cycles"):
        assert entry in said
    for entry in ("inherits", "for the type checker", "from outside"):
        assert entry not in said
    assert "3 test modules are not drawn." in said


def test_what_a_package_holds_may_be_classes() -> None:
    assert "7 classes" in words(svg.render(SMALL, "", inside=CLASSES))


def test_dark_paper_changes_colours_and_nothing_else() -> None:
    light, dark = svg.render(SMALL, ""), svg.render(SMALL, "", dark=True)
    assert words(light) == words(dark)
    assert "#0e1620" in dark
    assert "#0e1620" not in light


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "a&b", '"', "]]>", "a\x00\x1bb", "\u202eb", "\ud800", "\ufffe"],
)
def test_a_name_is_never_markup(name: str) -> None:
    picture = Picture((box(f"pkg.{name}", label=name),), ())
    document = svg.render(picture, name)
    root = ElementTree.fromstring(document.encode())
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        *("svg", "title", "rect", "g", "text", "path")
    }
    assert "\u202e" not in document


def test_everything_lies_on_the_sheet() -> None:
    far = Picture((box("a", x=-900, y=-50), box("b", x=2000, y=900)), (arrow("a", "b"),))
    root = ElementTree.fromstring(svg.render(far, ""))
    assert float(root.attrib["width"]) >= 2900 + 120
    assert float(root.attrib["height"]) >= 950 + 40


def test_an_empty_picture_is_a_sheet_of_paper() -> None:
    assert words(svg.render(Picture((), ()), "")) == []


def test_a_text_is_made_smaller_and_then_shorter() -> None:
    assert fitted("name", 13, 6, 100) == ("name", 13)
    text, size = fitted("a_rather_long_name", 13, 6, 100)
    assert text == "a_rather_long_name"
    assert 6 <= size < 13
    text, size = fitted("x" * 200, 13, 6, 100)
    assert text.endswith("…")
    assert size == 6
    assert width_of(text, size) <= 100


def test_numbers_are_short() -> None:
    assert [number(each) for each in (1.0, -0.04, 2.25, -3.5, 0.0)] == [
        *("1", "0", "2.2", "-3.5", "0")
    ]
