"""What the history of a repository says of a name or a module that is not there any more."""

from __future__ import annotations

import pytest

from analysis.checks import broken_import, undefined_name
from analysis.execution.outcome import Cause, Failure
from analysis.findings import BrokenImport, Candidate, Severity, UndefinedName
from tests.checks.builders import context_of
from tests.checks.remembered import Remembered, revision
from tests.checks.test_broken_import import EXPECTED, GUARDED, IMPORT, missing_name

BODY = """\
def gone(rows, limit=10):
    kept = [row for row in rows if row.is_active]
    log.info("%d of %d rows are kept", len(kept), len(rows))
    return sorted(kept, key=lambda row: row.value)[:limit]
"""
RENAMED = """\
def fresh(rows, limit=10):
    '''What it does.'''
    # Locals may be called otherwise.
    live = [each for each in rows if each.is_active]
    log.info("%d of %d rows are kept", len(live), len(rows))
    return sorted(live, key=lambda each: each.value)[:limit]
"""
EDITED = BODY.replace("[:limit]", "[: max(limit, 1)]").replace("gone", "fresh")
UNLIKE = "def gone(path):\n    with open(path) as file:\n        return file.read().split()\n"
KLASS = """\
class gone:
    retries = 3
    def fetch(self, url):
        return self.session.get(url, timeout=self.retries * 10)
    def close(self):
        self.session.close()
"""
BASE = {"p/__init__.py": "", "p/core.py": "def known(): ...\n", "p/user.py": IMPORT}


def found_in(now: dict[str, str], *before: dict[str, str]) -> BrokenImport:
    """The one finding on what `now` lacks; the newest commit is `now` as well."""
    files = {**BASE, **now}
    trees = [{**BASE, **tree} for tree in before]
    (finding,) = broken_import.check(context_of(files, history=Remembered(*trees, files)))
    assert isinstance(finding, BrokenImport)
    return finding


def places(finding: BrokenImport) -> list[tuple[str, str | None, str]]:
    return [(each.module, each.name, each.kind) for each in finding.data.candidates]


def the_git(finding: BrokenImport) -> Candidate:
    (found,) = [each for each in finding.data.candidates if each.kind == "git"]
    return found


def test_the_last_revision_that_had_a_name() -> None:
    finding = found_in({}, {"p/core.py": "x = 1\n\n" + BODY}, {"p/core.py": "x = 2\n\n\n" + BODY})
    found = the_git(finding)
    assert (found.module, found.name) == ("p.core", "gone")
    assert found.why == 'p/core.py had it until 3333333333 of 2025-03-03 ("commit 3")'
    past = found.revision
    assert past is not None
    assert (past.last, past.removed_in) == (revision(1), revision(2))
    assert (past.path, past.line, past.more_lines) == ("p/core.py", 4, 0)
    assert past.text == BODY.rstrip()
    assert "Bring gone back from 2222222222 of 2025-03-02" in finding.data.advice
    assert finding.message.startswith(finding.data.advice)


def test_removed_and_not_committed() -> None:
    files = {**BASE, "p/core.py": "other = 1\n"}
    history = Remembered({**BASE, "p/core.py": BODY})
    (finding,) = broken_import.check(context_of(files, history=history))
    assert isinstance(finding, BrokenImport)
    found = the_git(finding)
    assert found.why == "p/core.py had it in 1111111111, the last commit"
    assert found.revision is not None
    assert found.revision.removed_in is None


