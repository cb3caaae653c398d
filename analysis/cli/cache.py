"""`plumbline cache`: what is kept between runs, and taking it away."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

import msgspec

from analysis.cli.inputs import home_of
from analysis.cli.misuse import Misuse
from analysis.cli.output import emit, notice
from analysis.extract.cache.folder import LIMIT_VARIABLE, CacheFolder, Kept, repository_id
from analysis.sources.printable import printable


class Cache(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of `cache`."""

    action: str
    path: str | None

    def run(self) -> int:
        """Prints what is kept, or what was taken away; 0."""
        folder = CacheFolder(tell=notice)
        if folder.path is None:
            raise Misuse("there is no home folder, and XDG_CACHE_HOME names no other: no cache")
        only = None
        if self.path is not None:
            only = repository_id(home_of(self.path))
        if self.action == "clear":
            gone = folder.clear(only)
            emit(f"Removed {_amount(gone)} from {printable(str(folder.path))}\n")
            return 0
        kept = tuple(each for each in folder.files() if only in (None, each.repository))
        emit(
            f"{printable(str(folder.path))}\n"
            f"{_amount(kept)}; at most {_size(folder.limit)} ({LIMIT_VARIABLE})\n"
        )
        return 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The action, and the one PATH that it is about."""
    parser.add_argument(
        "action", choices=("info", "clear"), help="show what is kept, or take it away"
    )
    parser.add_argument(
        "path",
        nargs="?",
        metavar="PATH",
        help="only what is kept of this folder or archive (default: of all)",
    )


def _amount(kept: Iterable[Kept]) -> str:
    kept = tuple(kept)
    repositories = len({each.repository for each in kept})
    noun = "repository" if repositories == 1 else "repositories"
    return f"{_size(sum(each.size for each in kept))} of {repositories} {noun}"


def _size(count: int) -> str:
    return f"{count / 2**20:,.1f} MB"
