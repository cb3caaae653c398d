"""The hooks, by the rules of pre-commit for a manifest, and run as pre-commit runs them."""

from __future__ import annotations

import shlex
from pathlib import Path

import msgspec
import pytest

from tests.cli.conftest import BROKEN, SOUND, Run, write

MANIFEST = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
BASELINE = "[tool.plumbline]\nbaseline = 'known.json'\n"
EMPTY = '{"schema_version": 1, "findings": []}'


class Hook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    name: str
    description: str
    entry: str
    language: str
    pass_filenames: bool
    always_run: bool
    require_serial: bool
    stages: tuple[str, ...]
    minimum_pre_commit_version: str


HOOKS = msgspec.yaml.decode(MANIFEST.read_bytes(), type=tuple[Hook, ...])


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook.id)
def test_a_hook_looks_at_the_whole_tree_once(hook: Hook) -> None:
    assert hook.language == "python"
    assert not hook.pass_filenames
    assert hook.require_serial
    # pre-commit passes over a hook where a commit only takes files away.
    assert hook.always_run
    # These names of stages are known since this version.
    assert set(hook.stages) == {"pre-commit", "pre-push", "manual"}
    assert hook.minimum_pre_commit_version == "3.2.0"


@pytest.mark.parametrize(
    ("hook", "files", "code"),
    [
        pytest.param("plumbline", BROKEN, 1, id="broken"),
        pytest.param("plumbline", SOUND, 0, id="sound"),
        pytest.param("plumbline-new", BROKEN, 2, id="new to what"),
        pytest.param(
            "plumbline-new",
            BROKEN | {"pyproject.toml": BASELINE, "known.json": EMPTY},
            1,
            id="new to the baseline",
        ),
    ],
)
def test_a_hook_fails_where_it_should(
    hook: str,
    files: dict[str, str],
    code: int,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(write(tmp_path, files))
    (chosen,) = (each for each in HOOKS if each.id == hook)
    program, *words = shlex.split(chosen.entry)
    assert program == "plumbline"
    assert run(*words).code == code
