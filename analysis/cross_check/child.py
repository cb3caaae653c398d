"""Runs pydeps in a process of its own: `python -I -B child.py ANSWER`, with its orders on stdin.

pydeps compiles what it reads and does not run it, but it puts the repository on `sys.path` and then
imports whatever it needs itself (`yaml`, if there is one), which would be the repository's. So all
that it needs is imported before, and nothing afterwards. This file knows nothing of the rest of
Plumbline.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import io
import json
import os
import re
import sys
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any

_MEGABYTE = 2**20
_REFUSED = (
    *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty"),
    *("socket.connect", "socket.bind", "ctypes.dlopen", "pty.spawn"),
)


class OnlyCodecs:
    """Finds no module but a codec, which a source file may ask for by its coding cookie."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name.startswith("encodings."):
            return PathFinder.find_spec(name, path)
        raise ImportError(f"{name} is not imported here")


def limit(memory_mb: int, seconds: float, answer_mb: int) -> None:
    """Sets what the system can limit; Windows has none of it."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        ("RLIMIT_AS", memory_mb * _MEGABYTE),
        ("RLIMIT_CPU", round(seconds) + 1),
        ("RLIMIT_FSIZE", answer_mb * _MEGABYTE),
        ("RLIMIT_CORE", 0),
    ):
        with contextlib.suppress(AttributeError, OSError, ValueError):
            number = getattr(resource, kind)
            hard = resource.getrlimit(number)[1]
            most = most if hard < 0 else min(most, hard)
            resource.setrlimit(number, (most, most))


def refuse(top: str) -> None:
    """From here on no code below `top` is run, no program started and nobody called."""

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _REFUSED:
            raise PermissionError(f"{event} is refused")
        if event == "exec":
            name = getattr(arguments[0], "co_filename", "")
            if str(name).startswith(top):
                raise PermissionError("code of the repository is not run")

    sys.meta_path[:] = [OnlyCodecs()]
    sys.addaudithook(watch)


def main(answer: str) -> None:
    """Reads the orders, asks pydeps about each target, and writes what it says to `answer`."""
    orders = json.load(sys.stdin)
    limit(orders["memory_mb"], orders["seconds"], orders["answer_mb"])
    from pydeps import configs, py2depgraph, target

    standard = py2depgraph.pystdlib()
    py2depgraph.pystdlib = lambda: standard
    chosen = configs.Config(no_config=True, max_bacon=sys.maxsize, noise_level=sys.maxsize)
    settings = dict(iter(chosen))
    found: dict[str, Any] = {
        "version": importlib.metadata.version("pydeps"),
        "standard": sorted(standard),
        "targets": [],
    }
    sys.setrecursionlimit(10_000)
    top = orders["top"]
    refuse(top)
    # Of the installed packages and the standard library nothing is asked.
    sys.path[:] = orders["roots"]
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        for path in orders["targets"]:
            found["targets"].append(_asked(path, top, settings, py2depgraph, target))
    # Where it stumbles over itself it prints a line, and goes on without the module.
    found["lost"] = sorted(set(re.findall(r"^ERROR trying to load (\S+)", said.getvalue(), re.M)))
    with open(answer, "w", encoding="ascii") as file:  # noqa: PTH123
        json.dump(found, file)


def _asked(path: str, top: str, settings: Any, py2depgraph: Any, targets: Any) -> dict[str, Any]:
    said: dict[str, Any] = {"path": path, "modules": {}, "imports": [], "failed": None}
    try:
        asked = targets.Target(path)
        os.chdir(asked.workdir)
        try:
            graph = py2depgraph.py2dep(asked, **settings)
        finally:
            os.chdir(top)
        for name, source in graph.sources.items():
            said["modules"][name] = os.path.relpath(source.path, top) if source.path else None
            said["imports"] += [[name, imported] for imported in sorted(source.imports)]
        if asked.is_pysource:
            said["modules"][asked.fname] = os.path.relpath(path, top)
    except MemoryError:
        said["failed"] = "it ran out of memory"
    except SystemExit:
        said["failed"] = "it refused the name"
    except Exception as error:
        said["failed"] = f"{type(error).__name__}: {error}"[:300]
    return said


if __name__ == "__main__":
    main(sys.argv[1])
