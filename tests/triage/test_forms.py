from __future__ import annotations

import functools

import pytest

from analysis.pipeline import Analysis, Options, analyze
from analysis.sources.tree import MemoryTree
from analysis.triage.examine import examine
from analysis.triage.report import Cause
from tests.triage.forms import FORMS
from tests.triage.trees import shop

TREE = shop("import os\nfrom shop.stock import count, lost\n")


@functools.cache
def of(**files: str) -> Analysis:
    return analyze(MemoryTree({**TREE, **files}), Options(jobs=1))


@pytest.mark.parametrize("name", FORMS)
def test_the_fault_is_found_in_every_form(name: str) -> None:
    [one] = examine(of(), FORMS[name]).tracebacks
    assert (one.cause, one.path, one.line) == (Cause.MISSING_NAME, "shop/app.py", 2)
    assert one.finding == "broken-import:shop.stock:lost"
    assert "shop.app" in one.blocked
    assert one.differs == ()


LOG = """\
Traceback (most recent call last):
  File "/app/shop/app.py", line 2, in <module>
    from shop.stock import count, lost
ImportError: cannot import name 'lost' from 'shop.stock' ({})
"""
INSTALLED = "/usr/lib/python3/site-packages/shop/stock.py"


def test_an_installed_copy_that_answers_takes_the_place_of_ours() -> None:
    [one] = examine(of(), LOG.format(INSTALLED)).tracebacks
    assert (one.cause, one.path, one.line) == (Cause.SHADOWED_MODULE, "shop/app.py", 2)
    assert INSTALLED in one.summary


def test_without_proposals_the_rest_is_the_same() -> None:
    log = LOG.format("/app/shop/stock.py")
    fast, slow = (examine(of(), log, propose).tracebacks[0] for propose in (False, True))
    assert (fast.cause, fast.finding, fast.advice) == (slow.cause, slow.finding, slow.advice)
    assert fast.fix is None


SERVICE = "services/{}/app/{}.py"


def test_of_two_services_with_one_package_name_the_right_one_is_found() -> None:
    files: dict[str, str] = {}
    for service, names in (("billing", "one"), ("orders", "one, lost")):
        files |= {
            f"services/{service}/pyproject.toml": f"[project]\nname = '{service}'\n",
            SERVICE.format(service, "__init__"): "",
            SERVICE.format(service, "main"): f"import os\nfrom app.db import {names}\n",
            SERVICE.format(service, "db"): "one = 1\n",
        }
    analysis = analyze(MemoryTree(files), Options(jobs=1))
    log = LOG.replace("shop/app", "app/main").replace("shop.stock", "app.db")
    log = log.replace("count, lost", "one, lost").format("/app/app/db.py")
    [one] = examine(analysis, log).tracebacks
    assert (one.cause, one.path) == (Cause.MISSING_NAME, "services/orders/app/main.py")


def test_what_fails_between_installed_packages_is_not_of_this_repository() -> None:
    log = """\
Traceback (most recent call last):
  File "/app/shop/app.py", line 1, in <module>
    import os
  File "/usr/lib/python3/site-packages/flask/__init__.py", line 14, in <module>
    from jinja2 import escape
ImportError: cannot import name 'escape' from 'jinja2' (/usr/lib/python3/site-packages/jinja2.py)
"""
    found = examine(of(), log)
    assert found.tracebacks[0].cause is Cause.NOT_THIS_REPOSITORY
    assert (found.tracebacks[0].path, found.tracebacks[0].line) == ("shop/app.py", 1)
    assert found.concerns_repository and not found.has_faults


@pytest.mark.parametrize("folder", [r"C:\new\temp", r"\\host\net\run"], ids=["drive", "share"])
def test_folders_of_windows_are_no_line_ends(folder: str) -> None:
    log = LOG.replace("/app/shop/app.py", rf"{folder}\shop\app.py")
    [one] = examine(of(), log.format(rf"{folder}\shop\stock.py")).tracebacks
    assert (one.cause, one.path, one.line) == (Cause.MISSING_NAME, "shop/app.py", 2)
    assert [frame.path for frame in one.frames] == ["shop/app.py"]


def test_an_error_is_explained_once() -> None:
    error = "ImportError: cannot import name 'lost' from 'shop.stock'"
    for text in (LOG.format("shop/stock.py"), f"{error}\n", f"The job stops:\n\n    {error}\n"):
        found = examine(of(), text)
        assert len(found.tracebacks) == 1, text
        assert found.claims == (), text
