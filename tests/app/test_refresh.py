"""A folder that changes while it is looked at: nothing moves until the user asks for it."""

from __future__ import annotations

import gc
import shutil
import weakref
from pathlib import Path
from threading import Event

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analysis import MemoryTree, SourceError, SourceTree, analyze
from views import kept, surviving
from views.opening import MADE_ROOM
from views.watching import Watched

ROOT = Path(__file__).parents[2]
NEW = "import shared.nowhere\n"


@pytest.fixture(autouse=True)
def looks_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLUMBLINE_PATH", raising=False)
    monkeypatch.setattr("sys.argv", ["app.py"])
    monkeypatch.setattr("views.watching.LEAST_SECONDS", 0.0)
    monkeypatch.setattr("views.watching.REST", 0)
    st.cache_resource.clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "sample_repos" / "golden_path", tmp_path / "repo"))


def app_on(folder: Path, **parameters: str) -> AppTest:
    app = AppTest.from_file("../../app.py", default_timeout=60)
    app.query_params["source"] = f"folder:{folder}"
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def notices(app: AppTest) -> list[str]:
    return [button.label for button in app.button if button.key == "refresh"]


def html_of(app: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in app.get("html"))


def news(app: AppTest) -> str:
    return "\n".join(toast.value for toast in app.toast).replace("\\", "")


def test_nothing_is_said_while_nothing_changed(folder: Path) -> None:
    app = app_on(folder).run()
    assert not app.exception
    assert notices(app) == []
    assert 'role="status"></span>' in html_of(app)


def test_what_is_shown_stays_until_it_is_refreshed(folder: Path) -> None:
    app = app_on(folder)
    (folder / "main.py").write_text(NEW, "utf-8")
    (folder / "added.py").write_text("", "utf-8")
    (folder / "shared" / "async_engine.py").unlink()
    for _ in range(2):
        app.run()
        assert not app.exception
        assert notices(app) == ["Refresh"]
        assert "shared.nowhere" not in html_of(app)
    said = html_of(app)
    assert 'role="status">3 files changed</span>' in said
    for kind, path in (
        ("changed", "main.py"),
        ("new", "added.py"),
        ("gone", "shared/async_engine.py"),
    ):
        assert f"<td>{kind}</td><td>{path}</td>" in said

    app.button("refresh").click().run()
    assert not app.exception
    assert notices(app) == []
    assert "shared.nowhere" in html_of(app)
    assert "new finding" in news(app)


def test_many_files_are_counted_and_the_first_of_each_kind_named(folder: Path) -> None:
    app = app_on(folder)
    shutil.rmtree(folder / "auth_service")
    for number in range(7):
        (folder / f"added{number}.py").write_text("", "utf-8")
    said = html_of(app.run())
    assert "<td>new</td><td>added4.py</td>" in said
    assert "added5.py" not in said
    assert "<td></td><td>and 2 more</td>" in said
    assert "<td>gone</td><td>auth_service/__init__.py</td>" in said


def test_another_session_still_sees_what_it_opened(folder: Path) -> None:
    one, other = app_on(folder), app_on(folder)
    (folder / "main.py").write_text(NEW, "utf-8")
    one.run().button("refresh").click().run()
    other.run()
    assert "shared.nowhere" in html_of(one)
    assert "shared.nowhere" not in html_of(other)
    assert notices(other) == ["Refresh"]


def test_looking_again_reads_what_changed(folder: Path) -> None:
    app = app_on(folder)
    (folder / "main.py").write_text(NEW, "utf-8")
    next(button for button in app.button if button.label == "Look again").click().run()
    assert not app.exception
    assert "shared.nowhere" in html_of(app)
    assert notices(app) == []


def test_a_folder_that_is_gone_is_said_and_stays_in_view(folder: Path) -> None:
    app = app_on(folder)
    shown = html_of(app)
    assert "get_db_session_factory" in shown
    shutil.rmtree(folder)
    app.run()
    assert not app.exception
    assert not app.error
    assert "get_db_session_factory" in html_of(app)
    assert "Folder can&#x27;t be read" in html_of(app)
    assert any("no such folder" in each.value.replace("\\", "") for each in app.markdown)
    assert notices(app) == []
    shutil.copytree(ROOT / "sample_repos" / "golden_path", folder)
    assert notices(app.run()) == ["Refresh"]


@pytest.mark.parametrize("page", ["problems", "repair", "modules", "classes", "export"])
def test_no_page_fails_on_files_that_are_gone(folder: Path, page: str) -> None:
    app = AppTest.from_function(
        page_of, default_timeout=60, kwargs={"url_path": page, "folder": str(folder)}
    )
    app.query_params["select"] = "main"
    app.run()
    st.cache_data.clear()
    shutil.rmtree(folder)
    app.run()
    assert not app.exception


def page_of(url_path: str, folder: str) -> None:
    import streamlit as st

    from views import navigation, opening, source, state

    st.session_state[state.ASSETS] = "/app/static/canvas-test/"
    page = {path: page for path, _, _, page in navigation.PAGES}[url_path]
    page(opening.opened(source.Source("folder", folder)))


def test_the_server_keeps_no_analysis_for_each_refresh(folder: Path) -> None:
    app = app_on(folder)
    first = weakref.ref(next(iter(kept.everything())).tree)
    for number in range(5):
        (folder / "main.py").write_text(f"x = {number}\n", "utf-8")
        app.run().button("refresh").click().run()
    assert len(kept.everything()) == 1
    gc.collect()
    assert first() is None


