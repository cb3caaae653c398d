"""The answers of earlier runs, each in a file of its own: a run that is killed loses none."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from analysis.extract.cache.folder import CacheFolder, repository_id
from analysis.extract.cache.sealed import Damaged, seal, unseal
from analysis.extract.cache.version import version_of_reports
from analysis.fleet.answer import Audited, decode_answer
from analysis.fleet.job import Repository

_SUFFIX = ".fleet"
"""One of those that `CacheFolder` knows."""


class State:
    """Where the answers for one Python version are kept: in `folder`, or with the other caches.

    Files are sealed: checked by a checksum, and of no use to another version of us. Nothing here
    fails: what can't be read is not there, what can't be written is not kept.
    """

    def __init__(
        self,
        python_version: tuple[int, int],
        folder: Path | None = None,
        tell: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        limit = None if folder is None else sys.maxsize
        self._folder = CacheFolder(folder, tell, limit)
        self._python_version = python_version
        self._version = version_of_reports()

    def find(self, repository: Repository) -> Audited | None:
        """The answer that is kept of a repository."""
        if self._version is None:
            return None
        name = self._name(repository)
        data = self._folder.read(name)
        if data is None:
            return None
        try:
            opened = unseal(data, self._version)
        except Damaged:
            self._folder.damaged(name)
            return None
        answer = decode_answer(opened.body) if opened is not None else None
        return answer if isinstance(answer, Audited) else None

    def is_usable(self) -> bool:
        """Whether nobody else may enter the folder; one that is not there yet will be made so."""
        return self._folder.is_usable()

    def keep(self, repository: Repository, answer: bytes) -> bool:
        """Keeps an answer, encoded; False where that can't be done."""
        return self._version is not None and self._folder.write(
            self._name(repository), seal(self._version, b"", [answer])
        )

    def _name(self, repository: Repository) -> str:
        """One for each question: the source, what it is called, and the Python that it is for."""
        question = repr((repository, self._python_version))
        digest = hashlib.blake2b(os.fsencode(question), digest_size=16).hexdigest()
        return f"{repository_id(repository.home)}-{digest}{_SUFFIX}"
