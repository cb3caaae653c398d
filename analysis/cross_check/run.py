"""Asks pydeps about a copy of the tree, in a process of its own, and compares its answer."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from analysis.checkpoint import checkpoint
from analysis.cross_check.compare import Seen, compared
from analysis.cross_check.value import CrossCheck, Limits
from analysis.pipeline import Analysis
from analysis.sources.errors import SourceError
from analysis.sources.layout import Kind, ModuleFile

_CHILD = Path(__file__).with_name("child.py")
_PREFIX = "plumbline-cross-check-"
_MEGABYTE = 2**20
_MOST_TOLD = 5
_LOOK = 0.1
"""Seconds between two looks at whether it is done."""


class _Target(msgspec.Struct):
    path: str
    modules: dict[str, str | None]
    imports: list[tuple[str, str]]
    failed: str | None


class _Answer(msgspec.Struct):
    version: str
    standard: list[str]
    targets: list[_Target]
    lost: list[str]
    """Modules that pydeps failed to load by a fault of its own."""


def cross_check(
    analysis: Analysis, limits: Limits | None = None, command: tuple[str, ...] | None = None
) -> CrossCheck:
    """What pydeps sees of the imports, beside ours; never raises because of what pydeps does.

    Nothing of the repository is run: pydeps compiles a copy of its source files, and its process
    refuses to run any of them. `command` starts another program than ours, for tests. Raises
    SourceError where the tree can't be copied.
    """
    limits = limits or Limits()
    try:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX)).resolve()
    except OSError as error:
        raise SourceError(f"no folder for a copy of the tree: {error.strerror}") from error
    try:
        top = folder / "tree"
        problems = _copied(analysis, top, limits)
        answer = _asked(analysis, folder, limits, command or (sys.executable, "-I", "-B"))
    except OSError as error:
        raise SourceError(f"the tree can't be copied: {error.strerror}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if isinstance(answer, str):
        return CrossCheck(False, "", 0, 0, problems=(*problems, answer))
    failed = [f"{Path(each.path).name}: {each.failed}" for each in answer.targets if each.failed]
    if len(failed) > _MOST_TOLD:
        failed[_MOST_TOLD:] = [f"and {len(failed) - _MOST_TOLD} more"]
    if answer.lost:
        failed.append(f"it could not load {_several(answer.lost)}")
    seen = Seen(
        version=answer.version,
        standard=frozenset(answer.standard),
        names={name: path for each in answer.targets for name, path in each.modules.items()},
        imports=frozenset(edge for each in answer.targets for edge in each.imports),
    )
    read = set(seen.names.values())
    unread = sorted(file.name for file in _files(analysis) if file.path not in read)
    if unread:
        failed.append(f"it left out {_several(unread)}")
    return compared(analysis, seen, (*problems, *failed))


def _several(names: list[str]) -> str:
    more = len(names) - _MOST_TOLD
    return ", ".join(names[:_MOST_TOLD]) + (f" and {more:,} more" if more > 0 else "")


def _files(analysis: Analysis) -> list[ModuleFile]:
    """The modules that pydeps can be asked about, by a name that it need not try to run."""
    files = analysis.structure.project.modules.values()
    return [
        file
        for file in files
        if file.kind in (Kind.MODULE, Kind.PACKAGE)
        and file.path.endswith(".py")
        # pydeps tests a name by executing an assignment to it.
        and all(part.isidentifier() for part in file.name.split("."))
    ]


def _copied(analysis: Analysis, top: Path, limits: Limits) -> tuple[str, ...]:
    """Source files only: pydeps would unmarshal bytecode, which may be forged."""
    room = limits.tree_mb * _MEGABYTE
    top.mkdir()
    for file in sorted(_files(analysis), key=lambda file: file.path):
        content = analysis.tree.read(file.path)
        room -= len(content)
        if room < 0:
            return (f"more than {limits.tree_mb} MB of source: pydeps was given a part of it",)
        target = top.joinpath(*file.path.split("/"))
        if not target.is_relative_to(top) or ".." in target.parts:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return ()


def _asked(
    analysis: Analysis, folder: Path, limits: Limits, command: tuple[str, ...]
) -> _Answer | str:
    """pydeps's answer, or a sentence about why there is none."""
    top, answer = folder / "tree", folder / "answer.json"
    orders = {
        "top": str(top),
        "roots": [str(top / root) for root in analysis.structure.project.layout.roots],
        "targets": _targets(analysis, top),
        "memory_mb": limits.memory_mb,
        "seconds": limits.seconds,
        "answer_mb": limits.answer_mb,
    }
    (folder / "orders.json").write_bytes(msgspec.json.encode(orders))
    with (folder / "orders.json").open("rb") as given, (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            [*command, str(_CHILD), str(answer)],
            stdin=given,
            stdout=said,
            stderr=said,
            cwd=folder,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "TMPDIR": str(folder)},
            start_new_session=True,
        )
        try:
            code = _waited_for(process, limits.seconds)
        finally:
            _end(process)
    if code is None:
        return f"pydeps did not finish within {limits.seconds:g} seconds"
    if code != 0 or not answer.is_file():
        return f"pydeps failed: {_last_words(folder / 'said', code)}"
    try:
        return msgspec.json.decode(answer.read_bytes(), type=_Answer)
    except msgspec.DecodeError:
        return "pydeps failed: its answer can't be read"


def _waited_for(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    """Its exit code; None where it takes longer. Whoever waits may want it no more meanwhile."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        checkpoint()
        try:
            return process.wait(_LOOK)
        except subprocess.TimeoutExpired:
            continue
    return None


def _targets(analysis: Analysis, top: Path) -> list[str]:
    """What pydeps is asked about one by one: top-level packages, and files beside them."""
    found: dict[str, None] = {}
    for file in sorted(_files(analysis), key=lambda file: file.name):
        package, _, inside = file.name.partition(".")
        root = top if file.root == "." else top / file.root
        is_folder = bool(inside) or file.kind is Kind.PACKAGE
        found[str(root / package) if is_folder else str(top / file.path)] = None
    return [path for path in found if Path(path).exists()]


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends it, and what it may have started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _last_words(said: Path, code: int) -> str:
    if code < 0:
        return f"its process was ended by signal {-code}"
    lines = said.read_bytes()[-2000:].decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:300] if lines else f"exit code {code}"
