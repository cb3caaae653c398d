"""The members of a fleet: from a folder of repositories, or from a file that lists them."""

from __future__ import annotations

import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePath

import msgspec

from analysis.fleet.job import Repository
from analysis.sources.errors import SourceError
from analysis.sources.named import ARCHIVE_SUFFIXES
from analysis.sources.printable import printable

MOST = 10_000
LARGEST = 16 * 2**20
MARKS = frozenset({".git", "pyproject.toml", "setup.py", "setup.cfg"})
"""What makes a folder a repository, beside Python files in it or in one of its folders."""
_NAMED = re.compile(r"([\w.@+/-]+)\s+=\s+(.+)")
_COMMENT = re.compile(r"(^|\s)#.*")


class _Line(msgspec.Struct, frozen=True):
    where: str
    name: str | None
    source: str


def repositories_in(named: str) -> tuple[Repository, ...]:
    """The members that the folder or the file `named` has, in their order; of a folder by name.

    Raises SourceError, with one sentence, where there are none, or the file is not understood.
    """
    path = Path(named).expanduser()
    try:
        if path.is_dir():
            return _checked(list(_folders(named)), Path(), printable(named))
        if not path.exists():
            raise SourceError(f"{printable(named)}: no such file or folder")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"cannot read {printable(named)}: {reason}") from error
    if len(data) > LARGEST:
        raise SourceError(f"{printable(named)} has more than {LARGEST // 2**20} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"{printable(named)} is no text in UTF-8: is it a list?") from error
    lines = _tables(text, named) if path.suffix.lower() == ".toml" else _lines(text, named)
    return _checked(list(lines), path.parent, printable(named))


def _folders(top: str) -> Iterator[_Line]:
    """Each folder below `top` that is a repository; two links to one folder are one."""
    seen = set()
    with os.scandir(Path(top).expanduser()) as scan:
        entries = sorted((entry for entry in scan), key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith(".") or not entry.is_dir():
            continue
        real = os.path.realpath(entry.path)
        if real not in seen and _is_repository(entry.path):
            seen.add(real)
            yield _Line(entry.name, entry.name, str(PurePath(top, entry.name)))


def _is_repository(folder: str) -> bool:
    try:
        with os.scandir(folder) as scan:
            entries = list(scan)
        if any(_is_mark(entry.name) for entry in entries):
            return True
        inner = [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
        return any(_has_python(path) for path in inner)
    except OSError:
        return False


def _is_mark(name: str) -> bool:
    return name in MARKS or name.endswith(".py")


def _has_python(folder: str) -> bool:
    try:
        with os.scandir(folder) as scan:
            return any(entry.name.endswith(".py") for entry in scan)
    except OSError:
        return False


def _lines(text: str, named: str) -> Iterator[_Line]:
    for number, line in enumerate(text.splitlines(), start=1):
        said = _COMMENT.sub("", line).strip()
        if said:
            pair = _NAMED.fullmatch(said)
            where = f"{printable(named)}, line {number}"
            yield _Line(where, pair[1], pair[2]) if pair else _Line(where, None, said)


def _tables(text: str, named: str) -> Iterator[_Line]:
    shown = printable(named)
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SourceError(f"{shown} is no TOML: {error}") from error
    table = found.get("repositories")
    if not isinstance(table, dict) or set(found) != {"repositories"}:
        raise SourceError(f"{shown} must have the table [repositories] and nothing else")
    for name, source in table.items():
        if not isinstance(source, str):
            raise SourceError(f"{shown}: {printable(name)} must be a string: what is to be audited")
        yield _Line(f"{shown}, {printable(name)}", name, source)


def _checked(lines: list[_Line], base: Path, shown: str) -> tuple[Repository, ...]:
    """Names are given where there are none, and must differ, as sources must."""
    if not lines:
        raise SourceError(f"{shown} names no repository")
    if len(lines) > MOST:
        raise SourceError(f"{shown} names more than {MOST:,} repositories")
    short = Counter(_short(line.source) for line in lines if line.name is None)
    found = []
    names, opened = set[str](), dict[str, str]()
    for line in lines:
        _refuse_credentials(line)
        name = line.name or _short(line.source)
        if line.name is None and short[name] > 1:
            name = line.source
        source = _from(base, line.source)
        if name in names:
            raise SourceError(f"{line.where}: there is another {printable(name)}: name them apart")
        if source in opened:
            raise SourceError(f"{line.where}: this is {printable(opened[source])} once more")
        names.add(name)
        opened[source] = name
        found.append(Repository(name, line.source, source))
    return tuple(found)


def _refuse_credentials(line: _Line) -> None:
    scheme, separator, rest = line.source.partition("://")
    if separator and "@" in rest.partition("/")[0]:
        # Not shown: it may be a password.
        raise SourceError(f"{line.where}: an address must hold no credentials ({scheme})")


def _from(base: Path, source: str) -> str:
    """A source as it is to be opened: relative to the list, or as it is."""
    if "://" in source:
        return source
    return os.path.abspath(Path(base, Path(source).expanduser()))  # noqa: PTH100


def _short(source: str) -> str:
    """What a person would call it: the last part of its place, and the revision."""
    place, at, revision = source.partition("@")
    name = PurePath(place).name
    for suffix in (".git", *ARCHIVE_SUFFIXES):
        name = name.removesuffix(suffix)
    return f"{name}{at}{revision}" if name else source
