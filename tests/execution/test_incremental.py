"""An execution that keeps what still holds of another gives what running everything gives."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.execution import incremental
from analysis.execution.entry import Entries, enter_all, present_entries
from analysis.execution.outcome import Change, Execution, Fails, Ok, Unknown
from analysis.execution.run import execute
from analysis.execution.staleness import affected_entries, with_changers
from analysis.extract.bodies import Bodies
from analysis.pipeline import Analysis, analyze
from analysis.resolve.project import Project
from analysis.sources.tree import MemoryTree, OverlayTree
from tests.differential.packages import package
from tests.differential.shrink import shrink
from tests.differential.vocabulary import NAMES


class Answer(NamedTuple):
    outcomes: object
    names: object
    open_modules: object
    blind_spots: object
    absent: object


def answer(execution: Execution) -> Answer:
    """What an execution says, without what it stands on."""
    return Answer(*(getattr(execution, field) for field in Answer._fields))


def cold(analysis: Analysis) -> Answer:
    """What running every entry of the same project says."""
    return answer(execute(analysis.structure.project, analysis.bodies))


def edited(analysis: Analysis, path: str, text: str) -> Analysis:
    return analyze(OverlayTree(analysis.tree, {path: text.encode()}), previous=analysis)


@pytest.fixture(autouse=True)
def keep_whatever_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small trees would nearly always be run whole."""
    monkeypatch.setattr(incremental, "MOST", 1.0)


def change(random: Random, files: Mapping[str, str]) -> tuple[str, str]:
    """A path and its new text: a statement less, twice, elsewhere, or another import or name."""
    path = random.choice(sorted(files))
    blocks = files[path].replace("\n ", "\0").splitlines()
    at = random.randrange(len(blocks) + 1)
    name = random.choice(NAMES)
    inside = [number for number, block in enumerate(blocks) if "\0" in block]
    match random.randrange(10):
        case 0 if at < len(blocks):
            del blocks[at]
        case 1:
            other = random.choice(sorted(files)).removesuffix(".py").removesuffix("/__init__")
            blocks.insert(at, f"from {other.replace('/', '.')} import *")
        case 2 if blocks:
            blocks.insert(at, random.choice(blocks))
        case 3:
            module = random.choice(sorted(files)).removesuffix(".py").removesuffix("/__init__")
            asks = f"import {module.replace('/', '.')}.gone"
            body = random.choice((f"return {random.choice(NAMES)}", asks))
            blocks.insert(at, f"def {name}(x=None):\0    {body}")
        case 4:
            blocks.insert(at, f"{name} = {random.choice(('3', repr(name), '[1, 2]'))}")
        case 5:
            blocks.insert(at, random.choice(("", "# a comment", '"""Words."""')))
        case 6 | 7 if inside:
            # Somewhere in a class, a function or a branch: a method, a statement, another line.
            block = random.choice(inside)
            lines = blocks[block].split("\0")
            line = random.randrange(1, len(lines) + 1)
            indent = " " * (len(lines[-1]) - len(lines[-1].lstrip()))
            added = (f"def {name}(self, *rest):\0{indent}    return self", f"{name} = 4", "pass")
            lines.insert(line, indent + random.choice(added))
            blocks[block] = "\0".join(lines)
        case 8 if inside:
            block = random.choice(inside)
            head, *lines = blocks[block].split("\0")
            lines[random.randrange(len(lines))] = lines[-1]
            blocks[block] = "\0".join((head, *lines))
        case _:
            other = random.choice(sorted(files))
            blocks += files[other].replace("\n ", "\0").splitlines()[:2]
    return path, "\n".join(blocks).replace("\0", "\n ") + "\n"


def disagrees(files: Mapping[str, str], edits: list[tuple[str, str]]) -> bool:
    found = analyze(MemoryTree(files))
    for path, text in edits:
        if path in files:
            found = edited(found, path, text)
            if answer(found.execution) != cold(found):
                return True
    return False


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_any_sequence_of_edits_gives_what_a_cold_run_gives(random: Random) -> None:
    files = package(random)
    now, edits = dict(files), []
    for _ in range(random.randint(1, 3)):
        path, text = change(random, now)
        now[path] = text
        edits.append((path, text))
    if disagrees(files, edits):
        files = shrink(files, lambda smaller: disagrees(smaller, edits))
        pytest.fail(f"{files}\n{edits}")


