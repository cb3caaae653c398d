"""Revisions, uploads and repositories on servers, as they are chosen in the app."""

from __future__ import annotations

import io
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextInput

from analysis import SourceError
from analysis.sources.addresses import Policy
from analysis.sources.remote_url import parse_remote
from tests.sources.git_server import (
    Asked,
    Certificate,
    Running,
    Write,
    by_dulwich,
    make_certificate,
    serving,
)
from tests.sources.repositories import Made
from views import source, state
from views.source import Source, Upload

FILES = {"shop/__init__.py": "", "shop/app.py": "from shop.stock import lost\n"}
FIXED = {**FILES, "shop/stock.py": "lost = 1\n"}
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl")


@pytest.fixture(autouse=True)
def begins_with_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLUMBLINE_PATH", raising=False)
    monkeypatch.setattr("sys.argv", ["app.py"])
    st.cache_resource.clear()


@pytest.fixture
def made(tmp_path: Path) -> Made:
    found = Made(tmp_path / "made")
    found.commit(FILES, "Break it")
    found.commit(FIXED, "Mend it")
    found.check_out(FIXED)
    return found


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def server(
    made: Made, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Running]:
    """A server that wants a token for what is below /private."""
    behind = by_dulwich(made.folder)

    def answer(asked: Asked, write: Write) -> None:
        is_private = asked.path.startswith("/private")
        # x-access-token:SECRET
        if is_private and "eC1hY2Nlc3MtdG9rZW46U0VDUkVU" not in str(asked.headers):
            write(b"HTTP/1.1 401 No\r\n\r\n")
        else:
            path = asked.path.removeprefix("/private")
            behind(Asked(asked.method, path, asked.headers, asked.body), write)

    with serving(answer, certificate) as running:
        monkeypatch.setattr("views.opening.policy", running.policy)
        yield running


def app_on(named: str) -> AppTest:
    app = AppTest.from_file("../../app.py", default_timeout=60)
    app.query_params["source"] = named
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    return app


def said(app: AppTest) -> str:
    assert not app.exception
    bodies = [str(each.proto.body) for each in (*app.get("html"), *app.error, *app.markdown)]
    return "\n".join(bodies).replace("\\", "")


def choose(app: AppTest, kind: str) -> AppTest:
    groups: Any = app.get("button_group")
    groups[0].set_value(kind).run()
    return app


def field(app: AppTest, key: str) -> TextInput:
    return next(each for each in app.text_input if str(each.key).startswith(key))


def test_a_revision_is_shown_as_it_was(made: Made) -> None:
    app = app_on(f"revision:{made.folder}@HEAD~1")
    assert "2 modules" in said(app)
    assert source.label_of(Source("revision", f"{made.folder}@HEAD~1")) == "made @ HEAD~1"
    assert "3 modules" in said(app_on(f"revision:{made.folder}@main"))


def test_a_revision_is_chosen_from_a_list(made: Made) -> None:
    app = choose(app_on(f"folder:{made.folder}"), "revision")
    (listed,) = (
        each.options for each in app.selectbox if str(each.key).startswith(state.SOURCE_REVISION)
    )
    assert listed[0] == "main · branch · Mend it"
    assert [option.partition(" · ")[2].partition(" · ")[2] for option in listed[1:]] == [
        *("Mend it", "Break it")
    ]


def test_a_moved_branch_is_read_when_its_user_asks(made: Made) -> None:
    app = app_on(f"revision:{made.folder}@main")
    made.commit({**FIXED, "shop/more.py": ""})
    assert "3 modules" in said(app.run())
    assert "4 modules" in said(press(app, "Look again"))


