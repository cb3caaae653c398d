"""A condition that we decide is decided as CPython decides it; what we can't decide is unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.differential.agreement import ours
from tests.differential.judge import judge, on_disk

CONDITIONS = Path(__file__).with_name("cases").joinpath("conditions.txt").read_text().splitlines()
CHUNK = 40
HEAD = """\
import enum, collections, dataclasses, functools, os, platform, re, struct, sys, typing
from pathlib import Path
A = {{"a": "b"}}
B = ["b", "c"]
W = x1 = 1
x0 = 0
N = {number}
def F():
    return 1
def G():
    return 0
class C:
    attr = 1
    zero = 0
    def method(self):
        return 2
    @property
    def prop(self):
        return 3
    @classmethod
    def cm(cls):
        return 4
    @staticmethod
    def sm():
        return 5
class K(enum.Enum):
    RED = 1
    BLUE = 2
@dataclasses.dataclass
class D:
    x: int
NT = collections.namedtuple("NT", "a b")
CN = collections.Counter()
DD = collections.defaultdict(list)
OD = collections.OrderedDict(a=1)
def P(x):
    return functools.partial(lambda y: y, x)
"""
# What compatibility code asks most; saying "unknown" here would cost every module below it.
DECIDED = (
    "x1",
    "not x0",
    "not {}",
    "len(A) == 1",
    "(1 and 0) == 0",
    "3 if 0 else 4",
    "F() == 1",
    "sys.version_info >= (3, 8)",
    "sys.version_info[0] == 3",
    "sys.version_info[:2] >= (3, 8)",
    'sys.platform.startswith("linux")',
    'not sys.platform == "win32"',
    'os.name == "posix"',
    "not typing.TYPE_CHECKING",
)


def tree(conditions: list[str]) -> dict[str, str]:
    """For each condition a module that branches on it, and one importer for either branch."""
    files = {}
    for number, condition in enumerate(conditions):
        branches = f"if {condition}:\n    yes = 1\nelse:\n    no = 1\n"
        files[f"m{number}.py"] = HEAD.format(number=number) + branches
        files[f"y{number}.py"] = f"from m{number} import yes\n"
        files[f"n{number}.py"] = f"from m{number} import no\n"
    return files


def answers(conditions: list[str]) -> str:
    """What CPython decides, a letter for each condition: one import asks for all of them."""
    asker = [
        "import " + ", ".join(f"m{number}" for number in range(len(conditions))),
        "import sys",
        "found = [module for name, module in sys.modules.items() if name[1:].isdigit()]",
        "raise SystemExit(''.join('y' if hasattr(m, 'yes') else 'n' for m in found))",
    ]
    with on_disk({**tree(conditions), "asker.py": "\n".join(asker)}) as root:
        verdict = judge().ask(root, ["asker"])["asker"]
    assert verdict.error == "SystemExit", verdict
    return verdict.message or ""


def check(conditions: list[str], decided: bool) -> None:
    truth = answers(conditions)
    said = ours(tree(conditions))
    wrong = [
        f"{condition} is {truth[number]!r} for CPython; {verdict}"
        for number, condition in enumerate(conditions)
        for branch in "yn"
        for verdict in [said[f"{branch}{number}"]]
        if (verdict.outcome == "unknown" and decided)
        or verdict.outcome == ("fails" if truth[number] == branch else "ok")
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("start", range(0, len(CONDITIONS), CHUNK))
def test_no_condition_is_decided_wrongly(start: int) -> None:
    check(CONDITIONS[start : start + CHUNK], decided=False)


def test_conditions_of_compatibility_code_are_decided() -> None:
    check(list(DECIDED), decided=True)