def leaning(files: Mapping[str, str]) -> str | None:
    """An entry that says something else where it is the only one."""
    found = analyze(MemoryTree(files))
    project, execution = found.structure.project, found.execution
    for name in present_entries(project):
        alone = enter_all(project, found.bodies, (3, 11), {name}).present[name]
        if (alone.outcome, alone.names, alone.open_) != (
            execution.outcomes[name],
            execution.names.get(name),
            execution.open_modules.get(name),
        ):
            return name
    return None


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_no_entry_leans_on_those_before_it(random: Random) -> None:
    files = package(random)
    if leaning(files):
        files = shrink(files, lambda smaller: leaning(smaller) is not None)
        pytest.fail(f"{leaning(files)}: {files}")


def test_a_name_that_may_be_bound_is_not_bound_for_good_by_a_call() -> None:
    body = "import os\n\nif os.environ:\n    x = 1\n\n\ndef f1():\n    global x\n    x = 1\n"
    assert leaning({"c.py": "from m import f1\n\nf1()\n", "m.py": body}) is None


FLAG = "ready = {}\n\ndef start():\n    global ready\n    ready {}\n"
ASKS = "import base\n\nif base.ready {}:\n    from base import gone\n"


@pytest.mark.parametrize(
    ("before", "after", "asked"),
    [("False", "= True", ""), ("'a'", "+= 'b'", "== 'ab'"), ("0", "= 1", "== 1")],
)
def test_a_flag_that_a_call_sets_is_set_for_those_that_have_made_it(
    before: str, after: str, asked: str
) -> None:
    asks = ASKS.format(asked)
    files = {
        "base.py": FLAG.format(before, after),
        "a.py": "import base\n\nbase.start()\n",
        "b.py": asks,
        "c.py": f"import a\n{asks}",
    }
    assert leaning(files) is None
    outcomes = analyze(MemoryTree(files)).execution.outcomes
    assert {name: type(found).__name__ for name, found in outcomes.items()} == {
        **dict.fromkeys(("a", "b", "base"), "Ok"),
        "c": "Fails",
    }


def test_what_has_been_counted_before_an_entry_is_not_told() -> None:
    asks = ASKS.format("== 2")
    files = {
        "base.py": FLAG.format("0", "+= 1"),
        "a.py": "import base\n\nbase.start()\n",
        "b.py": "import base\n\nbase.start()\n",
        "c.py": asks,
        "d.py": f"import a\nimport b\n{asks}",
        "e.py": f"import b\n{asks}",
    }
    outcomes = analyze(MemoryTree(files)).execution.outcomes
    # In CPython d fails, for there both have counted, and the others don't.
    assert not {"c", "e"} & {name for name, found in outcomes.items() if isinstance(found, Fails)}
    assert isinstance(outcomes["d"], Unknown)


def test_a_module_that_settles_late_has_all_that_it_stood_on() -> None:
    # p, run a second time, finds q.b, which waits for q, which waits for m.
    files = {
        "p/__init__.py": "from q.b import d0\n",
        "q/b.py": "",
        "m.py": "import q.b as k0\nimport p.a as k1\n",
    }
    files["q/__init__.py"] = (
        "try:\n    try:\n        pass\n    finally:\n        try:\n            from p import a\n"
        "        except ImportError:\n            from m import f1\nexcept ImportError:\n    pass\n"
    )
    before = analyze(MemoryTree(files))
    after = edited(before, "q/__init__.py", "x = (\n")
    assert answer(after.execution) == cold(after)


REGISTRY = {
    "base.py": "class Registry:\n    pass\n\nknown = Registry()\nnames = {}\n",
    "first.py": "import base\n\nbase.names['first'] = 1\nbase.known.first = 1\n",
    "other.py": "import base\n\nbase.names.get('first')\n",
    "alone.py": "x = 1\n",
}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """The entries that are run, each time that some are."""
    noted: list[set[str]] = []

    def noting(
        project: Project, bodies: Bodies, version: tuple[int, int], only: set[str]
    ) -> Entries:
        noted.append(set(only))
        return enter_all(project, bodies, version, only)

    monkeypatch.setattr(incremental, "enter_all", noting)
    return noted


