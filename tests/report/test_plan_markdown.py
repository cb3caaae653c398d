from __future__ import annotations

import functools
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.comparison import compare
from analysis.execution.outcome import Ok
from analysis.fixes.heal import Healing, heal
from analysis.fixes.walk import follow, start
from analysis.pipeline import analyze
from analysis.report import plan_markdown
from analysis.sources import markdown_text
from analysis.sources.directory import open_directory
from analysis.sources.tree import MemoryTree
from analysis.verification.value import (
    Happened,
    Limits,
    ModuleVerdict,
    Observed,
    Verdict,
    Verification,
)

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden" / "plan_of_golden_path.md"


@functools.cache
def healed() -> Healing:
    analysis = analyze(open_directory(ROOT / "sample_repos" / "golden_path"))
    return heal(analysis, [path.module for path in analysis.golden_paths])


def verification(*verdicts: tuple[str, Verdict, str]) -> Verification:
    observed = Observed(Happened.OK)
    modules = tuple(
        ModuleVerdict(name, verdict, reason, Ok(), observed) for name, verdict, reason in verdicts
    )
    return Verification(modules, "3.12.1", Limits(), (), ("yaml",), ("a note",), 1.0)


def test_the_plan_of_the_golden_path_reads_as_written_down() -> None:
    assert plan_markdown.render(healed().walk, "Heal chat") == GOLDEN.read_text("utf-8")


def test_without_a_name_the_title_says_what_is_healed() -> None:
    first = plan_markdown.render(healed().walk).splitlines()[0]
    assert first == "# Heal 4 modules"


def test_what_cpython_said_stands_beside_the_prediction() -> None:
    found = verification(
        ("main", Verdict.AGREE, ""), ("a", Verdict.DISAGREE, "it fails"), ("b", Verdict.AGREE, "")
    )
    text = plan_markdown.render(healed().walk, "", found)
    assert "CPython 3.12.1 imported 3 modules" in text
    assert "2 agree with the prediction, 1 disagree, 0 undecided" in text
    assert "- **disagrees**: `a`: it fails" in text
    assert "stand-ins, for what is not installed: `yaml`" in text
    assert "not verified" not in text


def test_a_step_that_is_not_made_is_told_with_its_reason() -> None:
    walk = follow(healed().walk.start, [*healed().walk.ids, "nothing:x#y"])
    text = plan_markdown.render(walk)
    assert "## Not made" in text
    assert "- `nothing:x#y`: the repository has no finding of this name" in text


def test_an_empty_plan_changes_nothing_and_says_so() -> None:
    analysis = analyze(MemoryTree({"a.py": "import nowhere_at_all.b\n", "b.py": ""}))
    text = plan_markdown.render(start(analysis))
    assert text.startswith("# Repairs of imports\n\n0 steps in 0 files.")
    assert "None: nothing is changed." in text
    assert "git apply" not in text


def test_what_gets_worse_is_not_hidden() -> None:
    walk = healed().walk
    # The same steps the other way round: what they heal, they break.
    backwards = msgspec.structs.replace(walk, start=walk.after, after=walk.start, steps=())
    seen = compare(walk.after, walk.start)
    lines = list(plan_markdown._heals(backwards, seen))
    assert "- golden path **chat** (`netra_backend.app.routes.websocket`): ok → fails" in lines
    assert "**Worse off:**" in lines
    assert sum(line.startswith("- `") for line in lines) == len(seen.worsened) == 4


MARKUP = "\\`*_{}[]()#+-.!|<>~$:&@ab1/ "


@given(st.text(alphabet=MARKUP, max_size=30))
def test_words_bring_no_markup(words: str) -> None:
    said = markdown_text.text(words)
    bare = re.sub(r"\\(.)", "x", said)
    assert not re.search(r"[`*_\[\]<>#|!~&@$]", bare)
    assert not re.match(r"[-+]( |$)", bare)
    assert re.sub(r"\\(.)", r"\1", said) == words


@pytest.mark.parametrize("words", [":material/home:", "x :smile: y", ":red[x]", "$x^2$"])
def test_what_only_some_renderers_read_is_text_as_well(words: str) -> None:
    assert re.search(r"(?<![\\\w]):[\w/+-]+:|(?<!\\)[$\[]", markdown_text.text(words)) is None
