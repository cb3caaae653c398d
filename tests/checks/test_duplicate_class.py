from __future__ import annotations

import re

import pytest

from analysis.checks import duplicate_class, ranked
from analysis.findings import DuplicateClass, Severity
from tests.checks.builders import context_of

MANAGER = '''
from p.engine import make_engine

class DatabaseManager:
    """Engines and sessions of the service."""

    def __init__(self, url, pool=5):
        self.url = url
        self.engine = make_engine(url, pool_size=pool)
        self.open_sessions = []

    def get_session(self):
        session = self.engine.session(autocommit=False)
        self.open_sessions.append(session)
        return session

    def health_check(self):
        for session in self.open_sessions:
            if not session.execute("SELECT 1"):
                raise RuntimeError("the database does not answer")
        return len(self.open_sessions)

    def close(self):
        while self.open_sessions:
            self.open_sessions.pop().close()
        self.engine.dispose()
'''

OTHER_MANAGER = '''
from p.engine import get_engine

class DatabaseManager:
    """Sessions on the engine of this process."""

    async def get_session(self):
        async with get_engine().begin() as connection:
            yield connection

    async def health_check(self):
        return await get_engine().ping(timeout=2)
'''

AUTH_MANAGER = """
class AuthDatabaseManager:
    @staticmethod
    def create_session(url):
        return connect(url, readonly=True)

    @staticmethod
    def validate_url(url):
        return url.startswith("postgresql://")
"""

ENGINE = "def make_engine(url, pool_size): ...\ndef get_engine(): ...\n"
USES = "from p.one import DatabaseManager\n"
USES_TWO = "from p.two import DatabaseManager\n"
BASE = {"p/__init__.py": "", "p/engine.py": ENGINE, "p/users.py": USES, "p/other.py": USES_TWO}


def duplicates(files: dict[str, str], ssot: dict[str, str] | None = None) -> list[DuplicateClass]:
    found = duplicate_class.check(context_of(files, canonical_classes=ssot))
    return [finding for finding in found if isinstance(finding, DuplicateClass)]


REFORMATTED = re.sub(r"(?<![._])\bsession\b", "current", MANAGER).replace(
    "return current", "return current  # opened here"
)
EDITED = MANAGER.replace('"SELECT 1"', '"SELECT now()"').replace(
    "return len(self.open_sessions)", "return True"
)


@pytest.mark.parametrize(
    ("files", "kind", "subjects"),
    [
        pytest.param(
            {"p/one.py": MANAGER, "p/two.py": MANAGER},
            "exact",
            ("p.one:DatabaseManager", "p.two:DatabaseManager"),
            id="copy",
        ),
        pytest.param(
            {"p/one.py": MANAGER, "p/two.py": REFORMATTED},
            "exact",
            ("p.one:DatabaseManager", "p.two:DatabaseManager"),
            id="copy with other locals and comments",
        ),
        pytest.param(
            {"p/one.py": MANAGER, "q.py": MANAGER.replace("DatabaseManager", "Connections")},
            "exact",
            ("p.one:DatabaseManager", "q:Connections"),
            id="copy under another name",
        ),
        pytest.param(
            {"p/one.py": MANAGER, "p/two.py": EDITED},
            "near",
            ("p.one:DatabaseManager", "p.two:DatabaseManager"),
            id="edited copy",
        ),
        pytest.param(
            {"p/one.py": MANAGER, "p/two.py": OTHER_MANAGER},
            "divergent",
            ("p.one:DatabaseManager", "p.two:DatabaseManager"),
            id="namesakes with one role",
        ),
        pytest.param(
            {"p/one.py": MANAGER, "p/two.py": OTHER_MANAGER, "auth/db.py": AUTH_MANAGER},
            "divergent",
            ("p.one:DatabaseManager", "p.two:DatabaseManager", "auth.db:AuthDatabaseManager"),
            id="namesakes and a variant",
        ),
        pytest.param(
            {"p/one.py": MANAGER, "p/three.py": MANAGER, "p/two.py": EDITED},
            "near",
            ("p.one:DatabaseManager", "p.three:DatabaseManager", "p.two:DatabaseManager"),
            id="three in one group",
        ),
        pytest.param(
            {
                "p/one.py": MANAGER,
                "q.py": EDITED.replace("DatabaseManager", "LegacyDatabaseManager").replace(
                    "pool", "size"
                ),
            },
            "near",
            ("p.one:DatabaseManager", "q:LegacyDatabaseManager"),
            id="edited copy under another name",
        ),
    ],
)
def test_duplicates(files: dict[str, str], kind: str, subjects: tuple[str, ...]) -> None:
    (found,) = duplicates({**BASE, **files})
    assert (found.data.kind, found.subjects) == (kind, subjects)
    assert (found.data.similarity == 1.0) == (kind == "exact")


