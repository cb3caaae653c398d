"""The project's own files agree with each other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from analysis import __version__

TOP = Path(__file__).parents[1]
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def distribution(requirement: str) -> str:
    return re.split(r"[<>=!~ ]", requirement)[0]


def test_both_lists_of_requirements_are_one() -> None:
    lines = (TOP / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == PROJECT["dependencies"]


@pytest.mark.parametrize("requirement", PROJECT["dependencies"])
def test_each_dependency_has_a_reason(requirement: str) -> None:
    decision = (TOP / "docs/decisions/0001-dependencies.md").read_text(encoding="utf-8")
    assert f"| {distribution(requirement)} |" in decision


def test_there_is_one_version() -> None:
    assert PROJECT["version"] == __version__


def test_the_links_of_the_documents_lead_somewhere() -> None:
    documents = [*TOP.glob("*.md"), *TOP.glob("docs/**/*.md")]
    for document in documents:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_commands_of_the_readme_are_targets_of_make() -> None:
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    makefile = (TOP / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"`?make (\w+)", readme)) - {"is"}
    assert {"app", "test"} <= named
    assert named <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))
