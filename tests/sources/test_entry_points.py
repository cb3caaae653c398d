"""Which commands a repository installs, wherever it says so."""

from __future__ import annotations

import pytest

from analysis.sources.entry_points import console_scripts
from analysis.sources.tree import MemoryTree


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        pytest.param(
            "pyproject.toml",
            '[project.scripts]\nshop = "shop.cli:main"\n'
            '[project.gui-scripts]\nwin = "shop.gui:run"',
            (("shop", "shop.cli"), ("win", "shop.gui")),
            id="project",
        ),
        pytest.param(
            "services/api/pyproject.toml",
            '[project.scripts]\napi = "api:main"',
            (("api", "api"),),
            id="a project below the top",
        ),
        pytest.param(
            "pyproject.toml",
            '[tool.poetry.scripts]\na = "p.cli:main"\n'
            'b = {reference = "p.b:main", type = "console"}',
            (("a", "p.cli"), ("b", "p.b")),
            id="poetry",
        ),
        pytest.param(
            "setup.cfg",
            "[options.entry_points]\nconsole_scripts =\n"
            "    a = p.cli:main\n    b=p.b:main [extra]\n"
            "pytest11 =\n    c = p.plugin\n",
            (("a", "p.cli"), ("b", "p.b")),
            id="setup.cfg",
        ),
        pytest.param(
            "setup.py",
            "setup(entry_points={'console_scripts': ['a = p.cli:main', name], 'x': ['y = z']})",
            (),
            id="setup.py, computed",
        ),
        pytest.param(
            "setup.py",
            "setup(entry_points={'console_scripts': ['a = p.cli:main'], 'x': ['y = z']})",
            (("a", "p.cli"),),
            id="setup.py, a dict",
        ),
        pytest.param(
            "setup.py",
            "setup(entry_points='''\n[console_scripts]\nA = p.cli:main\n''')",
            (("a", "p.cli"),),
            id="setup.py, a text",
        ),
        pytest.param(
            "p-1.0.dist-info/entry_points.txt",
            "[console_scripts]\na = p.cli:main\n",
            (("a", "p.cli"),),
            id="a wheel",
        ),
        pytest.param(
            "tests/data/pyproject.toml", '[project.scripts]\na = "b:c"', (), id="a test's project"
        ),
        pytest.param("pyproject.toml", "[project]\nscripts = 3", (), id="no table"),
        pytest.param("pyproject.toml", '[project.scripts]\na = "b c"\nd = 1', (), id="nonsense"),
        pytest.param("setup.py", "console_scripts (", (), id="setup.py, unreadable"),
        pytest.param("setup.cfg", "console_scripts", (), id="setup.cfg, unreadable"),
    ],
)
def test_console_scripts(path: str, text: str, found: tuple[tuple[str, str], ...]) -> None:
    assert console_scripts(MemoryTree({path: text})) == found