CONFIG = "class Config:\n    def load(self): ...\n    debug = {}\n"
POINT = """
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y
"""


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.py": CONFIG.format(1), "b.py": CONFIG.format(2)}, id="scripts"),
        pytest.param(
            {
                "p/one.py": f"class Order:\n{MANAGER.replace('DatabaseManager', 'Meta')}".replace(
                    "\n", "\n    "
                ).replace("class Order:", "class Order:\n    x = 1"),
                "p/two.py": "class Invoice:\n    class Meta:\n        ordering = 1\n",
            },
            id="nested",
        ),
        pytest.param(
            {
                "p/one.py": MANAGER,
                "p/two.py": "import sys\nif sys.platform == 'win32':\n"
                + "".join(f"    {line}\n" for line in MANAGER.splitlines()),
            },
            id="platform branch",
        ),
        pytest.param(
            {"p/one.py": MANAGER + "\n" + EDITED.replace("from p.engine import make_engine", "")},
            id="twice in one module",
        ),
        pytest.param({"p/m_pb2.py": MANAGER, "p/n_pb2.py": MANAGER}, id="generated"),
        pytest.param(
            {"p/migrations/m0001.py": "", "p/migrations/0001_a.py": MANAGER, "p/one.py": MANAGER},
            id="migrations",
        ),
        pytest.param({"tests/test_a.py": MANAGER, "tests/test_b.py": MANAGER}, id="test helpers"),
        pytest.param({"p/one.py": MANAGER, "p/_vendor/db.py": MANAGER}, id="vendored"),
        pytest.param({"p/one.py": POINT, "p/two.py": POINT}, id="too small"),
        pytest.param(
            {
                "p/one.py": "class NotFoundError(Exception): ...\n",
                "q.py": "class NotFoundError(Exception): ...\n",
            },
            id="exceptions",
        ),
        pytest.param(
            {
                "p/one.py": MANAGER,
                "p/two.py": "from p.one import DatabaseManager as Base\n"
                "class DatabaseManager(Base):\n    def get_session(self): ...\n"
                "    def health_check(self): ...\n    def close(self): ...\n",
            },
            id="a subclass of one name",
        ),
        pytest.param(
            {
                "p/one.py": MANAGER.replace("def ", "async def ").replace(
                    "DatabaseManager", "AsyncDatabaseManager"
                ),
                "p/two.py": MANAGER,
            },
            id="a twin for async",
        ),
        pytest.param(
            {
                "p/base.py": "class Backend:\n    def run(self): ...\n",
                **{
                    f"p/{name}/engine.py": "from p.base import Backend\n"
                    "class StorageEngine(Backend):\n"
                    f"    def read(self): return {name}.read()\n"
                    f"    def write(self): return {name}.write()\n"
                    for name in ("disk", "memory", "cloud")
                },
            },
            id="one class for each plugin",
        ),
        pytest.param(
            {
                "p/one.py": MANAGER,
                "elsewhere.py": "class DatabaseManager:\n    def paint(self): ...\n",
            },
            id="a namesake with nothing in common",
        ),
    ],
)
def test_idiom_does_not_alarm(files: dict[str, str]) -> None:
    assert duplicates({"p/__init__.py": "", "p/engine.py": ENGINE, **files}) == []


