"""What `[tool.plumbline]` may say, and that everything else is told and changes nothing."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.findings import RULES
from analysis.sources.patterns import pattern_of
from analysis.sources.settings import Settings, Waiver, read_settings
from analysis.sources.settings_files import MAX_SETTINGS_BYTES
from analysis.sources.tree import MemoryTree

DAY = datetime.date(2030, 12, 31)


def settings(text: str | bytes) -> Settings:
    tree = MemoryTree({"pyproject.toml": text, "src/a.py": "", "tools/b.py": ""})
    return read_settings(tree, RULES)


def told(text: str | bytes) -> str:
    """The one thing that is wrong."""
    (problem,) = settings(text).problems
    return problem


def test_reads_everything() -> None:
    assert settings(
        """
        [tool.plumbline]
        roots = ["src", "tools"]
        exclude = ["vendor/", "*_pb2.py"]
        baseline = "ci/known.json"
        golden_paths = {chat = "pkg.routes", api = "pkg.api"}
        [tool.plumbline.ssot]
        User = "pkg.models:User"
        [tool.plumbline.severities]
        import-cycle = "off"
        [[tool.plumbline.waivers]]
        finding = "broken-import:pkg.gone"
        reason = "on its way out"
        until = 2030-12-31
        [[tool.plumbline.waivers]]
        rule = "import-cycle"
        subject = "pkg.*"
        path = "src/"
        reason = "split later"
        until = "2030-12-31"
        """
    ) == Settings(
        golden_paths=(("chat", "pkg.routes"), ("api", "pkg.api")),
        roots=("src", "tools"),
        ssot=(("User", "pkg.models:User"),),
        exclude=(pattern_of("vendor/"), pattern_of("*_pb2.py")),
        severities=(("import-cycle", "off"),),
        waivers=(
            Waiver("on its way out", DAY, finding="broken-import:pkg.gone"),
            Waiver("split later", DAY, rule="import-cycle", subject="pkg.*", path="src/"),
        ),
        baseline="ci/known.json",
    )


@pytest.mark.parametrize(
    "text",
    ["", "tool = 1", "[tool]\nother = 1", "[project]\nname = 'plumbline'"],
    ids=["empty", "tool", "other", "name"],
)
def test_a_file_that_does_not_speak_of_us_says_nothing(text: str) -> None:
    assert settings(text) == Settings()


def test_no_file_says_nothing() -> None:
    assert read_settings(MemoryTree({})) == Settings()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[[", "it is no valid TOML: "),
        (b"\xff\xfe", "it is not UTF-8"),
        ("a = " + "[" * 5_000, "it holds a value that can't be read"),
        ("#" * (MAX_SETTINGS_BYTES + 1), "it is larger than 1 MB, and is not read"),
    ],
    ids=["broken", "bytes", "deep", "huge"],
)
def test_a_file_that_can_not_be_read(text: str | bytes, reason: str) -> None:
    of_another = settings(text)
    assert of_another.problems == ()
    assert of_another.unreadable is not None
    assert of_another.unreadable.startswith(reason)
    ours = b"# [tool.plumbline]\n" + (text if isinstance(text, bytes) else text.encode())
    assert told(ours).startswith(f"pyproject.toml: {reason}")


WAIVER = "[[tool.plumbline.waivers]]\n"
GIVEN = "finding = 'broken-import:a'\nreason = 'x'\nuntil = 2030-12-31\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("golden_path = {}", 'has no key "golden_path": did you mean "golden_paths"?'),
        (
            "xyz = 1",
            'has no key "xyz": its keys are roots, exclude, golden_paths, ssot, severities, '
            "waivers, baseline",
        ),
        ("roots = 1", "roots must be a list, and is a number"),
        ("roots = 'src'", "roots must be a list, and is a text"),
        ("roots = ['src', {}]", "roots must hold texts only, and holds a table"),
        ("roots = ['scr']", 'roots names "scr", which is no folder here: did you mean "src"?'),
        ("roots = ['../b']", 'roots names "../b", which is no folder here'),
        ("roots = ['src/a.py']", 'roots names "src/a.py", which is no folder here'),
        (
            "roots = ['src', 'tools']\nexclude = ['tools/']",
            'roots names "tools", which exclude leaves out',
        ),
        ("exclude = ['!a']", 'exclude holds "!a": a pattern can\'t be negated'),
        ("exclude = ['../a']", 'exclude holds "../a": a pattern can\'t leave the folder'),
        ("exclude = ['']", 'exclude holds "": a pattern needs a name'),
        ("golden_paths = ['a']", "golden_paths must be a table, and is a list"),
        ("golden_paths = {a = 1}", "golden_paths.a must be a text, and is a number"),
        ("golden_paths = {a = ''}", "golden_paths.a is empty"),
        (
            "ssot = {User = 'pkg/models.py'}",
            'ssot.User is "pkg/models.py": it must be "package.module" or "package.module:Class"',
        ),
        (
            "severities = {import-cycles = 'off'}",
            'severities names the rule "import-cycles", which there is not: '
            'did you mean "import-cycle"?',
        ),
        (
            "severities = {import-cycle = 'warn'}",
            'severities.import-cycle is "warn", which is none of error, warning, info, off: '
            'did you mean "warning"?',
        ),
        ("severities = {import-cycle = false}", "severities.import-cycle must be a text, and is "
         "true or false"),
        ("baseline = '../a.json'", 'baseline is "../a.json", which is no file of this folder'),
        ("baseline = '/a.json'", 'baseline is "/a.json", which is no file of this folder'),
        ("waivers = 1", "waivers must be a list, and is a number"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(text: str, problem: str) -> None:
    assert told(f"[tool.plumbline]\n{text}") == f"pyproject.toml: [tool.plumbline] {problem}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            GIVEN.replace("2030-12-31", "'31.12.2030'"),
            'until must be a day like 2030-12-31, and is "31.12.2030"',
        ),
        (
            GIVEN.replace("2030-12-31", "'2030-02-31'"),
            'until must be a day like 2030-12-31, and is "2030-02-31"',
        ),
        (
            GIVEN.replace("2030-12-31", "2030-12-31T00:00:00Z"),
            "until must be a day like 2030-12-31, and is a date with a time",
        ),
        (GIVEN.replace("'x'", "'  '"), "has no reason: say in a sentence why this is accepted"),
        (
            GIVEN.replace("until = 2030-12-31", ""),
            "has no until: name its last day, as until = 2030-12-31",
        ),
        (
            GIVEN.replace("finding = 'broken-import:a'", ""),
            "must say what it waives: either finding (a key) or rule",
        ),
        (
            GIVEN + "rule = 'import-cycle'",
            "must say what it waives: either finding (a key) or rule",
        ),
        (
            GIVEN + "path = 'a'",
            "has a finding, which subject and path can't narrow down: leave them out",
        ),
        (
            GIVEN.replace("broken-import:", "broken-imports:"),
            'names a finding of the rule "broken-imports", which there is not: '
            'did you mean "broken-import"?',
        ),
        (GIVEN + "reasons = 'a'", 'has no key "reasons": did you mean "reason"?'),
    ],
)
def test_what_is_wrong_with_a_waiver_is_told(text: str, problem: str) -> None:
    found = settings(f"{WAIVER}{GIVEN}{WAIVER}{text}")
    assert found.problems == (f"pyproject.toml: waiver 2 of [tool.plumbline] {problem}",)
    assert len(found.waivers) == 1


def test_what_is_wrong_says_nothing_and_the_rest_stands() -> None:
    found = settings("[tool.plumbline]\nroots = ['src', 'absent']\nexclude = 1\nnone = 2")
    assert found.roots == ("src",)
    assert found.exclude == ()
    assert len(found.problems) == 3


def test_the_table_must_be_one() -> None:
    assert told("tool.plumbline = []") == (
        "pyproject.toml: [tool.plumbline] must be a table, and is a list"
    )


def test_without_a_list_of_rules_no_rule_is_wrong() -> None:
    text = f"[tool.plumbline.severities]\nfuture-rule = 'info'\n{WAIVER}{GIVEN}"
    assert read_settings(MemoryTree({"pyproject.toml": text})).problems == ()


@given(st.binary(max_size=60))
def test_never_raises(data: bytes) -> None:
    assert isinstance(settings(b"[tool.plumbline]\n" + data), Settings)


keys = st.sampled_from(["roots", "exclude", "golden_paths", "ssot", "severities", "waivers"])
values = st.recursive(
    st.sampled_from(["1", "'a'", "''", "true", "2030-12-31", "1.5", "inf", "07:32:00"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2).map(lambda items: f"[{', '.join(items)}]"),
        inner.map("{{reason = {}, until = 2030-12-31}}".format),
    ),
    max_leaves=4,
)


@given(st.dictionaries(keys, values))
def test_never_raises_for_any_type(table: dict[str, str]) -> None:
    lines = "\n".join(f"{key} = {value}" for key, value in table.items())
    found = settings(f"[tool.plumbline]\n{lines}")
    assert all(problem.startswith("pyproject.toml: ") for problem in found.problems)
