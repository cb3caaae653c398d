"""What the settings exclude is not looked at, and to the rest it is like an installed package."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import Analysis, External, MemoryTree, Ok, Options, OverlayTree, SourceTree, analyze
from analysis.findings import BrokenImport
from tests.pipeline.drawn import PATHS, edits, told, trees

ONE = Options(jobs=1)
IMPORTS = """\
import pkg._vendor.six as s
import pkg._vendor.deep.down
pkg._vendor.six.name
from pkg._vendor import toml
from pkg import _vendor
from ._vendor.six import *
from . import _vendor as again
"""
REPOSITORY = {
    "pkg/__init__.py": "",
    "pkg/a.py": IMPORTS,
    "pkg/_vendor/__init__.py": "import absent_of_vendor\nfrom pkg import nothing\n",
    "pkg/_vendor/six.py": "from pkg import a, nothing\nclass K: pass\n",
    "pkg/_vendor/deep/down.py": "1 +",
}


def excluding(*patterns: str, files: Mapping[str, str] = REPOSITORY) -> MemoryTree:
    listed = ", ".join(map(repr, patterns))
    return MemoryTree({**files, "pyproject.toml": f"[tool.plumbline]\nexclude = [{listed}]\n"})


def analysis(tree: SourceTree, previous: Analysis | None = None) -> Analysis:
    return analyze(tree, ONE, previous)


@pytest.mark.parametrize(
    "pattern", ["_vendor", "pkg/_vendor/", "pkg/_vendor/**", "_vend*", "**/_vendor/**"]
)
def test_nothing_is_found_in_it_and_imports_of_it_work(pattern: str) -> None:
    found = analysis(excluding(pattern))
    assert found.findings == ()
    assert list(found.structure.project.modules) == ["pkg", "pkg.a"]
    assert found.execution.outcomes == {"pkg": Ok(), "pkg.a": Ok()}
    assert found.structure.project.classes == ()
    assert [spot.reason for spot in found.blind_spots if spot.path == "pyproject.toml"] == [
        f"exclude '{pattern}' leaves out 3 files"
    ]


def test_without_it_there_is_much_to_find() -> None:
    assert len(analysis(MemoryTree(REPOSITORY)).findings) > 2


def test_it_is_not_read() -> None:
    class Guarded(MemoryTree):
        def read(self, path: str) -> bytes:
            assert "_vendor" not in path
            return super().read(path)

    plain = excluding("_vendor")
    files = {path: plain.read(path) for path in plain.paths()}
    assert analysis(Guarded(files)).findings == ()


def test_what_is_missing_elsewhere_is_still_missing() -> None:
    files = REPOSITORY | {"pkg/a.py": "import pkg._vendor.x\nimport pkg.gone\npkg.other\n"}
    found = analysis(excluding("_vendor", files=files))
    assert [finding.key for finding in found.findings] == ["broken-import:pkg.gone"]


def test_the_packages_around_it_run() -> None:
    files = REPOSITORY | {"pkg/__init__.py": "import pkg.gone\n", "b.py": "import pkg._vendor.six"}
    found = analysis(excluding("_vendor", files=files))
    assert "b" in found.findings[0].blocked


def test_it_closes_no_cycle_and_is_no_package_from_outside() -> None:
    files = REPOSITORY | {"pkg/__init__.py": "from pkg.a import s\n"}
    found = analysis(excluding("_vendor", files=files))
    assert found.findings == ()
    project = found.structure.project
    assert not any(isinstance(each.target, External) for each in project.imports)
    assert {each.loads for each in project.by_importer["pkg.a"]} == {("pkg",)}


def test_a_package_at_the_top_is_like_an_installed_one() -> None:
    files = {"vendor/six.py": "1 +", "a.py": "import vendor.six\nvendor.six.moves\n"}
    found = analysis(excluding("/vendor", files=files))
    assert found.findings == ()
    assert found.structure.project.imports[0].target == External("vendor.six")


def test_one_module_may_be_excluded() -> None:
    files = {"p/__init__.py": "", "p/a.py": "from p.b import x\nfrom p import b\n", "p/b.py": "1 +"}
    found = analysis(excluding("/p/b.py", files=files))
    assert found.findings == ()
    assert list(found.structure.project.modules) == ["p", "p.a"]


def test_a_package_without_its_init_may_have_any_name() -> None:
    files = {"p/__init__.py": "1 +", "p/a.py": "from p import x\nfrom p.none import y\n"}
    found = analysis(excluding("__init__.py", files=files))
    assert [finding.key for finding in found.findings] == ["broken-import:p.none"]


def test_a_stub_may_be_excluded_without_its_module() -> None:
    files = {"p/__init__.py": "", "p/a.py": "from p.b import x\n", "p/b.py": "", "p/b.pyi": ""}
    found = analysis(excluding("*.pyi", files=files))
    assert [finding.key for finding in found.findings] == ["broken-import:p.b:x"]


def test_names_start_at_the_deepest_root() -> None:
    files = {"src/p/__init__.py": "", "src/p/a.py": "import p.b, p.gone", "src/p/b.py": "1 +"}
    found = analysis(excluding("src/p/b.py", files=files))
    assert found.structure.project.layout.roots == (".", "src")
    assert [finding.key for finding in found.findings] == ["broken-import:p.gone"]


def test_a_name_like_that_of_a_package_is_not_taken_for_a_misspelling() -> None:
    files = {
        "vendors/__init__.py": "",
        "vendors/tool.py": "",
        "vendor/tool.py": "",
        "a.py": "import vendor.tool\n",
    }
    assert analysis(excluding("vendor", files=files)).findings == ()


def test_it_may_be_everything() -> None:
    found = analysis(excluding("*"))
    assert (found.findings, found.structure.project.modules) == ((), {})


def test_a_pattern_that_matches_nothing_is_told() -> None:
    found = analysis(excluding("vendored"))
    assert "exclude 'vendored' matches no file" in [spot.reason for spot in found.blind_spots]


@pytest.mark.parametrize("before", [(), ("_vendor",), ("pkg/_vendor/six.py",), ("*",)])
@pytest.mark.parametrize("after", [(), ("_vendor",), ("pkg/_vendor/six.py",), ("nothing",)])
def test_an_edit_of_the_settings_is_as_good_as_a_fresh_start(
    before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    tree = excluding(*before)
    edited = OverlayTree(tree, {"pyproject.toml": excluding(*after).read("pyproject.toml")})
    assert told(analysis(edited, analysis(tree))) == told(analysis(edited))


def test_a_file_added_to_what_is_excluded_is_known_as_excluded() -> None:
    tree = excluding("_vendor", files=REPOSITORY | {"pkg/b.py": "import pkg.new\n"})
    first = analysis(tree)
    assert [finding.key for finding in first.findings] == ["broken-import:pkg.new"]
    edited = OverlayTree(tree, {"pkg/_vendor/more.py": b"1 +"})
    assert told(analysis(edited, first)) == told(analysis(edited))


@pytest.mark.parametrize("before", ["", "import-cycle = 'off'", "broken-import = 'info'"])
@pytest.mark.parametrize("after", ["", "import-cycle = 'error'", "broken-import = 'off'"])
def test_an_edit_of_the_severities_is_as_good_as_a_fresh_start(before: str, after: str) -> None:
    files = {"a.py": "import b\nimport b.none\n", "b.py": "import a\n"}
    head = "[tool.plumbline.severities]\n"
    tree = MemoryTree({**files, "pyproject.toml": head + before})
    edited = OverlayTree(tree, {"pyproject.toml": (head + after).encode()})
    assert told(analysis(edited, analysis(tree))) == told(analysis(edited))


patterns = st.lists(
    st.sampled_from([*PATHS, "p/q/", "p", "a.py", "__init__.py", "**/c.py", "tests"]), max_size=2
)


@given(trees, patterns, patterns, edits)
def test_no_exclusion_is_reported_as_missing_and_every_edit_is_as_good_as_a_fresh_start(
    files: dict[str, str],
    before: list[str],
    after: list[str],
    edited: dict[str, str | None],
) -> None:
    tree = excluding(*before, files=files)
    changed: dict[str, bytes | None] = {
        path: text.encode() if text is not None else None for path, text in edited.items()
    }
    changed["pyproject.toml"] = excluding(*after).read("pyproject.toml")
    first = analysis(tree)
    later = OverlayTree(tree, changed)
    found = analysis(later, first)
    assert told(found) == told(analysis(later))
    layout = found.structure.project.layout
    unseen = layout.excluded - {module.name for module in layout.modules}
    for finding in found.findings:
        if isinstance(finding, BrokenImport):
            data = finding.data
            asked = {data.module, f"{data.module}.{data.name}"}
            assert data.reason == "beyond-top-level" or asked.isdisjoint(unseen)
