"""Which distributions a repository requires, from each file that may say so."""

from __future__ import annotations

import pytest

from analysis.sources.distributions import declared_distributions
from analysis.sources.tree import MemoryTree

CASES = {
    "requirements": (
        "requirements.txt",
        "# a comment\n-r other.txt\nSQLAlchemy[asyncio]>=2 ; python_version > '3'\n\nzope.event",
        {"sqlalchemy", "zope_event"},
    ),
    "a folder of requirements": ("requirements/base.txt", "alembic", {"alembic"}),
    "project": (
        "pyproject.toml",
        "[project]\ndependencies = ['a>=1', 'b-c[x]']\n[project.optional-dependencies]\nx = ['d']\n"
        "[dependency-groups]\ndev = ['e', {include-group = 'x'}]",
        {"a", "b_c", "d", "e"},
    ),
    "poetry": (
        "pyproject.toml",
        "[tool.poetry.dependencies]\na = '^1'\n[tool.poetry.group.dev.dependencies]\nb = '*'",
        {"a", "b"},
    ),
    "setup.cfg": (
        "setup.cfg",
        "[options]\ninstall_requires =\n    a>=1\n    b\n[options.extras_require]\nx = c",
        {"a", "b", "c"},
    ),
    "setup.py": ("setup.py", "setup(install_requires=['a>=1', \"b[x]>2\", 'c'])", {"a", "b", "c"}),
    "Pipfile": ("Pipfile", "[packages]\na = '*'\n[dev-packages]\nb = '*'", {"a", "b"}),
    "nonsense": ("pyproject.toml", "[project]\ndependencies = 1", set()),
}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_reads(case: tuple[str, str, set[str]]) -> None:
    path, text, expected = case
    assert declared_distributions(MemoryTree({path: text})) == expected
