"""What can be asked for is documented, and what is documented can be asked for."""

from __future__ import annotations

import argparse
import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from analysis.cli.arguments import COMMANDS
from analysis.cli.inputs import add_reading
from analysis.findings import RULES, AnyFinding, rule_of
from analysis.sources.settings import KEYS, WAIVER_KEYS, read_settings
from analysis.sources.tree import MemoryTree
from tests.report.made import ALL

USAGE = (Path(__file__).parents[1] / "docs/usage.md").read_text("utf-8")


def section(title: str) -> str:
    """The text below a heading, down to the next one of its rank or above."""
    match = re.search(
        rf"^(#+) {re.escape(title)}\n(.*?)(?=^\1 |^(?!\1#)#+ |\Z)",
        USAGE,
        flags=re.MULTILINE | re.DOTALL,
    )
    assert match, f"docs/usage.md has no heading {title!r}"
    return match[2]


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {
        word
        for action in parser._actions
        for word in action.option_strings
        if word.startswith("--") and word != "--help"
    }


def reading() -> set[str]:
    parser = argparse.ArgumentParser()
    add_reading(parser)
    return options(parser)


def test_the_options_of_reading_are_documented() -> None:
    documented = set(re.findall(r"--[a-z][a-z-]*", section("Reading")))
    assert documented == reading()


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_every_command_and_option_is_documented(entry: msgspec.Struct) -> None:
    command = next(one for one in COMMANDS if one is entry)
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    text = section(command.name)
    assert f"plumbline {command.name}" in text
    own = options(parser) - reading()
    documented = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text))
    assert own <= documented
    known = {word for one in COMMANDS for word in _options_of(one.name)}
    assert documented <= known


def _options_of(name: str) -> set[str]:
    parser = argparse.ArgumentParser()
    next(one for one in COMMANDS if one.name == name).add_arguments(parser)
    return options(parser)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_documented(rule: str) -> None:
    assert len(section(rule).split()) > 20


@pytest.mark.parametrize("finding", ALL, ids=rule_of)
def test_the_data_of_a_rule_is_documented(finding: AnyFinding) -> None:
    told = {"message", "blocked", "members", "module", "name", "similarity", "sites", "timing"}
    for field in msgspec.structs.fields(finding.data):
        assert f"`{field.encode_name}`" in section(rule_of(finding)) or field.encode_name in told


def test_the_settings_are_the_ones_that_are_read() -> None:
    example = re.search(r"```toml\n(.*?)```", section("Settings"), flags=re.DOTALL)
    assert example
    settings = read_settings(
        MemoryTree({"pyproject.toml": example[1], "src/a.py": "", "tools/b.py": ""}), RULES
    )
    assert settings.problems == ()
    assert all(getattr(settings, name) for name in KEYS)
    written = tomllib.loads(example[1])["tool"]["plumbline"]
    assert set(written) == set(KEYS)
    assert {key for waiver in written["waivers"] for key in waiver} == set(WAIVER_KEYS)


@pytest.mark.parametrize("key", [*KEYS, *WAIVER_KEYS])
def test_every_setting_is_documented(key: str) -> None:
    assert f"`{key}`" in section("Settings")
