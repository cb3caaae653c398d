"""What was found out about single revisions of a repository, in a database of the cache folder."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterable

from analysis.extract.cache.folder import CacheFolder, repository_id
from analysis.extract.cache.sealed import Damaged, seal, unseal
from analysis.extract.cache.version import version_of_reports

MOST_PAGES = 16_384
"""Of 4,096 bytes each."""
MOST_BYTES = 2**20
"""Of one answer."""
WAIT_SECONDS = 5
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS answers "
    "(name BLOB PRIMARY KEY, used INTEGER NOT NULL, content BLOB NOT NULL) WITHOUT ROWID"
)
_SELECT = "SELECT content FROM answers WHERE name = ?"
_TOUCH = "UPDATE answers SET used = ? WHERE name = ?"
_INSERT = "INSERT OR REPLACE INTO answers VALUES (?, ?, ?)"
_FORGET = (
    "DELETE FROM answers WHERE used <= "
    "(SELECT used FROM answers ORDER BY used LIMIT 1 OFFSET (SELECT count(*) / 2 FROM answers))"
)
"""The half that was used least lately, and all that was used at the same time."""
_PRIMARY = 0xFF
_HINDERED = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
"""What says nothing of the file: somebody else writes, or there is no room."""


class KeptRevisions:
    """Answers to one question about the revisions of a repository, by the id of the commit.

    `home` is the real path that stands for it, `question` all that an answer depends on beside the
    commit and our version. Nothing here fails: what can't be read is not there, what can't be kept
    is not. Any number of processes may use it at the same time.
    """

    def __init__(self, folder: CacheFolder, home: str, question: tuple[object, ...]) -> None:
        self._folder = folder
        self._name = f"{repository_id(home)}.history"
        self._question = hashlib.blake2b(
            repr(question).encode("utf-8", "surrogatepass"), digest_size=16
        ).digest()
        self._version = version_of_reports()

    def find(self, commits: Iterable[str]) -> dict[str, bytes]:
        """The answers that there are."""
        found: dict[str, bytes] = {}
        if self._version is None or not self._folder.has(self._name):
            return found

        def read(database: sqlite3.Connection) -> None:
            for commit in commits:
                row = database.execute(_SELECT, (self._key(commit),)).fetchone()
                content = self._opened(commit, row[0]) if row is not None else None
                if content is not None:
                    found[commit] = content
            now = int(time.time())
            database.executemany(_TOUCH, [(now, self._key(commit)) for commit in found])

        self._with_database(read)
        return found

    def keep(self, commit: str, content: bytes) -> None:
        """Keeps an answer."""
        if self._version is None or len(content) > MOST_BYTES:
            return
        key = self._key(commit)
        row = (key, int(time.time()), b"".join(seal(self._version, key, [content])))

        def write(database: sqlite3.Connection) -> None:
            try:
                database.execute(_INSERT, row)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_FULL:
                    raise
                database.execute(_FORGET)
                database.execute(_INSERT, row)

        self._with_database(write)
        self._folder.keep_to_the_limit()

    def _key(self, commit: str) -> bytes:
        return b"%s %s" % (commit.encode(), self._question)

    def _opened(self, commit: str, row: object) -> bytes | None:
        """What was sealed as the answer for this commit, by this version of ours."""
        if not isinstance(row, bytes) or self._version is None:
            raise Damaged
        opened = unseal(row, self._version)
        if opened is None:
            return None
        if opened.head != self._key(commit):
            raise Damaged
        return bytes(opened.body)

    def _with_database(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Does some work; whatever is wrong with the database ends it, and nothing else."""
        place = self._folder.place(self._name)
        if place is None:
            return
        try:
            with contextlib.closing(
                sqlite3.connect(place, timeout=WAIT_SECONDS, isolation_level=None)
            ) as database:
                database.execute("PRAGMA trusted_schema = OFF")
                # No second file that could be left behind: what a killed process half wrote is
                # damage, and every answer carries a checksum.
                database.execute("PRAGMA journal_mode = MEMORY")
                database.execute(f"PRAGMA max_page_count = {MOST_PAGES}")
                database.execute(_SCHEMA)
                work(database)
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & _PRIMARY not in _HINDERED:
                self._folder.damaged(self._name)
        except Damaged:
            self._folder.damaged(self._name)