def test_what_no_changed_file_has_a_part_in_is_not_run_again(run: list[set[str]]) -> None:
    before = analyze(MemoryTree(REGISTRY))
    after = edited(before, "alone.py", "import nowhere.near\n")
    assert run == [{"alone"}]
    assert answer(after.execution) == cold(after)


def test_what_a_changed_file_changes_in_place_is_run_again_for_its_other_importers(
    run: list[set[str]],
) -> None:
    before = analyze(MemoryTree(REGISTRY))
    after = edited(before, "first.py", "import base\n")
    assert run == [{"base", "first", "other"}]
    assert answer(after.execution) == cold(after)


CENTRE = {
    "base.py": (
        "limit = 3\n\ndef used():\n    return limit\n\n"
        "def spare(x: int = 1) -> int:\n    return x\n\n"
        "class Kind:\n    def run(self):\n        return 1\n"
    ),
    "asks.py": "import base\n\nif hasattr(base, 'ex' + 'tra'):\n    from base import nothing\n",
    "calls.py": "import base\n\nbase.used()\nkind = base.Kind\n",
    "names.py": "import base\n\ntry:\n    from base import extra\nexcept ImportError:\n    pass\n",
    "star.py": "from base import *\n",
    "told.py": "from star import extra\n",
    "plain.py": "import base\n",
}
ALL = {"asks", "base", "calls", "names", "plain", "star", "told"}


@pytest.mark.parametrize(
    ("old", "new", "rerun"),
    [
        pytest.param("return x", "return x + 1", set(), id="a body that nothing runs"),
        pytest.param("", "# words\n", set(), id="a comment"),
        pytest.param("return 1", "return 2", set(), id="a method that nothing runs"),
        pytest.param(
            "class Kind:\n",
            "class Kind:\n    def more(self):\n        pass\n\n",
            {"star", "told"},
            id="another method",
        ),
        pytest.param(
            "        return 1\n",
            "        return 1\n\ndef last():\n    pass\n\nend = [1]\n",
            {"star", "told"},
            id="the last statements",
        ),
        pytest.param(
            "class Kind:\n",
            "def other(x: 'Kind', y: int | None = None) -> list[str]:\n    pass\n\nclass Kind:\n",
            {"base", "star", "told"},
            id="another function",
        ),
        pytest.param(
            "class Kind:\n",
            "def extra():\n    pass\n\nclass Kind:\n",
            {"asks", "base", "names", "star", "told"},
            id="a function that others ask for",
        ),
        pytest.param(
            "return limit", "return 4", {"calls", "star", "told"}, id="a body that is run"
        ),
        pytest.param("limit = 3", "limit = 4", ALL, id="what a body that is run looks at"),
        pytest.param("limit = 3", "limit = 3\nimport os", ALL, id="an import"),
        pytest.param(
            "class Kind:", "@print\ndef other():\n    pass\n\nclass Kind:", ALL, id="a decorator"
        ),
        pytest.param(
            "class Kind:", "def __getattr__(x):\n    pass\n\nclass Kind:", ALL, id="a hook"
        ),
        pytest.param(
            "def spare(x: int = 1)", "def spare(x: Kind = 1)", ALL, id="an annotation too early"
        ),
        pytest.param("class Kind:", "class Kind(base):", ALL, id="a base"),
        pytest.param("def run(self):", "def __init__(self):", ALL, id="what Python calls itself"),
    ],
)
def test_an_edit_concerns_who_looks_at_what_it_changes(
    run: list[set[str]], old: str, new: str, rerun: set[str]
) -> None:
    before = analyze(MemoryTree(CENTRE))
    after = edited(before, "base.py", CENTRE["base.py"].replace(old, new, 1))
    assert run == [rerun] * bool(rerun)
    assert answer(after.execution) == cold(after)
    # What is kept for the edit after this one says where the functions stand now.
    again = edited(after, "base.py", CENTRE["base.py"])
    assert answer(again.execution) == cold(again) == answer(before.execution)