def test_definitions_say_what_they_do() -> None:
    (found,) = duplicates({**BASE, "p/one.py": MANAGER, "p/two.py": OTHER_MANAGER})
    one, two = found.data.definitions
    assert (one.importers, two.importers) == (("p.users",), ("p.other",))
    assert one.only_here == ("__init__", "close")
    assert two.only_here == ()
    assert one.collaborators == ("p.engine:make_engine",)
    assert two.collaborators == ("p.engine:get_engine",)
    assert found.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("files", "ssot", "canonical", "because"),
    [
        pytest.param({}, None, "p.one", "the most complete", id="completeness"),
        pytest.param(
            {"p/more.py": USES_TWO, "p/many.py": USES_TWO, "p/most.py": USES_TWO},
            None,
            "p.two",
            "imported by 4 modules",
            id="importers",
        ),
        pytest.param({}, {"DatabaseManager": "p.two"}, "p.two", "set in", id="set by the user"),
        pytest.param(
            {}, {"DatabaseManager": "p.two:DatabaseManager"}, "p.two", "set in", id="with the class"
        ),
        pytest.param({}, {"Other": "p.two"}, "p.one", "the most complete", id="set for another"),
        pytest.param(
            {"p/two.py": OTHER_MANAGER.replace("Sessions on", "Single source of truth for")},
            None,
            "p.two",
            "canonical",
            id="docstring",
        ),
        pytest.param(
            {"p/one.py": MANAGER.replace("Engines and", "Deprecated:")},
            None,
            "p.two",
            "deprecated",
            id="deprecated",
        ),
        pytest.param(
            {"p/one.py": MANAGER + "\nimport p.two\n"},
            None,
            "p.two",
            "p.one stands on p.two, not the other way round",
            id="what the other stands on",
        ),
        pytest.param(
            {
                "p/one.py": MANAGER + "\nimport p.two\n",
                "p/two.py": OTHER_MANAGER + "\nimport p.one\n",
            },
            None,
            "p.one",
            "the most complete",
            id="each on the other",
        ),
    ],
)
def test_canonical(
    files: dict[str, str], ssot: dict[str, str] | None, canonical: str, because: str
) -> None:
    every = {**BASE, "p/one.py": MANAGER, "p/two.py": OTHER_MANAGER, **files}
    (found,) = duplicates(every, ssot)
    assert found.data.canonical.module == canonical
    assert found.data.definitions[0].module == canonical
    assert because in "; ".join(found.data.canonical.why)


def test_the_package_that_the_other_stands_on_has_the_canonical_one() -> None:
    files = {
        "p/__init__.py": "",
        "p/addons/__init__.py": "",
        "p/addons/a.py": MANAGER,
        "p/addons/b.py": "import p.core.b\n",
        "p/core/__init__.py": "",
        "p/core/a.py": MANAGER,
        "p/core/b.py": "",
    }
    (found,) = duplicates(files)
    assert found.data.canonical.module == "p.core.a"
    assert "p.addons stands on p.core, not the other way round" in found.data.canonical.why
    # A copy that nobody imports is none the better for that.
    (found,) = duplicates({**files, "p/u.py": "from p.addons.a import DatabaseManager\n"})
    assert found.data.canonical.module == "p.addons.a"


LEDGER = """
class Ledger:
    def __init__(self, book):
        self.book = sorted(book, key=by_date)

    def balance(self, day):
        entries = [entry for entry in self.book if entry.day <= day]
        return sum(entry.amount for entry in entries)

    def post(self, entry):
        if entry.day < self.book[-1].day:
            raise LateEntry(entry, self.book[-1])
        self.book.append(entry)
        return self.balance(entry.day)
"""


def test_a_true_copy_ranks_above_a_namesake() -> None:
    files = {
        **BASE,
        "p/one.py": MANAGER,
        "p/two.py": OTHER_MANAGER,
        "q/a.py": LEDGER,
        "q/b.py": LEDGER,
    }
    assert [f.data.kind for f in duplicates(files)] == ["exact", "divergent"]


def test_a_hierarchy_that_mirrors_another_is_a_design() -> None:
    names = [f"Visit{number}Manager" for number in "ABCDEF"]

    def module(body: str) -> str:
        return "\n".join(
            f"class {name}:\n    def enter(self, x): {body}\n    def leave(self, x): {body}\n"
            for name in names
        )

    files = {
        "p/__init__.py": "",
        "p/nodes.py": module("return self.walk(x)"),
        "p/matchers.py": module("raise Mismatch(self, x, 'no')"),
        "p/use.py": "\n".join(
            f"from p.{m} import {n} as {n}{m}" for m in ("nodes", "matchers") for n in names
        ),
    }
    assert duplicates(files) == []
    few = {path: text for path, text in files.items() if path != "p/matchers.py"}
    few["p/matchers.py"] = "\n".join(module("raise Mismatch(self, x, 'no')").split("\n")[:12])
    assert [f.data.kind for f in duplicates(few)] == ["divergent"] * 3


