from __future__ import annotations

import datetime
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.findings import Location, Severity, UnparsableFile, UnparsableFileData, stand
from analysis.fixes.edits import Applicability, Fix
from analysis.report.text import render
from analysis.sources.printable import printable
from analysis.sources.settings import Waiver
from tests.report.made import ALL, BROKEN, CYCLE, DUPLICATE, analysis


def test_a_report_reads_from_golden_paths_to_the_count() -> None:
    text = render(analysis(findings=[BROKEN, CYCLE]))
    assert (
        text
        == """\
repo
  5 modules, 2 classes, 4 imports; Python 3.11; import roots: .

Golden paths
  fails   web (pkg.a), blocked by broken-import:pkg.b.helper
  ok      pkg.b

pkg/a.py:3: error: pkg.b has no name 'helper' [broken-import]
  cannot import name 'helper' from 'pkg.b'
    pkg/a.py:3  pkg.a
    pkg/c.py:9  pkg.c, in load() (deferred)
  perhaps meant: pkg.d.helper (defined there)
  last seen in 1111111111:pkg/b.py, line 7 (2025-03-01, 'Add *helper*')
  golden paths blocked: web
  1 module blocked: pkg.a
  key: broken-import:pkg.b.helper

pkg/c.py:1: warning: pkg.c and pkg.d import each other [import-cycle]
  It works only when pkg.d is imported first.
    pkg/c.py:1  pkg.c imports pkg.d
    pkg/d.py:2  pkg.d imports pkg.c
    pkg/d.py:2  import pkg.c fails: cannot import name 'C'
  to cut: 1 import is enough
    pkg/d.py:2  pkg.d -> pkg.c: used in one function
  key: import-cycle:pkg.c,pkg.d

What static reading could not decide
    pkg/c.py:5  exec()

1 error, 1 warning, 0 infos
"""
    )


def test_a_sound_repository_says_so() -> None:
    assert render(analysis(findings=())).endswith("\nNo findings.\n")


def test_findings_stand_in_ranked_order_with_their_keys() -> None:
    text = render(analysis())
    places = [text.index(f"key: {finding.key}") for finding in ALL]
    assert places == sorted(places)


def test_what_git_had_is_not_what_was_meant() -> None:
    text = render(analysis(findings=[BROKEN]))
    assert "  perhaps meant: pkg.d.helper (defined there)\n" in text
    assert "  last seen in 1111111111:pkg/b.py, line 7 (2025-03-01, 'Add *helper*')\n" in text
    assert text.count("perhaps meant") == 1


def test_fixes_say_how_to_choose_them() -> None:
    fix = Fix(
        id="broken-import:pkg.b.helper/redirect",
        finding=BROKEN.key,
        kind="redirect",
        title="Import helper from pkg.d",
        rationale="It is defined there.",
        applicability=Applicability.SAFE,
        edits=(),
        notes=("pkg.e keeps the old one",),
    )
    text = render(analysis(), {BROKEN.key: (fix,)})
    assert "  fix (safe): Import helper from pkg.d\n" in text
    assert "      note: pkg.e keeps the old one\n" in text
    assert "--fix broken-import:pkg.b.helper/redirect\n" in text


@given(
    name=st.text(min_size=1, max_size=300),
    width=st.integers(min_value=1, max_value=200),
)
@example(name="--fix " + "x" * 90, width=1)
def test_hostile_names_neither_steer_the_terminal_nor_widen_it(name: str, width: int) -> None:
    finding = UnparsableFile(
        key=f"unparsable-file:{name}",
        severity=Severity.ERROR,
        title=f"{name} is not Python",
        message=f"SyntaxError: {name}",
        subjects=(name,),
        locations=(Location(name, 1),),
        blocked=(name,),
        golden=(name,),
        data=UnparsableFileData("SyntaxError", name, 1),
    )
    text = render(analysis(findings=[finding], label=name), width=width)
    lines = text.split("\n")
    assert sum(line.startswith("  key: unparsable-file:") for line in lines) == 1
    assert max(len(line) for line in lines if "  key: " not in line) <= max(width, 40)
    assert not {unicodedata.category(character) for character in text.replace("\n", "")} & {
        "Cc",
        "Cf",
        "Cs",
    }


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("pkg/módulo.py", "pkg/módulo.py", id="letters stay"),
        pytest.param("a\x1b[31mb", "a\\x1b[31mb", id="terminal escape"),
        pytest.param("a\x9bb", "a\\x9bb", id="eight-bit terminal escape"),
        pytest.param("a\nb\r", "a\\nb\\r", id="line ends"),
        pytest.param("a\u202eb", "a\\u202eb", id="right-to-left override"),
        pytest.param("a\udcffb", "a\\udcffb", id="lone surrogate"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_failure_that_no_finding_owns_is_not_hidden() -> None:
    text = render(analysis(findings=()))
    assert "Imports that fail for a reason that no rule describes\n" in text
    assert "    pkg/a.py:3  import pkg.a fails: ImportError: cannot import name 'helper'" in text
    assert "reason that no rule describes" not in render(analysis(findings=[BROKEN]))


def test_what_is_set_aside_is_counted_and_what_is_stale_is_told() -> None:
    day = datetime.date(2030, 12, 31)
    waivers = [
        Waiver("agreed", day, finding=BROKEN.key),
        Waiver("split later", day - datetime.timedelta(days=1), rule="import-cycle"),
        Waiver("never", day, rule="undefined-name", path="gone/"),
    ]
    gone = [f"import-cycle:{'m' * 120}{at}" for at in range(10)]
    standing = stand((BROKEN, CYCLE, DUPLICATE), waivers, day, [DUPLICATE.key, *gone])
    text = render(analysis(findings=(BROKEN, CYCLE, DUPLICATE)), width=60, standing=standing)
    assert BROKEN.title not in text
    assert DUPLICATE.title not in text
    assert "  its waiver expired after 2030-12-30: split later\n" in text
    assert (
        "Waivers that no finding needs\n    undefined-name path gone/ (until 2030-12-31): never\n"
        in text
    )
    assert f"\n    key: {gone[0]}\n" in text
    assert "\n    and 2 more\n" in text
    last = text[text.index("0 errors") :].split()
    assert " ".join(last) == (
        "0 errors, 1 warning, 0 infos; 1 waived, 1 with an expired waiver, 1 in the baseline"
    )
