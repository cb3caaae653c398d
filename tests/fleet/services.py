"""Small services of one organisation, and their reports."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Mapping
from pathlib import Path

from analysis import __version__
from analysis.fleet.audit import audited
from analysis.fleet.job import Job, Repository
from analysis.fleet.value import RepositoryReport
from analysis.sources.settings import Settings
from analysis.sources.tree import MemoryTree

DAY = datetime.date(2026, 1, 31)
PYTHON = sys.version_info[:2]

MANAGER = '''class DatabaseManager:
    """The canonical one."""

    def __init__(self, url, echo=False):
        self.url = url
        self.engine = create_engine(url, echo=echo, pool_size=5)

    def session(self):
        maker = sessionmaker(bind=self.engine, expire_on_commit=False)
        return maker()

    def close(self):
        self.engine.dispose(close=True)
        self.engine = None

    def check_health(self):
        with self.engine.connect() as connection:
            return connection.execute("select 1").scalar() == 1
'''
NEAR = MANAGER.replace('"""The canonical one."""\n', "").replace(
    "    def close(self):",
    "    def retry(self, times):\n        return times + 1\n\n    def close(self):",
)
OTHER = """class DatabaseManager:
    def __init__(self, path):
        self.path = path

    def session(self):
        return sqlite3.connect(self.path, isolation_level=None)

    def close(self):
        for cursor in self.open_cursors():
            cursor.close()

    def open_cursors(self):
        return list(self.path.cursors.values())
"""
VARIANT = MANAGER.replace("DatabaseManager", "AuthDatabaseManager").replace(
    "    def check_health",
    "    def users(self):\n        return self.session()\n\n    def check_health",
)
USER = "from {module} import DatabaseManager\n\nmanager = DatabaseManager\n"


def report_of(name: str, files: Mapping[str, str]) -> RepositoryReport:
    """What the fleet keeps of one repository."""
    repository = Repository(name, name, name)
    job = Job(__version__, repository, PYTHON, cached=False, day=DAY.isoformat())
    return audited(job, MemoryTree(files), Settings(), None, b"").report


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Writes files below a folder, which is made."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


FLEET = {
    "billing": {"billing/__init__.py": "", "billing/db.py": MANAGER},
    "auth": {"auth/__init__.py": "", "auth/db.py": VARIANT, "auth/use.py": "import billing.db\n"},
    "chat": {"chat/__init__.py": "", "chat/db.py": NEAR, "chat/app.py": "import chat.gone\n"},
    "mail": {"mail/__init__.py": "", "mail/store.py": OTHER},
}


def make(top: Path) -> tuple[Repository, ...]:
    """The fleet on disk."""
    for name, files in FLEET.items():
        write(top / name, files)
    return tuple(Repository(name, name, str(top / name)) for name in FLEET)
