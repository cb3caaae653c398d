from __future__ import annotations

import pytest

from analysis.checks import double_import
from analysis.findings import DoubleImport, evidence_of
from tests.checks.builders import context_of

BASE = {
    "pyproject.toml": "[project]\nname='pkg'\n[tool.setuptools.packages.find]\nwhere=['src']\n",
    "src/pkg/__init__.py": "",
    "src/pkg/mod.py": "class A: ...\n",
    "src/pkg/use.py": "from pkg.mod import A\n",
}


def double(files: dict[str, str]) -> list[DoubleImport]:
    found = double_import.check(context_of({**BASE, **files}))
    return [finding for finding in found if isinstance(finding, DoubleImport)]


@pytest.mark.parametrize(
    "statement",
    ["from src.pkg.mod import A", "import src.pkg.mod", "from src.pkg import mod"],
)
def test_both_names_are_imported(statement: str) -> None:
    (found,) = double({"run.py": f"import os\n{statement}\n"})
    (file,) = found.data.files
    assert found.key == "double-import:src"
    assert (file.path, file.module, file.second) == ("src/pkg/mod.py", "pkg.mod", "src.pkg.mod")
    assert [(each.path, each.line) for each in file.second_importers] == [("run.py", 2)]
    assert [(each.path, each.line) for each in file.importers] == [("src/pkg/use.py", 1)]
    assert file.classes == ("A",)
    assert [each.path for each in evidence_of(found)] == ["run.py", "src/pkg/use.py"]
    assert not found.in_tests


def test_tests_that_import_by_the_second_name() -> None:
    (found,) = double({"tests/test_a.py": "from src.pkg.mod import A\n"})
    assert found.in_tests


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({}, id="one name"),
        pytest.param(
            {"src/pkg/use.py": "from .mod import A\n", "run.py": "import src.pkg.mod\n"},
            id="only the second name is spelled out",
        ),
        pytest.param({"run.py": "import src.pkg.gone\n"}, id="no such file"),
        pytest.param({"run.py": "import srcs.pkg.mod\n"}, id="another name"),
    ],
)
def test_nothing_runs_twice(files: dict[str, str]) -> None:
    assert double(files) == []
