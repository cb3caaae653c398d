from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as texts

from analysis import MemoryTree, SourceError, Timing, analyze
from analysis.graphs.layout import draw_modules
from analysis.graphs.picture import Arrow, Badges, Box, Picture
from analysis.graphs.scene import MapOptions
from analysis.scenes import scene_of
from views import code, selection, source, tables, words
from views.canvas import assets
from views.canvas.component import ArrowSelection, BoxSelection, picked
from views.canvas.payload import draw, full_name


def box(name: str, **more: object) -> Box:
    plain = {"label": name, "kind": "module", "level": 0}
    place = {"x": 0.0, "y": 0.0, "width": 10.0, "height": 10.0}
    return Box(id=name, **(plain | place | more))  # type: ignore[arg-type]


@given(texts.text())
def test_plain_text_has_no_markup_left(text: str) -> None:
    assert words.plain(text).replace("\\", "") == " ".join(text.split()).replace("\\", "")
    assert "`" not in words.plain(text).replace("\\`", "")


@pytest.mark.parametrize(
    ("given_text", "said"),
    [
        ("it is there", "It is there."),
        ("pkg.a has it", "pkg.a has it."),
        ("Why?", "Why?"),
        ("", ""),
    ],
    ids=["words", "name", "question", "empty"],
)
def test_a_sentence_begins_and_ends_as_one(given_text: str, said: str) -> None:
    assert words.sentence(given_text) == said


@given(texts.text(alphabet="ab'\"\\#@\n\r\t<& =()", max_size=60))
def test_highlighting_keeps_every_line_and_its_text(text: str) -> None:
    lines = code.lines_of(text)
    shown = code._highlight(lines, 1, len(lines))
    assert sorted(shown) == list(range(1, len(lines) + 1))
    for number, line in enumerate(lines, start=1):
        bare = shown[number]
        for kind in ("text", "note", "word", "mark", "number"):
            bare = bare.replace(f'<b class="{kind}">', "")
        bare = bare.replace("</b>", "").replace("&quot;", '"').replace("&#x27;", "'")
        assert bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == line


@pytest.mark.parametrize(
    "what",
    [None, BoxSelection("pkg.a"), ArrowSelection("pkg.a", "pkg.b"), BoxSelection("ghost:x:y")],
    ids=["nothing", "box", "arrow", "ghost"],
)
def test_a_selection_survives_the_address(what: object) -> None:
    assert selection.parse(selection.write(what)) == what  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "sent",
    [
        {"kind": "nothing"},
        *({"kind": "box"}, {"kind": "other", "id": "a"}, "a", 3, {"kind": "box", "id": ["a"]}),
    ],
    ids=["nothing", "no id", "kind", "text", "number", "list"],
)
def test_what_a_browser_sends_wrong_picks_nothing(sent: object) -> None:
    assert picked(sent, BoxSelection("pkg.a")) is None


def test_a_browser_that_has_said_nothing_leaves_it_at_what_the_page_chose() -> None:
    assert picked(None, BoxSelection("pkg.a")) == BoxSelection("pkg.a")


def test_a_picture_keeps_its_places_and_marks_on_the_way_to_the_canvas() -> None:
    arrow = Arrow("a", "ghost:b:c", "broken", Timing.DEFERRED, 2, change="removed")
    ghost = box("ghost:b:c", kind="ghost", x=5.04, badges=Badges(broken=1))
    side = draw(Picture((box("a", outcome="fails"), ghost), (arrow,)), "Before")
    assert [each.name for each in side.boxes] == ["a", "b:c"]
    assert [each.outcome for each in side.boxes] == ["fails", "ok"]
    assert side.boxes[1].x == 5.0
    assert (side.arrows[0].timing, side.arrows[0].change) == ("deferred", "removed")


@pytest.mark.parametrize(
    ("name", "said"),
    [("pkg.__init__", "pkg"), ("ghost:pkg.a:b", "pkg.a:b"), ("external:numpy", "numpy")],
    ids=["own code", "ghost", "external"],
)
def test_a_box_is_named_for_people(name: str, said: str) -> None:
    assert full_name(name) == said


