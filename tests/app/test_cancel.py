"""Reading a repository can be cancelled, and a server keeps its sessions apart."""

from __future__ import annotations

import io
import shutil
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import parse_qs

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analysis import Analysis, MemoryTree, analyze
from analysis.checkpoint import checkpoint
from benchmarks.served import served
from benchmarks.sessions import Session
from tests.app.test_turns import until
from views import kept, opening, reading
from views.making import Making

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_repos"


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLUMBLINE_PATH", raising=False)
    monkeypatch.setattr("sys.argv", ["app.py"])
    st.cache_resource.clear()


class Slow:
    """An analysis that goes on until it is let go."""

    def __init__(self) -> None:
        self.begun, self.goes_on = Event(), Event()
        self.ended = 0

    def __call__(self, *args: Any, **named: Any) -> Analysis:
        say = args[3]
        say("simulating imports")
        try:
            while not self.goes_on.is_set():
                checkpoint(0.5)
                self.begun.set()
                time.sleep(0.002)
        finally:
            self.ended += 1
        return analyze(*args, **named)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    found = Slow()
    monkeypatch.setattr(opening, "analyze", found)
    monkeypatch.setattr(reading, "PATIENCE", 0.0)
    monkeypatch.setattr(reading, "LOOK", 0.01)
    return found


def interrupted(
    making: Making[Analysis], head: str, key: str, on_cancel: Callable[[], None]
) -> None:
    """As if the run of the page ended here, because of a click."""
    st.button("Cancel", on_click=on_cancel)
    st.stop()


def page() -> AppTest:
    app = AppTest.from_file("../../app.py", default_timeout=60)
    app.query_params["source"] = "sample:golden_path"
    return app


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_what_is_cancelled_says_so_and_can_be_read_again(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = reading.wait_for
    monkeypatch.setattr(reading, "wait_for", interrupted)
    app = page().run()
    assert slow.begun.wait(30)
    press(app, "Cancel")
    for _ in range(2):
        assert not app.exception
        assert "Read it again" in labels(app)
        app.run()
    until(lambda: not opening._makings().under_way)
    assert slow.ended == 1
    assert len(kept.everything()) == 0
    assert not [each for each in threading.enumerate() if each.name.startswith("make ")]

    monkeypatch.setattr(reading, "wait_for", waits)
    slow.goes_on.set()
    press(app, "Read it again")
    assert not app.exception
    assert "Read it again" not in labels(app)
    assert len(kept.everything()) == 1


def test_cancelling_a_refresh_leaves_what_was_shown(
    slow: Slow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(SAMPLES / "golden_path", tmp_path / "repo"))
    slow.goes_on.set()
    app = page()
    app.query_params["source"] = f"folder:{folder}"
    app.run()
    slow.goes_on.clear()
    slow.begun.clear()
    (folder / "main.py").write_text("import shared.nowhere\n", "utf-8")
    monkeypatch.setattr(reading, "wait_for", interrupted)
    press(app, "Look again")
    assert slow.begun.wait(30)
    press(app, "Cancel")
    assert not app.exception
    assert [toast.value for toast in app.toast] == [opening.AS_BEFORE]
    assert "Look again" in labels(app)
    until(lambda: not opening._makings().under_way)
    assert len(kept.everything()) == 1


def test_how_far_it_is_comes_from_the_stages(slow: Slow) -> None:
    making = Making[Analysis](lambda say: analyze(MemoryTree({})))
    assert reading.words_of(making) == "Waiting: others, who had less time, go first"
    shares = []
    for words in reading.STAGES:
        making.words = words
        for making.share in (None, 0.0, 0.5, 0.9):
            shares.append(reading.share_of(making))
    assert shares == sorted(shares)
    making.share = 7.0
    assert (shares[0], reading.share_of(making)) == (0.0, 1.0)


# A server, and sessions without a browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(SAMPLES / "golden_path", tmp_path_factory.mktemp("cache")) as found:
        yield found


def archive(name: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("repo/pack.py", "")
        file.writestr("repo/asks.py", f"from pack import {name}\n")
    return packed.getvalue()


def test_no_session_sees_what_another_has_uploaded(address: str) -> None:
    with Session(address, 60) as one, Session(address, 60) as other:
        ours = one.upload("one.zip", archive("secret_of_one"))
        theirs = other.upload("other.zip", archive("secret_of_other"))
        assert ours.trouble() == theirs.trouble() == ""
        assert "secret_of_one" in ours.text()
        assert "secret_of_one" not in theirs.text()
        assert "secret_of_other" in theirs.text()
        source = parse_qs(one.query)["source"][0]
        peeked = other.visit("problems", {"source": source})
        assert "Upload it again" in peeked.text()
        assert "secret_of_one" not in peeked.text()
