from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import peers
from benchmarks.peers import PEERS, Setting, find_peers


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No program can be found: neither in the running environment nor on PATH."""
    empty = tmp_path / "empty/bin"
    empty.mkdir(parents=True)
    monkeypatch.setenv("PATH", str(empty))
    monkeypatch.setattr("sys.executable", str(empty / "python"))
    monkeypatch.setattr(peers, "_installed", lambda module: False)
    return empty


def program(path: Path, says: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)


def test_what_is_not_there_is_said_and_no_error(nowhere: Path) -> None:
    found, missing = find_peers(None)
    assert found == ()
    assert missing == tuple(peer.name for peer in PEERS)


def test_what_is_skipped_is_not_missing(nowhere: Path) -> None:
    _, missing = find_peers(None, ["pylint", "ty"])
    assert {"pylint", "ty"}.isdisjoint(missing)


def test_an_environment_of_peers_goes_before_path(nowhere: Path, tmp_path: Path) -> None:
    program(nowhere / "ruff", "ruff 0.1.0")
    program(nowhere / "ty", "ty 0.2.0 (abc 2026-01-01)")
    program(tmp_path / "venv/bin/ruff", "ruff 9.9.9")
    found, _ = find_peers(tmp_path / "venv")
    assert {each.peer.name: each.version for each in found} == {"ruff": "9.9.9", "ty": "0.2.0"}


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_every_contender_runs_on_the_tree_it_is_given(peer: peers.Peer, tmp_path: Path) -> None:
    folder, scratch = tmp_path / "tree", tmp_path / "scratch"
    folder.mkdir()
    scratch.mkdir()
    made = peer.contender(("/programs/it",), Setting(folder, ("shop", "bank"), scratch))
    for command in (*made.cold, *made.warm):
        assert command.words[0] == "/programs/it"
        assert command.folder == folder
    if made.warm:
        assert any(str(scratch) in word for command in made.warm for word in command.words)
