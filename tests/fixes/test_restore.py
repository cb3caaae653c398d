"""What is gone comes back from the history: at its place, with what it needs."""

from __future__ import annotations

import pytest

from analysis.fixes.proof import Proof, prove
from tests.checks.remembered import Remembered
from tests.fixes.repository import analysed, changed_by, proposals

Files = dict[str, str]

KEPT = "class Kept:\n    pass\n"
GONE = "# Why it is here.\n@cached\ndef gone(rows):\n    return [strip(row) for row in rows]\n"
HEAD = '"""Doc."""\n\nfrom functools import cache as cached\n'
USES = "from p.b import gone\n\ngone([])\n"

RESTORED: dict[str, tuple[Files, Files, Files]] = {
    "a function, between its neighbours, with its helper and import": (
        {"p/b.py": f"{HEAD}\nSIZE = 1\n\n\ndef strip(row):\n    return row\n\n\n{GONE}\n\n{KEPT}"},
        {"p/b.py": f'"""Doc."""\n\nSIZE = 1\n\n\n{KEPT}'},
        {
            "p/b.py": (
                f"{HEAD}\nSIZE = 1\n\n\ndef strip(row):\n    return row\n\n\n{GONE}\n\n{KEPT}"
            )
        },
    ),
    "what is there already stays as it is": (
        {"p/b.py": f"{HEAD}\n\ndef strip(row):\n    return row\n\n\n{GONE}"},
        {"p/b.py": "def strip(row):\n    return row.strip()\n"},
        {
            "p/b.py": (
                "from functools import cache as cached\n\n\n"
                f"def strip(row):\n    return row.strip()\n\n\n{GONE}"
            )
        },
    ),
    "a constant, in its block": (
        {"p/b.py": "first = 1\ngone = print\nlast = 2\n"},
        {"p/b.py": "first = 1\nlast = 2\n"},
        {"p/b.py": "first = 1\ngone = print\nlast = 2\n"},
    ),
    "behind what it needs at once": (
        {"p/b.py": f"{KEPT}\n\nclass gone(Kept):\n    pass\n"},
        {"p/b.py": f"x = 1\n\n\n{KEPT}\n\ny = 2\n"},
        {"p/b.py": f"x = 1\n\n\n{KEPT}\n\nclass gone(Kept):\n    pass\n\n\ny = 2\n"},
    ),
    "promised in __all__": (
        {"p/b.py": '__all__ = [\n    "gone",\n    "y",\n]\n\ngone = print\ny = 1\n'},
        {"p/b.py": '__all__ = [\n    "y",\n]\n\ny = 1\n'},
        {"p/b.py": '__all__ = [\n    "gone",\n    "y",\n]\n\ngone = print\ny = 1\n'},
    ),
    "an import that only type checkers read": (
        {
            "p/b.py": (
                "from __future__ import annotations\nfrom typing import TYPE_CHECKING\n\n"
                "if TYPE_CHECKING:\n    from p.c import C\n\n\ndef gone(c: C) -> None: ...\n"
            ),
            "p/c.py": "class C: ...\n",
        },
        {"p/b.py": "from __future__ import annotations\n", "p/c.py": "class C: ...\n"},
        {
            "p/b.py": (
                "from __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\n"
                "if TYPE_CHECKING:\n    from p.c import C\n\n\ndef gone(c: C) -> None: ...\n"
            )
        },
    ),
    "a whole module": (
        {"p/b.py": f"{HEAD}\n\n{GONE}"},
        {},
        {"p/b.py": f"{HEAD}\n\n{GONE}"},
    ),
    "the file that made a folder a package": (
        {"p/b/__init__.py": "gone = print\n", "p/b/c.py": "x = 1\n"},
        {"p/b/c.py": "x = 1\n"},
        {"p/b/__init__.py": "gone = print\n"},
    ),
}  # fmt: skip


def with_history(monkeypatch: pytest.MonkeyPatch, *trees: Files) -> None:
    monkeypatch.setattr("analysis.pipeline.history_of", lambda tree: Remembered(*trees))


@pytest.mark.parametrize(("before", "now", "after"), RESTORED.values(), ids=RESTORED.keys())
def test_restored(before: Files, now: Files, after: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    base = {"p/__init__.py": "", "p/a.py": USES}
    with_history(monkeypatch, base | before, base | now)
    analysis = analysed(base | now)
    found = proposals(analysis, "restore-from-git")
    assert len(found) == 1, [finding.title for finding in analysis.findings]
    assert changed_by(analysis, found[0]) == after
    assert isinstance(prove(analysis, found[0]), Proof)


def test_the_reader_learns_who_removed_it_and_what_comes_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    base = {"p/__init__.py": "", "p/a.py": USES}
    old = base | {"p/b.py": "def helper(): ...\n\n\ndef gone(rows): helper()\n"}
    now = base | {"p/b.py": ""}
    with_history(monkeypatch, old, now)
    (fix,) = proposals(analysed(now), "restore-from-git")
    assert fix.title == "Put gone back into p.b as it was in 1111111111"
    assert 'Ada removed it on 2025-03-02: "commit 2"' in fix.notes[0]
    assert fix.notes[1] == "It needs, and brings back: helper."


def test_an_older_encoding_comes_back_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    base = {"p/__init__.py": "", "p/a.py": USES}
    history = Remembered(base | {"p/b.py": "# coding: latin-1\ngone = 'é'.join\n"}, base)
    monkeypatch.setattr(history, "read", lambda content: content.encode("latin-1"))
    monkeypatch.setattr("analysis.pipeline.history_of", lambda tree: history)
    analysis = analysed(base)
    (fix,) = proposals(analysis, "restore-from-git")
    proof = prove(analysis, fix)
    assert isinstance(proof, Proof)
    assert proof.after.tree.read("p/b.py") == "# coding: latin-1\ngone = 'é'.join\n".encode(
        "latin-1"
    )