@pytest.mark.parametrize(
    ("now", "before", "best", "words"),
    [
        pytest.param(
            {"p/core.py": RENAMED},
            {"p/core.py": BODY},
            ("p.core", "fresh", "same-body"),
            "p.core has fresh with the same body: renamed in 2222222222 of 2025-03-02",
            id="renamed where it is",
        ),
        pytest.param(
            {"p/core.py": EDITED},
            {"p/core.py": BODY},
            ("p.core", "fresh", "same-body"),
            "much the same body",
            id="renamed and edited",
        ),
        pytest.param(
            {"p/new.py": RENAMED, "p/other.py": UNLIKE},
            {"p/core.py": BODY},
            ("p.new", "fresh", "same-body"),
            "p.new has fresh with the same body",
            id="renamed and moved, before the same name with another body",
        ),
        pytest.param(
            {"p/new.py": BODY, "p/other.py": UNLIKE, "q.py": UNLIKE, "p/third.py": UNLIKE},
            {"p/core.py": BODY},
            ("p.new", "gone", "same-name"),
            "with the same body: moved in 2222222222 of 2025-03-02",
            id="the same body among those of the same name",
        ),
        pytest.param(
            {"p/core.py": KLASS.replace("gone", "Client")},
            {"p/core.py": KLASS},
            ("p.core", "Client", "same-body"),
            "with the same body",
            id="a class",
        ),
        pytest.param(
            {"p/core.py": "LIMITS = {'small': 10, 'medium': 25, 'large': 'many'}\n"},
            {"p/core.py": "gone = {'small': 10, 'medium': 25, 'large': 'many'}\n"},
            ("p.core", "LIMITS", "same-body"),
            "with the same body",
            id="a value",
        ),
        pytest.param(
            {"p/home.py": "def original(): ...\n"},
            {"p/core.py": "from .home import original as gone\n", "p/home.py": "original = 1"},
            ("p.home", "original", "was-re-exported"),
            "p.core imported it from there until 2222222222 of 2025-03-02",
            id="passed on until then",
        ),
        pytest.param(
            {"p/core.py": "", "p/core2.py": "def gone(): ...\n"},
            {"p/core.py": "from p import sub as gone\n"},
            ("p.core2", "gone", "same-name"),
            "p.core2 defines the function gone",
            id="passed on from what is gone, too",
        ),
        pytest.param(
            {"p/core.py": None, "p/core/__init__.py": "", "p/core/part.py": RENAMED},
            {"p/core.py": BODY},
            ("p.core.part", "fresh", "same-body"),
            "with the same body",
            id="a module that became a package",
        ),
    ],
)
def test_the_likeliest_place(
    now: dict[str, str | None], before: dict[str, str], best: tuple[str, str, str], words: str
) -> None:
    base = {path: text for path, text in {**BASE, **now}.items() if text is not None}
    history = Remembered({**BASE, **before}, base)
    (finding,) = broken_import.check(context_of(base, history=history))
    assert isinstance(finding, BrokenImport)
    assert places(finding)[0] == best
    assert words in finding.data.candidates[0].why
    assert finding.data.candidates[0].why in finding.data.advice
    assert the_git(finding) == finding.data.candidates[-1]


def test_a_namesake_with_another_body_says_less() -> None:
    (namesake, _) = found_in({"p/other.py": UNLIKE}, {"p/core.py": BODY}).data.candidates
    (unknown,) = found_in({"p/other.py": UNLIKE}).data.candidates
    assert namesake.score == pytest.approx(0.75 * unknown.score, abs=0.001)
    assert namesake.why.startswith(unknown.why)
    assert "with another body than the one removed in 2222222222" in namesake.why


def test_a_body_that_says_nothing_is_like_no_other() -> None:
    finding = found_in({"p/core.py": "def fresh(): ...\n"}, {"p/core.py": "def gone(): ...\n"})
    assert places(finding) == [("p.core", "gone", "git")]


def test_another_kind_of_definition_is_no_rename() -> None:
    as_class = "class fresh:\n" + "".join(f"    {line}\n" for line in BODY.splitlines())
    finding = found_in({"p/core.py": as_class}, {"p/core.py": BODY})
    assert ("p.core", "fresh", "same-body") not in places(finding)


def test_a_name_that_a_branch_leaves_out_was_not_removed() -> None:
    text = "import sys\nif sys.platform == 'cobol':\n    gone = 1\n"
    files = {**BASE, "p/core.py": text}
    context = context_of(files, names={"p.core": ("sys",)}, history=Remembered(files))
    (finding,) = broken_import.check(context)
    assert places(finding) == []  # type: ignore[arg-type]


MODULE = {"p/user.py": "from p.gone import fetch, save\n"}
CONTENT = (
    "import json\n\ndef fetch(url):\n    return json.load(url)\n\ndef save(x):\n    return x\n"
)


@pytest.mark.parametrize(
    ("now", "before", "best", "words"),
    [
        pytest.param(
            {"q/elsewhere.py": CONTENT},
            [{"p/gone.py": CONTENT}],
            "q.elsewhere",
            "p/gone.py became q/elsewhere.py in 2222222222 of 2025-03-02, with the same content",
            id="moved as it was",
        ),
        pytest.param(
            {"q/elsewhere.py": CONTENT + "\ndef more():\n    return 1\n"},
            [{"p/gone.py": CONTENT}],
            "q.elsewhere",
            "83% of its lines alike",
            id="moved and edited",
        ),
        pytest.param(
            {"q/third.py": CONTENT},
            [{"p/gone.py": CONTENT}, {"p/second.py": CONTENT}],
            "q.third",
            "p/gone.py became q/third.py",
            id="moved twice",
        ),
        pytest.param(
            {"p/core.py": "", "q/gone.py": CONTENT, "r/gone.py": "fetch = save = 1\n"},
            [{"p/gone.py": CONTENT}],
            "q.gone",
            "with the same content",
            id="the same content before the same name",
        ),
    ],
)
def test_a_module_that_moved(
    now: dict[str, str], before: list[dict[str, str]], best: str, words: str
) -> None:
    packages = {"q/__init__.py": "", "r/__init__.py": "", **MODULE}
    finding = found_in({**packages, **now}, *[{**packages, **tree} for tree in before])
    assert places(finding)[0] == (best, None, "moved")
    assert words in finding.data.candidates[0].why
    past = the_git(finding).revision
    assert past is not None
    assert past.text == CONTENT.rstrip()


