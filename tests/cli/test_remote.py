"""A git repository on a server as the PATH of a command."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import BROKEN, Run
from tests.sources.git_server import (
    Certificate,
    Running,
    by_dulwich,
    make_certificate,
    serving,
)
from tests.sources.repositories import Made

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, certificate: Certificate) -> Iterator[Running]:
    made = Made(tmp_path_factory.mktemp("repository") / "made")
    made.commit(BROKEN)
    made.commit({**BROKEN, "shop/later.py": ""})
    with serving(by_dulwich(made.folder), certificate) as running:
        yield running


@pytest.fixture
def trusted(
    server: Running, certificate: Certificate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> str:
    """The address of a repository that its user's variables trust."""
    monkeypatch.setenv("PLUMBLINE_GIT_HOSTS", f"other.test,localhost:{server.port}")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.certificate))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return f"https://localhost:{server.port}/repo.git"


def test_audit_of_an_address(run: Run, trusted: str) -> None:
    said = run("audit", trusted, "--format", "json")
    assert said.code == 1
    assert json.loads(said.out)["root"] == trusted
    assert said.err == ""
    assert len(json.loads(said.out)["modules"]) == 5
    named = run("audit", trusted, "--rev", "main", "--format", "json")
    assert json.loads(named.out)["root"] == f"{trusted}@main"


def test_no_secret_is_told_or_kept(run: Run, trusted: str, tmp_path: Path) -> None:
    secret = trusted.replace("://", "://ada:SECRET@")
    said = [
        run("audit", secret, "--format", "json"),
        run("audit", f"{secret}@gone"),
        run("audit", secret, "--entry", "nowhere"),
        run("audit", secret, secret),
        run("fix", secret, "--all", "--write"),
        run("audit", f"--output={secret}"),
        run("compare", secret, secret),
    ]
    assert not any("SECRET" in each.out + each.err for each in said)
    assert [each.code for each in said] == [1, 2, 2, 2, 2, 2, 0]
    kept = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert kept == []


def test_facts_of_what_everybody_may_see_are_kept(run: Run, trusted: str) -> None:
    run("audit", trusted)
    assert " 1 repository" in run("cache", "info", trusted).out
    run("cache", "clear", trusted)
    assert " 0 repositories" in run("cache", "info", trusted).out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("audit", "https://127.0.0.1/a"), "private network"),
        (("audit", "https://localhost/a"), "private network"),
        (("explain", "ext::sh -c id", "m"), "only https"),
        (("graph", "ssh://h.org/a", "--kind", "module", "--format", "dot"), "only https"),
        (("triage", "file:///etc", "--file", __file__), "only https"),
        (("compare", "http://h.org/a", "."), "only https"),
        (("fix", "https://h.org/a", "--all", "--write"), "is on a server"),
    ],
)
def test_refusals(run: Run, words: tuple[str, ...], why: str) -> None:
    said = run(*words)
    assert (said.code, said.out) == (2, "")
    assert why in said.err
    assert said.err.count("\n") == 1


def test_tar_archives_are_paths_too(run: Run, tmp_path: Path) -> None:
    import tarfile

    (tmp_path / "shop").mkdir()
    for name, text in BROKEN.items():
        (tmp_path / name).write_text(text)
    with tarfile.open(tmp_path / "shop.tgz", "w:gz") as archive:
        archive.add(tmp_path / "shop", "shop-1.0/shop")
    assert run("audit", tmp_path / "shop.tgz").out.count("lost") > 0
    (tmp_path / "shop.tgz").rename(tmp_path / "download")
    assert run("audit", tmp_path / "download").code == 1