def test_others_see_no_repository_outside_of_the_roots(
    made: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    allowed = tmp_path / "allowed"
    inside = Made(allowed / "inside")
    inside.commit(FILES)
    linked = allowed / "linked"
    linked.mkdir()
    own = made.folder / ".git/worktrees/linked"
    own.mkdir(parents=True)
    (own / "gitdir").write_text(f"{linked}/.git\n")
    (own / "commondir").write_text("../..\n")
    (own / "HEAD").write_text("ref: refs/heads/main\n")
    (linked / ".git").write_text(f"gitdir: {own}\n")
    monkeypatch.setenv("PLUMBLINE_ROOTS", str(allowed))
    for folder, may in ((inside.folder, True), (made.folder, False), (linked, False)):
        named = Source("revision", f"{folder}@main")
        monkeypatch.setattr(source, "serves_others", lambda: False)
        assert source.revision_of(named) == (folder, "main")
        monkeypatch.setattr(source, "serves_others", lambda: True)
        if may:
            assert source.revision_of(named) == (folder, "main")
            continue
        with pytest.raises(SourceError, match="PLUMBLINE_ROOTS"):
            source.revision_of(named)


def test_an_upload_may_be_a_tar_archive() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:xz") as archive:
        for name, text in FILES.items():
            info = tarfile.TarInfo(f"shop-1.0/{name}")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    app = AppTest.from_file("../../app.py", default_timeout=60)
    app.session_state[state.UPLOADS] = {"abc": Upload("shop.tar.xz", buffer.getvalue())}
    app.query_params["source"] = "zip:abc"
    assert "2 modules" in said(app.run())
    assert "Upload it again" in said(app_on("zip:abc"))


@needs_openssl
def test_a_link_alone_makes_nobody_ask_a_server(server: Running) -> None:
    app = app_on(f"url:{server.url}@main")
    assert "Fetch this repository?" in said(app)
    assert server.asked == []
    press(app, "Fetch it")
    assert "3 modules" in said(app)
    assert len(server.asked) == 2
    assert "3 modules" in said(app.run())
    assert len(server.asked) == 2
    press(app, "Look again")
    assert len(server.asked) == 4


@needs_openssl
def test_a_token_opens_for_its_session_alone(server: Running) -> None:
    address = server.url.replace("/repo", "/private/repo")
    app = choose(app_on("sample:healthy"), "url")
    field(app, f"{state.SOURCE_URL}.address").set_value(address)
    field(app, f"{state.SOURCE_URL}.token").set_value("SECRET")
    press(app, "Fetch")
    assert "3 modules" in said(app)
    assert app.query_params["source"] == f"url:{address}"
    assert "SECRET" not in f"{app.query_params}{said(app)}"
    other = press(app_on(f"url:{address}"), "Fetch it")
    assert "asks for a name and a token" in said(other)
    assert "3 modules" not in said(other)


@needs_openssl
def test_a_token_in_an_address_is_taken_out_of_it(server: Running) -> None:
    app = app_on(f"url:{server.url.replace('://', '://ada:SECRET@')}")
    assert app.query_params["source"] == f"url:{server.url}"
    assert "SECRET" not in said(app)
    with pytest.raises(SourceError, match="use the field"):
        source.remote_name("https://ada:SECRET@h.org/a")


@pytest.mark.parametrize(
    ("others", "hosts", "asks", "refuses"),
    [
        (False, "", "open.org", "in.org:8443"),
        (False, "in.org:8443", "in.org:8443", "in.org"),
        (True, "", "", "open.org"),
        (True, "*", "open.org", "in.org"),
        (True, "in.org", "in.org", "open.org"),
    ],
)
def test_who_runs_the_server_says_which_ones_it_asks(
    monkeypatch: pytest.MonkeyPatch, others: bool, hosts: str, asks: str, refuses: str
) -> None:
    inside = {"in.org": "10.0.0.1", "open.org": "8.8.8.8"}
    monkeypatch.setattr(source, "serves_others", lambda: others)
    monkeypatch.setenv("PLUMBLINE_GIT_HOSTS", hosts)
    found = source.policy()
    found = Policy(found.trusted, found.only_trusted, lambda host, port: [inside[host]])
    assert source.fetches() is bool(asks)
    if asks:
        assert found.addresses_of(parse_remote(f"https://{asks}/a"))
    else:
        with pytest.raises(SourceError, match="PLUMBLINE_GIT_HOSTS"):
            source.remote_name("https://open.org/a")
    with pytest.raises(SourceError):
        found.addresses_of(parse_remote(f"https://{refuses}/a"))


def test_the_app_begins_with_what_it_was_given(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    for named, begun in (
        (f"{made.folder}@main", Source("revision", f"{made.folder}@main")),
        ("https://h.org/a@v1", Source("url", "https://h.org/a@v1")),
    ):
        monkeypatch.setenv("PLUMBLINE_PATH", named)
        assert source.start() == begun
        assert source.is_agreed(begun)
    monkeypatch.setenv("PLUMBLINE_PATH", f"{made.folder}@main")
    assert source.is_allowed(made.folder)
