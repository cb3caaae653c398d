"""What a repository asks of us in its own pyproject.toml: `[tool.plumbline]`."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import msgspec

from analysis.sources.errors import SourceError
from analysis.sources.folders import TOP
from analysis.sources.patterns import Matcher, Pattern, pattern_of
from analysis.sources.project_files import inside
from analysis.sources.settings_files import parse_toml
from analysis.sources.settings_values import Reader
from analysis.sources.tree import SourceTree

FILE = "pyproject.toml"
KEYS = ("roots", "exclude", "golden_paths", "ssot", "severities", "waivers", "baseline")
WAIVER_KEYS = ("finding", "rule", "subject", "path", "reason", "until")
SEVERITIES = ("error", "warning", "info", "off")
MOST = 1_000
"""Entries of one list: each is held against every file, or every finding."""


class Waiver(msgspec.Struct, frozen=True):
    """Findings that are accepted for a time: the one with the key `finding`, or those of a `rule`.

    `subject` and `path` are patterns that narrow the rule down. `until` is its last day.
    """

    reason: str
    until: datetime.date
    finding: str | None = None
    rule: str | None = None
    subject: str | None = None
    path: str | None = None


class Settings(msgspec.Struct, frozen=True):
    """`golden_paths` are (name, module), `ssot` (class name, "module" or "module:Class") pairs.

    `problems` are sentences: what they speak of says nothing, the rest stands.
    """

    golden_paths: tuple[tuple[str, str], ...] = ()
    roots: tuple[str, ...] = ()
    ssot: tuple[tuple[str, str], ...] = ()
    exclude: tuple[Pattern, ...] = ()
    severities: tuple[tuple[str, str], ...] = ()
    """(rule, severity), where "off" means that it is not reported."""
    waivers: tuple[Waiver, ...] = ()
    baseline: str | None = None
    """The path of a baseline file, from the top."""
    problems: tuple[str, ...] = ()
    unreadable: str | None = None
    """Why the file can't be read, where it does not seem to speak of us."""


def read_settings(tree: SourceTree, rules: Iterable[str] | None = None) -> Settings:
    """The settings in the top pyproject.toml, and what is wrong with them.

    Names of rules are checked where `rules` has them all.
    """
    data = _content(tree)
    try:
        document = parse_toml(data)
    except ValueError as error:
        # Where it does not speak of us, all that is lost is what it says of the project.
        if b"tool.plumbline" in data:
            return Settings(problems=(f"{FILE}: {error}",))
        return Settings(unreadable=str(error))
    tool = document.get("tool")
    if not isinstance(tool, dict) or "plumbline" not in tool:
        return Settings()
    problems: list[str] = []
    reader = Reader(FILE, "[tool.plumbline]", tool["plumbline"], KEYS, problems)
    known = tuple(rules) if rules is not None else None
    exclude = _patterns(reader)
    return Settings(
        golden_paths=reader.text_items("golden_paths"),
        roots=_roots(reader, tree, exclude),
        ssot=_ssot(reader),
        exclude=exclude,
        severities=_severities(reader, known),
        waivers=_waivers(reader, known),
        baseline=_baseline(reader),
        problems=tuple(problems),
    )


def _content(tree: SourceTree) -> bytes:
    try:
        return tree.read(FILE)
    except (KeyError, SourceError):
        return b""


def _roots(reader: Reader, tree: SourceTree, exclude: tuple[Pattern, ...]) -> tuple[str, ...]:
    listed = reader.texts("roots")
    if not listed:
        return ()
    folders, matcher, found = {TOP, *tree.folders()}, Matcher(exclude), []
    for root in listed:
        path = inside(TOP, root)
        if path not in folders:
            near = reader.nearest(root, folders)
            reader.problem(f"roots names {reader.shown(root)}, which is no folder here{near}")
        elif path != TOP and matcher.of_folder(path):
            reader.problem(f"roots names {reader.shown(root)}, which exclude leaves out")
        else:
            found.append(root)
    return tuple(found)


def _patterns(reader: Reader) -> tuple[Pattern, ...]:
    found = []
    for text in reader.texts("exclude", MOST):
        try:
            found.append(pattern_of(text))
        except ValueError as error:
            reader.problem(f"exclude holds {reader.shown(text)}: {error}")
    return tuple(dict.fromkeys(found))


def _ssot(reader: Reader) -> tuple[tuple[str, str], ...]:
    found = []
    for name, home in reader.text_items("ssot"):
        module, colon, qualname = home.partition(":")
        parts = [*module.split("."), *(qualname.split(".") if colon else ())]
        if all(part.isidentifier() for part in parts):
            found.append((name, home))
        else:
            reader.problem(
                f"ssot.{name} is {reader.shown(home)}: "
                'it must be "package.module" or "package.module:Class"'
            )
    return tuple(found)


def _severities(reader: Reader, rules: tuple[str, ...] | None) -> tuple[tuple[str, str], ...]:
    found = []
    for rule, severity in reader.text_items("severities"):
        if rules is not None and rule not in rules:
            reader.problem(
                f"severities names the rule {reader.shown(rule)}, which there is not"
                f"{reader.nearest(rule, rules)}"
            )
        elif severity not in SEVERITIES:
            near = reader.nearest(severity, SEVERITIES)
            reader.problem(
                f"severities.{rule} is {reader.shown(severity)}, which is none of "
                f"{', '.join(SEVERITIES)}{near}"
            )
        else:
            found.append((rule, severity))
    return tuple(found)


def _waivers(reader: Reader, rules: tuple[str, ...] | None) -> tuple[Waiver, ...]:
    found = []
    for at, value in enumerate(reader.listed("waivers", MOST), 1):
        one = Reader(reader.file, f"waiver {at} of [tool.plumbline]", value, WAIVER_KEYS)
        waiver = _waiver(one, rules)
        reader.problems += one.problems
        if waiver is not None and not one.problems:
            found.append(waiver)
    return tuple(found)


def _waiver(reader: Reader, rules: tuple[str, ...] | None) -> Waiver | None:
    finding, rule = reader.text("finding"), reader.text("rule")
    subject, path = reader.text("subject"), reader.text("path")
    reason, until = reader.text("reason"), reader.date("until")
    if reader.problems:
        return None
    if (finding is None) == (rule is None):
        reader.problem("must say what it waives: either finding (a key) or rule")
    elif finding is not None and (subject is not None or path is not None):
        reader.problem("has a finding, which subject and path can't narrow down: leave them out")
    named = rule if rule is not None else (finding or "").partition(":")[0]
    if not reader.problems and rules is not None and named not in rules:
        what = "the rule" if rule is not None else "a finding of the rule"
        reader.problem(
            f"names {what} {reader.shown(named)}, which there is not{reader.nearest(named, rules)}"
        )
    if path is not None:
        try:
            pattern_of(path)
        except ValueError as error:
            reader.problem(f"has the path {reader.shown(path)}: {error}")
    if reason is None or not reason.strip():
        reader.problem("has no reason: say in a sentence why this is accepted")
    if until is None:
        reader.problem("has no until: name its last day, as until = 2030-12-31")
    if reason is None or until is None:
        return None
    return Waiver(" ".join(reason.split()), until, finding, rule, subject, path)


def _baseline(reader: Reader) -> str | None:
    text = reader.text("baseline")
    path = inside(TOP, text) if text else None
    if text is not None and path in (None, TOP):
        reader.problem(f"baseline is {reader.shown(text)}, which is no file of this folder")
        return None
    return path