@pytest.mark.parametrize(
    "text",
    [
        "import sys\nfrom nowhere import maybe\n\nif maybe:\n    sys.exit()\n",
        "from nowhere import *\n",
        "import os\n\nif os.sep:\n    extra = 1\n",
        "from gone import extra\n",
        "extra = 1\n\ndef __getattr__(name):\n    return 1\n",
    ],
)
def test_last_statements_that_may_not_be_reached(text: str) -> None:
    before = analyze(MemoryTree({"base.py": text, "gone.py": "", "uses.py": "import base\n"}))
    after = edited(before, "base.py", f"{text}\ndef extra():\n    pass\n\ndef other():\n    pass\n")
    assert answer(after.execution) == cold(after)


@pytest.mark.parametrize(
    "text", ["@now\ndef ready():", "class C:\n    @now\n    def ready(self=1):"]
)
def test_a_function_that_its_decorator_runs_is_looked_at_by_nobody(text: str) -> None:
    files = {
        "by.py": "def now(function):\n    function()\n    return function\n",
        "base.py": f"from by import now\n\n{text}\n        return 1\n",
        "uses.py": "import base\n",
        "other.py": "",
    }
    before = analyze(MemoryTree(files))
    worse = files["base.py"].replace("return 1", "from other import gone")
    after = edited(before, "base.py", worse)
    assert isinstance(after.execution.outcomes["uses"], Fails)
    assert answer(after.execution) == cold(after)


def test_lines_that_move_are_told_anew(run: list[set[str]]) -> None:
    files = {
        "base.py": "def f():\n    pass\n\nfrom other import gone\n",
        "uses.py": "import base\n",
        "other.py": "",
    }
    before = analyze(MemoryTree(files))
    after = edited(before, "base.py", "\n\n" + files["base.py"])
    assert run == [{"base", "uses"}]
    assert answer(after.execution) == cold(after)


def test_a_missing_module_that_nobody_asks_for_any_more_is_told_of_no_more() -> None:
    files = {
        "p/__init__.py": "import base\n",
        "base.py": "def f():\n    import p.gone\n\nfrom other import gone\n",
        "other.py": "",
    }
    before = analyze(MemoryTree(files))
    assert "p.gone" in before.execution.absent
    after = edited(before, "base.py", "\n\ndef f():\n    pass\n\nfrom other import gone\n")
    assert "p.gone" not in after.execution.absent
    assert answer(after.execution) == cold(after)


def test_a_file_that_is_read_no_more_is_no_empty_one(run: list[set[str]]) -> None:
    before = analyze(MemoryTree({"base.py": "x = (\n", "uses.py": "import base\n"}))
    after = edited(before, "base.py", "")
    assert run == [{"base", "uses"}]
    assert answer(after.execution) == cold(after)


def test_a_module_that_is_new_is_not_overlooked() -> None:
    before = analyze(MemoryTree({"a.py": "import p.b\n", "p/__init__.py": ""}))
    after = edited(before, "p/b.py", "")
    assert isinstance(before.execution.outcomes["a"], Fails)
    assert isinstance(after.execution.outcomes["a"], Ok)


CHANGES: frozenset[Change] = frozenset({("b", "a")})
NUMBERS = {"a": 0, "b": 1, "c": 2, "d": 3}
REACHED = {"a": 0b0001, "b": 0b0011, "c": 0b0101, "d": 0b1000}


@pytest.mark.parametrize(
    ("stale", "affected"),
    [
        ("d", {"d"}),
        ("c", {"c"}),
        ("b", {"a", "b", "c"}),
        ("a", {"a", "b", "c"}),
    ],
)
def test_affected_entries(stale: str, affected: set[str]) -> None:
    assert affected_entries(REACHED, CHANGES, stale, NUMBERS) == affected


def test_changers_run_with_those_that_see_the_change() -> None:
    assert with_changers({"c"}, REACHED, CHANGES, NUMBERS) == {"b", "c"}
    assert with_changers({"d"}, REACHED, CHANGES, NUMBERS) == {"d"}
    assert with_changers({"a"}, REACHED, CHANGES, NUMBERS) == {"a"}, "b runs after a"