def test_an_importer_through_a_re_export_counts() -> None:
    files = {
        **BASE,
        "p/__init__.py": "from p.one import DatabaseManager\n",
        "p/one.py": MANAGER,
        "p/two.py": MANAGER,
        "far.py": "from p import DatabaseManager\n",
    }
    (found,) = duplicates(files)
    assert found.data.definitions[0].importers == ("far", "p", "p.users")


INTERFACE = """
class Storage:
    \"\"\"Where files are kept.\"\"\"

    def open(self, name):
        \"\"\"The file of this name.\"\"\"
        raise NotImplementedError

    def save(self, name, content):
        \"\"\"Keep a content.\"\"\"
        raise NotImplementedError

    def delete(self, name):
        \"\"\"Keep it no longer.\"\"\"
        raise NotImplementedError

    def exists(self, name):
        \"\"\"Whether it is there.\"\"\"
        raise NotImplementedError("Storage has no exists()")
"""
TASKS = """
class AsyncTasks:
    def __init__(self, loop, limit):
        self.loop = loop
        self.running = set()
        self.limit = limit

    def spawn(self, work, name):
        if len(self.running) >= self.limit:
            raise TooMany(name, self.limit, "AsyncTasks is full")
        task = self.loop.create(work, name=name)
        self.running.add(task)
        return task

    def cancel(self):
        for task in sorted(self.running, key=by_age):
            task.cancel("shutdown")
        self.running.clear()
"""


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        pytest.param({"p/one.py": INTERFACE, "p/two.py": INTERFACE}, "exact", id="an interface"),
        pytest.param(
            {"p/one.py": INTERFACE, "p/two.py": INTERFACE.replace("Storage", "Attic")},
            "exact",
            id="an interface under another name",
        ),
        pytest.param(
            {
                "p/one.py": INTERFACE,
                "p/two.py": INTERFACE.replace("Storage", "Attic").replace("name", "path"),
            },
            None,
            id="an interface under another name with other parameters",
        ),
        pytest.param(
            {
                "p/one.py": re.sub("raise .*", "...", INTERFACE),
                "p/two.py": re.sub(' +""".*"""\n', "", re.sub("raise .*", "pass", INTERFACE)),
            },
            "exact",
            id="an interface without its docstrings",
        ),
        pytest.param(
            {"p/one.py": INTERFACE, "p/two.py": INTERFACE.replace("def exists", "def has")},
            None,
            id="an interface with other methods",
        ),
        pytest.param(
            {"p/one.py": TASKS, "p/two.py": TASKS.replace("AsyncTasks", "Tasks")},
            "exact",
            id="the same code is no twin for async",
        ),
        pytest.param(
            {"p/jobs.py": TASKS, "p/async_jobs.py": TASKS.replace("shutdown", "the end")},
            "near",
            id="nothing is awaited in either",
        ),
        pytest.param(
            {
                "p/jobs.py": TASKS,
                "p/async_jobs.py": TASKS.replace("def cancel", "async def cancel"),
            },
            None,
            id="written again for async",
        ),
    ],
)
def test_what_counts_as_a_copy(files: dict[str, str], kind: str | None) -> None:
    found = duplicates({"p/__init__.py": "", **files})
    assert [each.data.kind for each in found] == ([kind] if kind else [])


def test_a_renamed_copy_is_as_severe_as_a_namesake() -> None:
    files = {
        **BASE,
        "p/one.py": MANAGER,
        "p/two.py": OTHER_MANAGER,
        "q/a.py": LEDGER,
        "q/b.py": LEDGER.replace("Ledger", "Journal"),
    }
    ranked_ = ranked(duplicates(files))
    assert [(f.severity, f.title[:8]) for f in ranked_] == [
        (Severity.WARNING, "Journal "),
        (Severity.WARNING, "Database"),
    ]


def test_a_copy_in_an_example_is_no_hazard() -> None:
    (found,) = duplicates({"p/one.py": LEDGER, "examples/two.py": LEDGER})
    assert found.severity is Severity.INFO


def test_a_copy_does_not_hide_among_namesakes() -> None:
    copy = {"p/three.py": MANAGER, "p/more.py": "from p.three import DatabaseManager\n"}
    files = {**BASE, "p/one.py": MANAGER, "p/two.py": OTHER_MANAGER, **copy}
    assert [(f.data.kind, f.subjects) for f in duplicates(files)] == [
        ("exact", ("p.one:DatabaseManager", "p.three:DatabaseManager")),
        ("divergent", ("p.one:DatabaseManager", "p.two:DatabaseManager")),
    ]
