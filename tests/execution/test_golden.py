"""Which modules must import, by what the user says and by what the files announce."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from analysis import MemoryTree, Options, analyze
from analysis.report import json_report, markdown, text

BASE = {"p/__init__.py": "", "p/ok.py": "", "p/bad.py": "import p.lost\n", "p/open.pyi": ""}
Path = tuple[str, str, str, str]


def paths(files: Mapping[str, str], *entries: str) -> list[Path]:
    found = analyze(MemoryTree(files), Options(entries=entries, jobs=1)).golden_paths
    return [(path.name, path.module, path.outcome, path.why) for path in found]


def configured(**named: str) -> dict[str, str]:
    lines = "".join(f'{name} = "{module}"\n' for name, module in named.items())
    return BASE | {"pyproject.toml": f"[tool.plumbline.golden_paths]\n{lines}"}


@pytest.mark.parametrize(
    ("files", "entries", "expected"),
    [
        pytest.param(
            configured(a="p.ok", b="p.bad"),
            (),
            [("a", "p.ok", "ok", "configured"), ("b", "p.bad", "fails", "configured")],
            id="configured",
        ),
        pytest.param(
            configured(a="p.ok:app"), (), [("a", "p.ok", "ok", "configured")], id="with an object"
        ),
        pytest.param(
            configured(a="p.gone"), (), [("a", "p.gone", "unknown", "no such module")], id="gone"
        ),
        pytest.param(configured(a=""), (), [], id="empty"),
        pytest.param(
            configured(a="p.open"), (), [("a", "p.open", "unknown", "configured")], id="a stub"
        ),
        pytest.param(
            BASE,
            ("p.bad", "p.no", "p.bad"),
            [
                ("p.bad", "p.bad", "fails", "asked for"),
                ("p.no", "p.no", "unknown", "no such module"),
            ],
            id="asked for",
        ),
    ],
)
def test_what_the_user_names(
    files: dict[str, str], entries: tuple[str, ...], expected: list[Path]
) -> None:
    assert paths(files, *entries) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"p/__main__.py": ""}, [("p.__main__", "python -m")], id="__main__"),
        pytest.param({"manage.py": ""}, [("manage", "manage.py")], id="manage.py"),
        pytest.param(
            {"p/asgi.py": "from fastapi import FastAPI\napp = FastAPI()\n"},
            [("p.asgi", "application object 'app'")],
            id="ASGI",
        ),
        pytest.param(
            {
                "p/wsgi.py": "from django.core.wsgi import get_wsgi_application as g\n"
                "from django.core import wsgi\napplication = wsgi.get_wsgi_application()\n"
            },
            [("p.wsgi", "application object 'application'")],
            id="WSGI",
        ),
        pytest.param(
            {"home.py": "import streamlit as st\nif True:\n    st.title('Hello')\n"},
            [("home", "Streamlit script")],
            id="Streamlit",
        ),
        pytest.param(
            {"home.py": "import streamlit as st\ndef f(): st.title('')\nst.cache_data(f)\n"},
            [],
            id="only uses Streamlit",
        ),
        pytest.param(
            {
                "home.py": "import part\nimport streamlit\nwith streamlit.sidebar:\n"
                "    streamlit.write(1)\n",
                "part.py": "import streamlit\nstreamlit.write(1)\n",
            },
            [("home", "Streamlit script")],
            id="a part of a Streamlit script",
        ),
        pytest.param(
            {"pyproject.toml": '[project.scripts]\nshop = "p.ok:main"\n'},
            [("p.ok", "console script")],
            id="console script",
        ),
        pytest.param(
            {"setup.cfg": "[options.entry_points]\nconsole_scripts =\n  x = p.gone:main\n"},
            [("p.gone", "no such module")],
            id="console script that is gone",
        ),
        pytest.param(
            {
                "pyproject.toml": '[project.scripts]\nshop = "p.__main__:main"\n',
                "p/__main__.py": "",
                "manage.py": "",
            },
            [("p.__main__", "console script"), ("manage", "manage.py")],
            id="a command and the same module",
        ),
        pytest.param({"tests/__main__.py": ""}, [], id="tests"),
        pytest.param({}, [], id="nothing"),
    ],
)
def test_what_the_files_announce(files: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert [(module, why) for _, module, _, why in paths(BASE | files)] == expected


def test_what_the_user_names_is_all_there_is() -> None:
    assert [name for name, *_ in paths(configured(a="p.ok") | {"manage.py": ""})] == ["a"]


def test_every_report_says_that_there_is_no_such_module() -> None:
    found = analyze(MemoryTree(configured(a="p.gone")), Options(jobs=1))
    for report in (text.render(found), markdown.render(found), json_report.render(found)):
        assert "no such module" in report
