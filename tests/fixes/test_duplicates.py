"""Duplicate classes: one goes, one is renamed, or one becomes a subclass of the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analysis.fixes.edits import Applicability, Fix
from analysis.fixes.proof import Proof, prove
from analysis.pipeline import Analysis
from tests.fixes.repository import analysed, changed_by, proposals

Files = dict[str, str]

HEAD = '"""Doc."""\n\nfrom p.engine import make_engine\n'
STORE = '''

class Store:
    """Sessions of the service."""

    def __init__(self, url):
        self.url = url
        self.engine = make_engine(url, pool_size=5)
        self.open_sessions = []

    def get_session(self):
        session = self.engine.session(autocommit=False)
        self.open_sessions.append(session)
        return session

    # What the probe asks.
    def health_check(self):
        for session in self.open_sessions:
            if not session.execute("SELECT 1"):
                raise RuntimeError("the database does not answer")
        return len(self.open_sessions)
'''
PROBING = """\
    # What the probe asks.
    def health_check(self):
        return all(session.execute("PING") for session in self.open_sessions)

    def close(self):
        while self.open_sessions:
            self.open_sessions.pop().close()
"""
NEAR = STORE.partition("    # What the probe asks.\n")[0] + PROBING
OTHER = '''

class Store:
    """Rows of one table."""

    def __init__(self, table):
        self.rows = table.rows()

    def get_session(self):
        return [row.session for row in self.rows if row.session]

    def health_check(self):
        return Store([]).rows
'''
BASE = {
    "p/__init__.py": "",
    "p/engine.py": "def make_engine(url, pool_size): ...\n",
    "p/one.py": HEAD + STORE,
    "p/user.py": "from p.one import Store\n\nStore\n",
    "p/more.py": "from p.one import Store\n\nStore\n",
}
USES_TWO = "from p.two import Store as S, limit\n\nS, limit\n"

CHANGED: dict[str, tuple[str, Files, Files]] = {
    "the copy re-exports": (
        "reexport-canonical",
        {"p/two.py": HEAD + STORE + "\n\nlimit = 3\n", "p/other.py": USES_TWO},
        {
            "p/two.py": (
                '"""Doc."""\n\nfrom p.engine import make_engine\nfrom p.one import Store\n\n\n'
                "limit = 3\n"
            )
        },
    ),
    "importers go to the canonical one": (
        "import-canonical",
        {"p/two.py": HEAD + STORE + "\n\nlimit = 3\n", "p/other.py": USES_TWO},
        {
            "p/two.py": '"""Doc."""\n\n\nlimit = 3\n',
            "p/other.py": "from p.one import Store as S\nfrom p.two import limit\n\nS, limit\n",
        },
    ),
    "its own module still uses it": (
        "import-canonical",
        {"p/two.py": HEAD + STORE + "\n\nlimit = Store\n", "p/other.py": USES_TWO},
        {
            "p/two.py": '"""Doc."""\n\nfrom p.one import Store\n\n\nlimit = Store\n',
            "p/other.py": "from p.one import Store as S\nfrom p.two import limit\n\nS, limit\n",
        },
    ),
    "a subclass keeps what differs": (
        "subclass-canonical",
        {"p/two.py": HEAD + NEAR, "p/other.py": "from p.two import Store\n\nStore\n"},
        {
            "p/two.py": (
                '"""Doc."""\n\nfrom p.one import Store as BaseStore\n\n\n'
                'class Store(BaseStore):\n    """Sessions of the service."""\n\n' + PROBING
            )
        },
    ),
    "a name of its own, in every file": (
        "rename-apart",
        {
            "p/two.py": '__all__ = ["Store"]\n' + OTHER,
            "p/other.py": "from p.two import Store\n\n\ndef f(s: Store):\n    return Store(s)\n",
        },
        {
            "p/two.py": '__all__ = ["TwoStore"]\n' + OTHER.replace("Store", "TwoStore"),
            "p/other.py": (
                "from p.two import TwoStore\n\n\ndef f(s: TwoStore):\n    return TwoStore(s)\n"
            ),
        },
    ),
    "the old name where others get it": (
        "rename-apart",
        {
            "p/two.py": OTHER,
            "p/other.py": "from p.two import Store\n",
            "p/third.py": "from p.other import Store\n\nStore\n",
        },
        {
            "p/two.py": OTHER.replace("Store", "TwoStore"),
            "p/other.py": "from p.two import TwoStore as Store\n",
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "files", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(kind: str, files: Files, after: Files) -> None:
    analysis = analysed(BASE | files)
    found = proposals(analysis, kind)
    assert len(found) == 1, [finding.title for finding in analysis.findings]
    assert changed_by(analysis, found[0]) == after
    proof = prove(analysis, found[0])
    assert isinstance(proof, Proof), proof.reason
    assert proof.fixed


def proven(analysis: Analysis, kind: str) -> Fix:
    (fix,) = proposals(analysis, kind)
    proof = prove(analysis, fix)
    assert isinstance(proof, Proof), proof.reason
    return proof.fix


def test_only_an_exact_copy_goes_safely() -> None:
    exact = analysed(BASE | {"p/two.py": HEAD + STORE})
    assert proven(exact, "reexport-canonical").applicability is Applicability.SAFE
    near = analysed(BASE | {"p/two.py": HEAD + NEAR, "p/other.py": "from p.two import Store\n"})
    for kind in ("reexport-canonical", "subclass-canonical", "import-canonical"):
        assert proven(near, kind).applicability is Applicability.DISPLAY


def test_what_a_person_has_to_compare() -> None:
    near = analysed(BASE | {"p/two.py": HEAD + NEAR, "p/other.py": "from p.two import Store\n"})
    (fix,) = proposals(near, "reexport-canonical")
    assert "p.two:Store alone has close." in fix.notes
    assert any("another body: health_check" in note for note in fix.notes)


def changes(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


UNTOUCHED: dict[str, tuple[str, Callable[[], Files]]] = {
    "a member that means something else by a name": (
        "subclass-canonical",
        lambda: {
            "p/two.py": changes(HEAD + NEAR, "from p.engine", "from elsewhere").replace(
                "    def get_session(self):\n", "    def get_session(self, make_engine=1):\n"
            ),
        },
    ),
    "a decorated class": (
        "subclass-canonical",
        lambda: {"p/two.py": HEAD + changes(NEAR, "class Store", "@print\nclass Store")},
    ),
    "a class that others take as an attribute": (
        "rename-apart",
        lambda: {"p/two.py": OTHER, "p/third.py": "import p.two\n\n\nx = p.two.Store\n"},
    ),
    "a class in quotes": (
        "rename-apart",
        lambda: {"p/two.py": OTHER + '\n\ndef f(s: "Store"): ...\n', "p/other.py": USES_TWO},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "files"), UNTOUCHED.values(), ids=UNTOUCHED.keys())
def test_untouched(kind: str, files: Callable[[], Files]) -> None:
    analysis = analysed(BASE | {"p/other.py": "from p.two import Store\n\nStore\n"} | files())
    assert analysis.findings
    assert proposals(analysis, kind) == []
