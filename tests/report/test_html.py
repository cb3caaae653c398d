"""The report as one HTML file: what it says, that it asks for nothing, and that text stays text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from analysis import __version__
from analysis.findings import Standing
from analysis.graphs.layout import draw_modules
from analysis.pipeline import Analysis, analyze
from analysis.report import html
from analysis.report.html.maps import maps_of
from analysis.report.html.markup import Html, lines, tag
from analysis.report.html.network import library
from analysis.scenes import scene_of
from analysis.sources.tree import MemoryTree
from tests.report import golden

MARKUP = "</script><script>alert(1)</script>"
HOSTILE = {
    "pyproject.toml": "[tool.plumbline]\ngolden_paths = {"
    f'"{MARKUP}" = "pkg.a", "\\u202edrawkcab" = "pkg.b"}}\n',
    "pkg/__init__.py": "",
    "pkg/a.py": "from pkg.b import helpr  # </pre><img src=x onerror=alert(1)>\n",
    "pkg/b.py": "import pkg.a\ndef helper(): ...\nX = '</script>'\n",
    "pkg/<img src=x onerror=alert(1)>.py": "x = (\n",
    "pkg/\x1b[31m\u2028.py": "x = (\n",
}


class Read(HTMLParser):
    """Every element with its attributes, and the text of scripts and styles."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self._inside = ""
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag
        if tag in self.raw:
            self.raw[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in self.raw:
            self.raw[self._inside][-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def data_in(document: str) -> dict[str, Any]:
    """What the scripts of a report know."""
    found: dict[str, Any] = json.loads(Read(document).raw["script"][0])
    return found


def to_be_read(document: str) -> str:
    """A report without what stands in files of ours and of others, a line for each element."""
    short = re.sub(r"(?s)(<style>).*?(</style>)", r"\1...\2", document)
    short = re.sub(r"(?s)(<script[^>]*>).*?(</script>)", r"\1...\2", short)
    short = re.sub(r"'sha256-[^']+'", "'sha256-...'", short)
    return re.sub(
        r"(?=<(?:section|details|article|div|tr|li|h\d|p|pre|meta|script)\b)", "\n", short
    )


@pytest.fixture(scope="module")
def hostile() -> Analysis:
    return analyze(MemoryTree(HOSTILE, label=f"a{MARKUP}b"))


@pytest.mark.parametrize("name", golden.SAMPLES)
def test_a_sample_reads_as_its_golden_file(name: str) -> None:
    document = html.render(golden.sample(name), golden.proposals(name))
    golden.check(f"{name}.html", to_be_read(document))


def test_a_report_is_the_same_each_time() -> None:
    analysis = golden.sample("tangled_shop")
    assert html.render(analysis) == html.render(analysis)


def test_only_what_is_in_the_file_may_run() -> None:
    document = html.render(golden.sample("golden_path"))
    read = Read(document)
    policy = next(each["content"] for each in read.all("meta") if "http-equiv" in each)
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    data, *scripts = read.raw["script"]
    assert read.all("script")[0]["type"] == "application/json"
    assert json.loads(data)["modules"]
    for source in (*scripts, *read.raw["style"]):
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert len(scripts) == 2


def test_nothing_is_asked_for() -> None:
    read = Read(html.render(golden.sample("golden_path"), golden.proposals("golden_path")))
    asking = [
        value
        for _, attributes in read.elements
        for name, value in attributes.items()
        if name in ("src", "href", "srcset", "action", "data", "poster", "style")
    ]
    assert all(value is not None and value.startswith("#") for value in asking)
    ours = "".join(read.raw["style"]) + read.raw["script"][-1]
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|url\(|@import|fetch\(|\beval\(", ours)
    # The library is pyvis's: it must not be able to end the element that it stands in.
    assert "</script" not in library()
    assert "sourceMappingURL" not in library()


def test_text_of_a_repository_is_never_markup(hostile: Analysis) -> None:
    document = html.render(hostile, standing=Standing(hostile.findings))
    read = Read(document)
    assert len(read.raw["script"]) == 3
    assert not read.all("img")
    assert not any(name.startswith("on") for _, each in read.elements for name in each)
    words = document.replace(library(), "")
    assert "\x1b" not in words
    assert "\u202e" not in words
    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in words
    assert "&lt;img src=x onerror=alert(1)&gt;.py" in words
    assert not re.search("[<>&\u2028]", read.raw["script"][0])


def test_every_module_has_a_row_and_its_facts() -> None:
    analysis = golden.sample("golden_path")
    found = data_in(html.render(analysis))
    names = [module[0] for module in found["modules"]]
    assert names == sorted(analysis.structure.project.modules)
    at = names.index("netra_backend.app.routes.websocket")
    _, path, outcome, said, place, finding, _, imports = found["modules"][at]
    assert (path, outcome) == ("netra_backend/app/routes/websocket.py", "fails")
    assert said.startswith("ImportError: cannot import name 'get_db_session_factory'")
    assert place.startswith("netra_backend/app/websocket_core/websocket_factory.py:")
    assert "get_db_session_factory" in found["findings"][finding][1]
    assert {names[each] for each in imports} == set(analysis.structure.modules[names[at]])


def test_a_closed_package_has_a_map_of_its_own() -> None:
    analysis = golden.sample("golden_path")
    maps = maps_of(analysis)
    closed = {box.id for picture in maps.values() for box in picture.boxes if box.contains > 1}
    assert closed <= maps.keys()
    for package, picture in maps.items():
        inside = [box.id for box in picture.boxes if box.kind != "ghost"]
        assert all(box == package or f"{box}.".startswith(f"{package}.") for box in inside) or (
            not package
        )
    everywhere = {box.id.removesuffix(".__init__") for each in maps.values() for box in each.boxes}
    files = analysis.structure.project.modules
    busy = {end for edge in analysis.structure.modules.edges for end in edge}
    assert {name for name in busy if not files[name].is_test} <= everywhere


def test_the_maps_of_a_large_repository_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.report.html.maps.MOST_MAPS", 3)
    every = maps_of(golden.sample("golden_path"))
    assert len(every) == 3
    # The overview, and the packages that hold most.
    held = {box.id: box.contains for box in every[""].boxes if box.contains > 1}
    assert set(every) - {""} <= held.keys()


def test_a_map_alone_has_no_lists() -> None:
    analysis = golden.sample("tangled_shop")
    document = html.render_map(analysis, draw_modules(scene_of(analysis)), f"Map {MARKUP}")
    assert f"Plumbline {__version__}" in document
    assert 'id="map"' in document
    assert 'id="findings"' not in document
    assert "<title>Map &lt;/script&gt;" in document
    assert list(data_in(document)["maps"]) == [""]


def test_an_empty_repository_has_a_report() -> None:
    document = html.render(analyze(MemoryTree({})))
    assert "Nothing was found." in document
    assert data_in(document)["maps"][""]["nodes"] == []


def test_a_child_that_is_no_html_is_escaped() -> None:
    assert tag("p", "<b>", Html("<i></i>"), None, title='"&') == (
        '<p title="&quot;&amp;">&lt;b&gt;<i></i></p>'
    )
    assert tag("input", hidden=True, value=None, tabindex=0) == '<input hidden tabindex="0">'
    assert lines("\tif\r\n\x00") == ["    if", "\\x00"]