def test_findings_become_marks_and_ghosts() -> None:
    tree = MemoryTree(
        {
            "pkg/__init__.py": "",
            "pkg/a.py": "from pkg.b import gone\n",
            "pkg/b.py": "def f():\n    import pkg.a\n",
        }
    )
    analysis = analyze(tree)
    picture = draw_modules(scene_of(analysis), MapOptions())
    ghosts = [each.id for each in picture.boxes if each.kind == "ghost"]
    assert ghosts == ["ghost:pkg.b:gone"]
    rows = tables.boxes_table(picture).set_index("name")
    assert rows.loc["pkg.a", "broken"] == 1
    (imported,) = tables.imports_of(analysis, "pkg.b")
    assert imported.module == "pkg.a"
    assert [(site.path, site.line) for site in imported.sites] == [("pkg/b.py", 2)]
    assert tables.inward(analysis, {"pkg.b"}) == [("pkg.a", 1)]


# Where a repository may come from


@pytest.fixture
def roots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("PLUMBLINE_PATH", raising=False)
    monkeypatch.setattr("sys.argv", ["app.py"])
    allowed = tmp_path / "allowed"
    (allowed / "inside").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (allowed / "link").symlink_to(tmp_path / "outside")
    monkeypatch.setenv("PLUMBLINE_ROOTS", os.pathsep.join([str(allowed)]))
    return tmp_path


@pytest.mark.parametrize(
    ("folder", "may"),
    [
        ("allowed", True),
        ("allowed/inside", True),
        ("outside", False),
        ("allowed/link", False),
        ("allowed/../outside", False),
        ("allowedtoo", False),
    ],
)
def test_folders_are_opened_for_others_below_the_roots_only(
    roots: Path, monkeypatch: pytest.MonkeyPatch, folder: str, may: bool
) -> None:
    named = source.Source("folder", str(roots / folder))
    monkeypatch.setattr(source, "serves_others", lambda: True)
    if may:
        assert source.folder_of(named) == roots / folder
    else:
        with pytest.raises(SourceError, match="PLUMBLINE_ROOTS"):
            source.folder_of(named)
    monkeypatch.setattr(source, "serves_others", lambda: False)
    assert source.folder_of(named) == roots / folder


@pytest.mark.parametrize("name", ["../views", "", ".", "/"], ids=["up", "empty", "dot", "root"])
def test_a_sample_is_one_of_the_samples(name: str) -> None:
    with pytest.raises(SourceError):
        source.folder_of(source.Source("sample", name))


def test_the_app_opens_what_it_was_started_with(
    roots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLUMBLINE_PATH", str(roots / "outside"))
    assert source.start() == source.Source("folder", str((roots / "outside").resolve()))
    assert source.is_allowed(roots / "outside")
    monkeypatch.setenv("PLUMBLINE_PATH", str(source.SAMPLES / "healthy"))
    assert source.start() == source.Source("sample", "healthy")


@pytest.mark.parametrize(
    "text",
    [None, "", "sample", "sample:", "git:x", ":x"],
    ids=["none", "empty", "a", "b", "c", "d"],
)
def test_an_address_without_a_source_names_none(text: str | None) -> None:
    assert source.parse(text) is None


# The files that the browser loads


def test_the_canvas_is_published_whole_and_once(tmp_path: Path) -> None:
    stale, others = (tmp_path / "static" / name for name in ("canvas-0000", "canvas-1111"))
    for each in (stale, others):
        each.mkdir(parents=True)
    os.utime(stale, (0, 0))
    path = assets.publish(tmp_path / "static")
    folder = tmp_path / "static" / path.removeprefix("/app/static/")
    assert sorted(each.name for each in folder.iterdir()) == sorted(
        [*assets.SCRIPTS, assets.LIBRARY]
    )
    assert not stale.exists()
    # Another server on the same checkout may still be serving it.
    assert others.exists()
    os.utime(folder, (0, 0))
    assert assets.publish(tmp_path / "static") == path
    assert folder.stat().st_mtime > 0
    shutil.rmtree(folder)
    assert assets.publish(tmp_path / "static") == path
    assert "unpkg" not in (folder / "stage.js").read_text("utf-8")
