"""A small runner of composite actions: what GitHub's does with `action.yml`, in a folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import msgspec

BASH = shutil.which("bash")


class Input(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    description: str
    default: str = ""
    required: bool = False


class Output(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    description: str
    value: str


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"if_": "if"}):
    name: str
    id: str | None = None
    if_: str | None = None
    uses: str | None = None
    with_: dict[str, str] = msgspec.field(default_factory=dict, name="with")
    shell: str | None = None
    env: dict[str, str] = {}
    run: str | None = None


class Runs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    using: str
    steps: tuple[Step, ...]


class Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    description: str
    branding: dict[str, str]
    inputs: dict[str, Input]
    outputs: dict[str, Output]
    runs: Runs


class Ran(msgspec.Struct, frozen=True):
    """What a job is left with: `code` is that of the step that failed, or 0."""

    code: int
    log: str
    summary: str
    outputs: dict[str, str]
    used: tuple[str, ...]


def read_action(file: Path) -> Action:
    """The metadata, each field known."""
    return msgspec.yaml.decode(file.read_bytes(), type=Action)


def run_action(
    action: Action,
    inputs: Mapping[str, str],
    workspace: Path,
    temp: Path,
    env: Mapping[str, str],
) -> Ran:
    """The steps in their order, up to the first that fails; `uses` are noted and not done."""
    assert inputs.keys() <= action.inputs.keys()
    given = {name: each.default for name, each in action.inputs.items()} | dict(inputs)
    values = {f"inputs.{name}": value for name, value in given.items()}
    summary, used, log, code = temp / "summary.md", [], "", 0
    summary.touch()
    for number, step in enumerate(action.runs.steps):
        if step.if_ is not None and not _holds(step.if_, values):
            continue
        if step.uses is not None:
            used.append(step.uses)
            continue
        assert step.run is not None and step.shell == "bash" and BASH is not None
        script, output = temp / f"step{number}.sh", temp / f"output{number}"
        script.write_text(step.run, "utf-8")
        output.touch()
        done = subprocess.run(
            [BASH, "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=workspace,
            env={
                **env,
                **{name: _filled(value, values) for name, value in step.env.items()},
                "GITHUB_OUTPUT": str(output),
                "GITHUB_STEP_SUMMARY": str(summary),
                "GITHUB_WORKSPACE": str(workspace),
                "RUNNER_TEMP": str(temp),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=600,
            check=False,
        )
        log += done.stdout.decode()
        for line in output.read_text("utf-8").splitlines():
            name, _, value = line.partition("=")
            values[f"steps.{step.id}.outputs.{name}"] = value
        if code := done.returncode:
            break
    outputs = {name: _filled(each.value, values) for name, each in action.outputs.items()}
    return Ran(code, log, summary.read_text("utf-8"), outputs, tuple(used))


def _holds(condition: str, values: Mapping[str, str]) -> bool:
    match = re.fullmatch(r"([\w.-]+) != ''", condition)
    assert match, f"a condition that this runner does not know: {condition}"
    return values[match[1]] != ""


def _filled(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda match: values.get(match[1], ""), text)


def base_env(action_path: Path, path: Path) -> dict[str, str]:
    """What a job has in its environment, little as it is; `path` comes first in PATH."""
    return {
        "GITHUB_ACTION_PATH": str(action_path),
        "PATH": f"{path}{os.pathsep}{os.environ['PATH']}",
        "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"],
    }
