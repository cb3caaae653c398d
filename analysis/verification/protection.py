"""What was kept from the modules, in words: what the system enforces, and what it does not."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from analysis.verification.value import Limits, Protection


def protections(means: AbstractSet[str], limits: Limits) -> tuple[Protection, ...]:
    """`means` are the steps that worked, as `confine.py` names them."""
    apart, walled = "namespaces" in means, "landlock" in means
    return (
        Protection("wall time", True, f"{limits.module_seconds:g} s for each module"),
        _limit("CPU time", means, f"{limits.module_seconds:g} s for each process"),
        _limit("memory", means, f"{limits.memory_mb} MB for each process"),
        _limit("file size", means, f"{limits.file_mb} MB for each file"),
        _limit("processes", means, f"{limits.processes} at a time"),
        Protection(
            "network",
            apart,
            "a network namespace without devices"
            if apart
            else "Python's socket functions refuse; programs that it starts are not stopped",
        ),
        Protection(
            "files outside of the copy",
            walled,
            "can't be written (Landlock); reading them is not prevented"
            if walled
            else "Python's own functions refuse to write; reading them is not prevented",
        ),
        Protection(
            "other processes",
            apart,
            "a process namespace, ended with all that is in it"
            if apart
            else "Python's own functions refuse to signal them; what is left running is ended "
            "as far as it can be found",
        ),
        Protection("environment", True, "only HOME, TMPDIR, PATH and LANG, in the copy"),
    )


def _limit(name: str, means: AbstractSet[str], words: str) -> Protection:
    if name in means:
        return Protection(name, True, words)
    return Protection(name, False, "not limited on this system")