def test_a_module_below_an_import_root() -> None:
    files = {
        "pyproject.toml": '[tool.setuptools.packages.find]\nwhere = ["src"]\n',
        "src/p/__init__.py": "",
        "src/p/user.py": "import p.gone\nimport p.lost.deep\n",
    }
    before = {**files, "src/p/gone/__init__.py": CONTENT, "src/p/lost/__init__.py": "x = 1\n"}
    found = list(broken_import.check(context_of(files, history=Remembered(before, files))))
    paths = [the_git(each).revision for each in found if isinstance(each, BrokenImport)]
    assert [past.path for past in paths if past] == [
        "src/p/gone/__init__.py",
        "src/p/lost/__init__.py",
    ]


def test_what_is_long_is_cut() -> None:
    long = "def gone():\n" + "".join(f"    use({number})\n" for number in range(500))
    past = the_git(found_in({}, {"p/core.py": long})).revision
    assert past is not None
    assert len(past.text) < 6_100
    assert len(past.text.splitlines()) + past.more_lines == 501


@pytest.mark.parametrize(
    ("users", "asked"),
    [
        pytest.param({"p/user.py": "", "tests/test_a.py": EXPECTED}, False, id="a test artefact"),
        pytest.param({"p/user.py": IMPORT}, True, id="broken"),
        pytest.param({"p/user.py": GUARDED.replace("core", "built")}, False, id="guarded"),
        pytest.param({"p/user.py": "from p.core import known\n"}, False, id="nothing is broken"),
    ],
)
def test_history_is_asked_only_where_something_is_broken(
    users: dict[str, str], asked: bool
) -> None:
    files = {**BASE, **users}
    history = Remembered(files)
    findings = list(broken_import.check(context_of(files, history=history)))
    assert bool(history.paths_asked) == asked
    assert all((each.severity is Severity.INFO) == (not asked) for each in findings)


def test_what_a_message_says_first() -> None:
    files = {**BASE, "p/moved.py": "def gone(): ...\n"}
    failures = {"p.user": missing_name("p.core", "gone", "p.user", "p/user.py")}
    (finding,) = broken_import.check(context_of(files, failures=failures))
    assert finding.message == (
        "Import it from p.moved instead: p.moved defines the function gone. "
        "Python says: cannot import name 'gone' from 'p.core'. "
        "1 statement asks for it: 1 while importing. "
        "1 module of 4 can't be imported because of it."
    )


def test_a_test_artefact_says_so() -> None:
    (finding,) = broken_import.check(
        context_of({**BASE, "p/user.py": "", "tests/test_a.py": EXPECTED})
    )
    assert finding.title.startswith("Test artefact: only tests that expect the failure import gone")
    assert finding.message.startswith("Nothing is to repair: the tests state that it is gone. ")
    assert finding.severity is Severity.INFO


def test_a_name_that_its_own_module_used_to_have() -> None:
    files = {
        "p/__init__.py": "",
        "p/home.py": "def original(): ...\n",
        "p/user.py": "made = helper()\nlist(gone([]))\n",
    }
    before = {**files, "p/user.py": f"from p.home import original as helper\n{BODY}"}
    failures = {
        name: Failure(
            "NameError",
            f"name {name!r} is not defined",
            *("p/user.py", 1, ("p.user",), Cause.UNDEFINED_NAME, "p.user", None, name),
        )
        for name in ("helper", "gone")
    }
    for name, best in (("helper", "was-re-exported"), ("gone", "git")):
        context = context_of(
            files, failures={"p.user": failures[name]}, history=Remembered(before, files)
        )
        (finding,) = undefined_name.check(context)
        assert isinstance(finding, UndefinedName)
        assert finding.data.candidates[0].kind == best
        assert finding.data.candidates[-1].kind == "git"


def test_a_module_that_is_no_module_is_not_its_own_candidate() -> None:
    files = {**BASE, "p/user.py": "from p.stub import x\n", "p/stub.pyi": "x: int\n"}
    (finding,) = broken_import.check(context_of(files))
    assert places(finding) == []  # type: ignore[arg-type]
