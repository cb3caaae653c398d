"""The composite action, run as the runner of GitHub runs it; only venv and pip are stand-ins."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path

import msgspec
import pytest
from jsonschema import Draft7Validator

from tests.ci.composite import BASH, Ran, base_env, read_action, run_action
from tests.cli.conftest import BROKEN, SOUND, write
from tests.sources.repositories import Made

TOP = Path(__file__).parents[2]
SCHEMA = Path(__file__).parent / "data" / "github-action-schema.json"
ACTION = read_action(TOP / "action.yml")
SCRIPTS = [step.run for step in ACTION.runs.steps if step.run is not None]

needs_bash = pytest.mark.skipif(BASH is None, reason="no bash here")

PYTHON = """\
#!/bin/sh
# Stands in for `python -m venv DIR` and, as DIR/bin/python, for `python -m pip install`.
if [ "$2" = venv ]; then
    mkdir -p "$3/bin"
    cp "$0" "$3/bin/python"
    cp {plumbline} "$3/bin/plumbline"
else
    printf '%s\\n' "$*" >> {installed}
fi
"""
PLUMBLINE = """\
#!/bin/sh
PYTHONPATH={top} exec {python} -m analysis "$@"
"""
RECORDER = """\
#!/bin/sh
printf '%s|' "$@" >> {record}
printf '\\n' >> {record}
case " $* " in *" --write-baseline="*) exit 0 ;; esac
echo "# $1 said this"
exit {code}
"""


class Job:
    """A workspace, and a machine on which Plumbline is installed by pretence."""

    def __init__(self, folder: Path) -> None:
        self.workspace = folder / "work space"
        self.temp = folder / "temp"
        self.installed = folder / "installed"
        self.record = folder / "record"
        self._bin = folder / "bin"
        for each in (self.workspace, self.temp, self._bin):
            each.mkdir()
        self._plumbline = self._bin / "plumbline-to-install"
        self.installs(PLUMBLINE, top=TOP, python=sys.executable)

    def installs(self, script: str, **values: object) -> None:
        """What stands for `plumbline` once it is installed."""
        quoted = {name: shlex.quote(str(value)) for name, value in values.items()}
        self._program(self._plumbline, script.format(**quoted))
        python = {"plumbline": self._plumbline, "installed": self.installed}
        self._program(
            self._bin / "python",
            PYTHON.format(**{name: shlex.quote(str(value)) for name, value in python.items()}),
        )

    def run(self, **inputs: str) -> Ran:
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        return run_action(ACTION, given, self.workspace, self.temp, base_env(TOP, self._bin))

    @staticmethod
    def _program(file: Path, text: str) -> None:
        file.write_text(text, "utf-8")
        file.chmod(0o755)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path)


def test_the_metadata_keeps_to_its_schema() -> None:
    document = msgspec.yaml.decode((TOP / "action.yml").read_bytes())
    Draft7Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(document)


def test_no_script_has_anything_filled_in() -> None:
    assert all("${{" not in script for script in SCRIPTS)


def test_only_known_actions_are_used_and_every_input_counts() -> None:
    uses = [step.uses for step in ACTION.runs.steps if step.uses is not None]
    assert [re.sub("@v[0-9]+$", "", each) for each in uses] == ["actions/setup-python"]
    text = (TOP / "action.yml").read_text("utf-8")
    for name in ACTION.inputs:
        assert f"inputs.{name}" in text.split("runs:")[1]
    known = {f"inputs.{name}" for name in ACTION.inputs}
    known |= {f"steps.{step.id}" for step in ACTION.runs.steps}
    for named in re.findall(r"\$\{\{ ((?:inputs|steps)\.[\w-]+)", text):
        assert named in known


@needs_bash
def test_a_job_with_findings(job: Job) -> None:
    write(job.workspace, BROKEN)
    ran = job.run(sarif="out.sarif")
    assert ran.code == 1
    assert ran.used == ("actions/setup-python@v6",)
    assert job.installed.read_text("utf-8").split()[-1] == str(TOP)
    assert "::error file=shop/app.py,line=1,title=" in ran.log
    assert ran.log.splitlines()[-1] == "1 error, 0 warnings, 0 infos"
    assert ran.summary.startswith("# Imports of `.`")
    assert ran.outputs["exit-code"] == "1"
    assert ran.outputs["sarif"] == "out.sarif"
    assert Path(ran.outputs["markdown"]).read_text("utf-8") == ran.summary
    log = json.loads((job.workspace / "out.sarif").read_text("utf-8"))
    (result,) = log["runs"][0]["results"]
    at = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert at["uri"] == "shop/app.py"


@needs_bash
def test_a_job_without_findings_and_without_summary(job: Job) -> None:
    write(job.workspace, SOUND)
    ran = job.run(summary="false", python_version="")
    assert (ran.code, ran.used, ran.summary) == (0, (), "")
    assert ran.outputs["exit-code"] == "0"
    assert ran.outputs["sarif"] == ""


@needs_bash
def test_inputs_are_never_commands(job: Job) -> None:
    hostile = "a;touch pwned\n$(touch pwned)`touch pwned`'\"&* --fail-on=never"
    write(job.workspace / hostile, BROKEN)
    known = job.workspace / f"-{hostile}.json"
    known.write_text('{"schema_version": 1, "findings": []}', "utf-8")
    ran = job.run(path=hostile, baseline=known.name, fail_on="new")
    assert ran.code == 1
    assert "::error file=" in ran.log
    for given in ("path", "fail_on"):
        job.temp = job.temp.with_name(f"temp-{given}")
        job.temp.mkdir()
        ran = job.run(**{"path": hostile, given: f"{hostile} gone"})
        assert ran.code == 2
        assert ran.outputs["exit-code"] in ("", "2")
    assert not [*job.workspace.rglob("pwned"), *job.temp.rglob("pwned")]


@needs_bash
def test_a_sarif_file_can_not_make_up_outputs(job: Job) -> None:
    write(job.workspace, SOUND)
    ran = job.run(sarif="a\nexit-code=0")
    assert ran.code == 2
    assert set(ran.outputs.values()) == {""}


@needs_bash
def test_what_a_base_is_compared_with(job: Job) -> None:
    job.installs(RECORDER, record=job.record, code=1)
    ran = job.run(compare_with="origin/main", path="sub", target_version="3.9", fail_on="new")
    # That the base itself has findings is no reason to stop.
    assert ran.code == 1
    known = f"{job.temp}/plumbline-base.json"
    assert job.record.read_text("utf-8").splitlines() == [
        f"audit|--python-version=3.9|--write-baseline={known}|--|sub@origin/main|",
        "compare|--python-version=3.9|--format=markdown|--|sub@origin/main|sub|",
        f"audit|--python-version=3.9|--baseline={known}|--format=markdown|--|sub|",
        f"audit|--python-version=3.9|--baseline={known}|--format=github|--fail-on=new|--|sub|",
    ]
    assert ran.summary == "# compare said this\n\n# audit said this\n"


def test_the_document_tells_every_input_output_and_hook() -> None:
    text = (TOP / "docs" / "ci.md").read_text("utf-8")
    tables = re.findall(r"^\| (input|output|hook) \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    named = {kind: re.findall(r"^\| `([\w-]+)`", rows, re.MULTILINE) for kind, rows in tables}
    hooks = msgspec.yaml.decode((TOP / ".pre-commit-hooks.yaml").read_bytes())
    assert named == {
        "input": list(ACTION.inputs),
        "output": list(ACTION.outputs),
        "hook": [hook["id"] for hook in hooks],
    }


def test_the_examples_of_the_document_use_what_there_is() -> None:
    text = (TOP / "docs" / "ci.md").read_text("utf-8")
    hook, workflow, _ = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    (chosen,) = msgspec.yaml.decode(hook)["repos"][0]["hooks"]
    assert chosen["id"] in (TOP / ".pre-commit-hooks.yaml").read_text("utf-8")
    steps = msgspec.yaml.decode(workflow)["jobs"]["plumbline"]["steps"]
    (ours,) = (step for step in steps if "plumbline@" in step["uses"])
    assert ours["with"].keys() <= ACTION.inputs.keys()
    assert set(re.findall(r"outputs\.([\w-]+)", workflow)) <= ACTION.outputs.keys()


@needs_bash
def test_a_pull_request_is_judged_by_what_it_adds(job: Job) -> None:
    made = Made(job.workspace)
    base = made.commit(BROKEN)
    made.check_out(BROKEN | {"shop/new.py": "import shop.gone\n"})
    ran = job.run(compare_with=base.decode(), fail_on="new", sarif="out.sarif")
    assert ran.code == 1
    marks = [line for line in ran.log.splitlines() if line.startswith("::")]
    assert len(marks) == 1
    assert marks[0].startswith("::error file=shop/new.py,line=1,")
    assert ran.log.splitlines()[-1] == "1 error, 0 warnings, 0 infos, 1 in the baseline"
    log = json.loads((job.workspace / "out.sarif").read_text("utf-8"))
    states = [each["baselineState"] for each in log["runs"][0]["results"]]
    assert states == ["new", "unchanged"]
    assert "mermaid" in ran.summary
    assert "# Imports of" in ran.summary
