"""Sets the limits of a verification on itself, then becomes the interpreter that imports.

Started as `python -I -S -B confine.py FOLDER MEMORY FILE CPU PROCESSES`; FOLDER is where it may
write. Each step that the system does not allow is left out, and those that worked are told to
`child.py`, which tells them to whoever asked. Linux has all of them; other systems have the limits.
"""

from __future__ import annotations

import os
import sys
from typing import Any

_NEW_USER, _NEW_PID, _NEW_NET, _NEW_IPC = 0x10000000, 0x20000000, 0x40000000, 0x08000000
_DEATH_SIGNAL, _NO_NEW_PRIVILEGES, _SUBREAPER = 1, 38, 36
_CREATE_RULESET, _ADD_RULE, _RESTRICT = 444, 445, 446
_PATH_BENEATH = 1
# What writes: a file, removing, making of every kind, moving, truncating.
_WRITES = sum(1 << bit for bit in (1, *range(4, 15)))
_TRUNCATE_SINCE, _SIGNALS_SINCE = 3, 6
_SCOPES = 0b11


def limited(memory: int, file: int, cpu: int, processes: int) -> list[str]:
    """Sets the resource limits, and returns those that could be set."""
    import resource

    done = []
    wanted = {
        "memory": ("RLIMIT_AS", memory),
        "file size": ("RLIMIT_FSIZE", file),
        "CPU time": ("RLIMIT_CPU", cpu),
        "open files": ("RLIMIT_NOFILE", 256),
        "core": ("RLIMIT_CORE", 0),
        "processes": ("RLIMIT_NPROC", processes),
    }
    for name, (kind, most) in wanted.items():
        try:
            number = getattr(resource, kind)
            hard = resource.getrlimit(number)[1]
            most = most if hard < 0 else min(most, hard)
            resource.setrlimit(number, (most, most))
        except (AttributeError, OSError, ValueError):
            continue
        # The system does not count the processes of root.
        if name != "processes" or os.getuid() != 0:
            done.append(name)
    return done


def own_namespaces(libc: Any) -> bool:
    """Whether this process now has a network without any device, and numbers its own children."""
    user, group = os.getuid(), os.getgid()
    apart = _NEW_PID | _NEW_NET | _NEW_IPC
    if libc.unshare(_NEW_USER | apart) != 0:
        return user == 0 and libc.unshare(apart) == 0
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        try:
            with open(f"/proc/self/{name}", "w") as file:  # noqa: PTH123
                file.write(text)
        except OSError:
            continue
    return True


def kept_in(libc: Any, folder: str) -> bool:
    """Whether the system lets this process write in `folder` only, from now on (Landlock)."""
    import ctypes

    class Rules(ctypes.Structure):
        _fields_ = (
            ("files", ctypes.c_uint64),
            ("network", ctypes.c_uint64),
            ("scopes", ctypes.c_uint64),
        )

    class Beneath(ctypes.Structure):
        _pack_ = 1
        _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))

    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if version < _TRUNCATE_SINCE:
        return False
    scoped = version >= _SIGNALS_SINCE
    rules = Rules(_WRITES, 0, _SCOPES if scoped else 0)
    size = ctypes.sizeof(rules) if scoped else 8
    ruleset = libc.syscall(_CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(size), 0)
    if ruleset < 0:
        return False
    for path, allowed in ((folder, _WRITES), ("/dev/null", 1 << 1 | 1 << 14)):
        handle = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
        rule = Beneath(allowed, handle)
        added = libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)
        os.close(handle)
        if added != 0:
            return False
    done: bool = libc.syscall(_RESTRICT, ruleset, 0) == 0
    os.close(ruleset)
    return done


def of_linux(folder: str) -> list[str]:
    """What only Linux has; what worked is returned."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    done = []
    libc.prctl(_DEATH_SIGNAL, 9, 0, 0, 0)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if own_namespaces(libc):
        done.append("namespaces")
        first = os.fork()
        if first:
            status = os.waitpid(first, 0)[1]
            os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
        # As the first process of its namespace it takes all others with it when it goes.
        libc.prctl(_DEATH_SIGNAL, 9, 0, 0, 0)
    elif libc.prctl(_SUBREAPER, 1, 0, 0, 0) == 0:
        done.append("subreaper")
    if kept_in(libc, folder):
        done.append("landlock")
    return done


def main() -> None:
    folder, *numbers = sys.argv[1:]
    memory, file, cpu, processes = map(int, numbers)
    done = []
    if sys.platform == "linux":
        done += of_linux(folder)
    done += limited(memory, file, cpu, processes)
    child = os.path.join(os.path.dirname(__file__), "child.py")  # noqa: PTH118, PTH120
    words = [sys.executable, "-I", "-S", "-B", child, ",".join(done)]
    os.execv(sys.executable, words)


if __name__ == "__main__":
    main()