def test_what_made_room_for_others_is_read_anew_and_said(folder: Path) -> None:
    app = app_on(folder)
    kept.everything().clear()
    assert news(app.run()) == ""
    kept.everything().clear()
    (folder / "main.py").write_text(NEW, "utf-8")
    app.run()
    assert not app.exception
    assert news(app) == MADE_ROOM
    assert "shared.nowhere" in html_of(app)


# What a view keeps


def survive() -> None:
    import streamlit as st

    from analysis import MemoryTree, analyze
    from views import surviving

    files = {"p/__init__.py": "", "p/a.py": "import p.none\n", "p/q/__init__.py": "", "b.py": ""}
    before = analyze(MemoryTree(files))
    after = analyze(MemoryTree({"p/__init__.py": "", "b.py": ""}))
    st.session_state.said = surviving.let_go(before, after)


@pytest.mark.parametrize(
    ("parameter", "value", "left", "said"),
    [
        ("select", "p.a", "", "p.a is gone, so nothing is picked."),
        ("select", "b->p.a", "", "p.a is gone, so nothing is picked."),
        ("select", "b", "b", ""),
        ("open", "p,p.q", "p", "p.q is gone, and closed."),
        ("open", "p", "p", ""),
        ("open", ",", ",", ""),
        ("finding", "broken-import:p.none", "", "No longer a problem: "),
        ("focus", "p.a", "", "p.a is gone, and with it the focus."),
        ("focus", "b", "b", ""),
        ("to", "p.a", "", "p.a is gone, and with it the end of the chain."),
        ("pin", "p.a", "", "p.a is gone, and its pin."),
    ],
    ids=[
        "module",
        "arrow",
        "kept",
        "package",
        "kept package",
        "all closed",
        "finding",
        "focus",
        "kept focus",
        "chain",
        "pin",
    ],
)
def test_what_is_gone_is_let_go_in_words(parameter: str, value: str, left: str, said: str) -> None:
    app = AppTest.from_function(survive)
    app.query_params[parameter] = value
    app.run()
    assert not app.exception
    # Given as a text, read as a list of them.
    assert "".join(app.query_params.get(parameter, "")) == left
    words = "".join(app.session_state.said).replace("\\", "")
    assert words.startswith(said) if said else not words


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("p", True),
        ("p.__init__", True),
        ("n", True),
        ("p.a", True),
        ("p.a:K", True),
        ("p.a:L", False),
        ("ghost:p.none", True),
        ("ghost:p.other", False),
        ("external:numpy", True),
        ("external:pandas", False),
        ("p.z", False),
    ],
)
def test_which_boxes_may_be_on_a_map(name: str, there: bool) -> None:
    files = {
        "p/__init__.py": "",
        "p/a.py": "import p.none, numpy.linalg\nclass K: pass\n",
        "n/m.py": "",
    }
    assert surviving.exists(analyze(MemoryTree(files)), name) is there


# Watching


class Walks:
    """A folder that takes a while to walk, on a clock of its own."""

    def __init__(self, cost: float) -> None:
        self.cost = cost
        self.time = 0.0
        self.count = 0
        self.error: SourceError | None = None

    def walk(self, folder: str) -> SourceTree:
        self.count += 1
        self.time += self.cost
        if self.error is not None:
            raise self.error
        return MemoryTree({"a.py": str(self.count)}, folder)


def test_a_walk_is_shared_until_it_has_paid_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("views.watching.LEAST_SECONDS", 3.0)
    monkeypatch.setattr("views.watching.REST", 20)
    walks = Walks(0.01)
    watched = Watched("repo", walks.walk, lambda: walks.time)
    first = watched.lately()
    assert watched.interval == pytest.approx(3.0)
    walks.time += 2.7
    assert watched.lately() is first
    walks.time += 0.6
    assert watched.lately() is not first
    assert watched.now() is watched.lately()
    assert walks.count == 3


def test_nobody_waits_for_a_walk_that_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("views.watching.LEAST_SECONDS", 3.0)
    monkeypatch.setattr("views.watching.REST", 20)
    walks = Walks(1.0)
    goes_on, walked = Event(), Event()
    goes_on.set()

    def walk(folder: str) -> SourceTree:
        assert goes_on.wait(60)
        try:
            return walks.walk(folder)
        finally:
            walked.set()

    watched = Watched("repo", walk, lambda: walks.time)
    first = watched.lately()
    assert watched.interval == pytest.approx(20.0)
    walks.time += 19
    walked.clear()
    goes_on.clear()
    assert watched.lately() is first
    walks.time += 2
    for _ in range(3):
        assert watched.lately() is first
    goes_on.set()
    assert walked.wait(60)
    after = watched.now()
    assert watched.lately() is after
    # However many asked meanwhile, one walk was made for them, and one for `now`.
    assert walks.count == 3


def test_why_a_folder_cannot_be_walked_is_said_to_all() -> None:
    walks = Walks(0.01)
    walks.error = SourceError("no such folder")
    watched = Watched("repo", walks.walk, lambda: walks.time)
    for ask in (watched.now, watched.lately):
        with pytest.raises(SourceError, match="no such folder"):
            ask()
    walks.error = None
    assert watched.now().paths() == ("a.py",)
