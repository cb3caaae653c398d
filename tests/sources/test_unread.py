"""What is left out is said, with the reason."""

from __future__ import annotations

import pytest

from analysis.sources.discover import discover
from analysis.sources.exclusion import Exclusion
from analysis.sources.settings import read_settings
from analysis.sources.tree import MemoryTree, Skipped
from analysis.sources.unread import unread, unread_for_settings


def test_says_what_was_skipped_and_what_lost_its_name() -> None:
    tree = MemoryTree(
        {
            "a.py": "",
            "a/__init__.py": "",
            "one/p/__init__.py": "",
            "two/p/__init__.py": "",
            "two/p/b.py": "",
        },
        skipped=[Skipped("link.py", "a link out of the tree")],
    )
    found = unread(tree, discover(tree, (".", "one", "two")))
    assert [(item.path, item.reason) for item in found] == [
        ("a.py", "not the module a: a/__init__.py has that name first"),
        ("link.py", "a link out of the tree"),
        ("two/p/__init__.py", "not the module p: one/p/__init__.py has that name first"),
        ("two/p/b.py", "not the module p.b: one/p/__init__.py has that name first"),
    ]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("K = 'a'", None),
        ("K = 'a:K'", None),
        ("K = 'b'", "ssot.K is 'b', which defines no class of this name"),
        ("L = 'a:K'", "ssot.L is 'a:K', which defines no class of this name"),
    ],
)
def test_a_true_class_that_is_not_there_is_told(written: str, told: str | None) -> None:
    settings = read_settings(MemoryTree({"pyproject.toml": f"[tool.plumbline.ssot]\n{written}\n"}))
    found = unread_for_settings(settings, Exclusion(MemoryTree({})), [("a", "K")])
    assert [each.reason for each in found] == ([] if told is None else [told])
