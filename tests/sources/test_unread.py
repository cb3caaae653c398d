"""What is left out is said, with the reason."""

from __future__ import annotations

from analysis.sources.discover import discover
from analysis.sources.tree import MemoryTree, Skipped
from analysis.sources.unread import unread


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
