"""Folders with links, pipes, devices and names that are out to lead, block or deceive."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from tests.hostile.case import (
    AUDIT,
    FOUND_NOTHING,
    FOUND_SOMETHING,
    REFUSED,
    Case,
    canary,
    tree,
    write,
)

Make = Callable[[Path], None]


def _with(more: Make) -> Make:
    """A folder with a sound module, and something else in it."""

    def make(folder: Path) -> None:
        write(folder, {"a.py": "x = 1\n", "watched.py": canary(folder)})
        more(folder / "in")

    return make


def _link(name: str, target: str) -> Make:
    return _with(lambda top: (top / name).symlink_to(target))


def _secret(folder: Path) -> None:
    """Links to what is beside the tree: a module, a folder, and a home."""
    (folder / "beside").mkdir()
    (folder / "beside/secret.py").write_text("SECRET = 'top secret'\nimport gone_secret\n")
    write(folder, {"a.py": "import secret, beside.secret, up.beside.secret\n"})
    top = folder / "in"
    (top / "secret.py").symlink_to("../beside/secret.py")
    (top / "beside").symlink_to("../beside")
    (top / "up").symlink_to("..")
    (top / "root").symlink_to("/")
    (top / "pyproject.toml").symlink_to("../beside/secret.py")


def _many_links(top: Path) -> None:
    for at in range(12):
        (top / f"d{at}").mkdir()
        (top / f"d{at}/m.py").write_text("x = 1\n")
        for to in range(12):
            (top / f"d{at}/l{to}").symlink_to(f"../d{to}")


def _chain(top: Path) -> None:
    (top / "l0").symlink_to("l1")
    for at in range(1, 100):
        (top / f"l{at}").symlink_to(f"l{at + 1}")
    (top / "l100").symlink_to("l0")
    (top / "b.py").symlink_to("l0")


def _deep(top: Path) -> None:
    here = os.open(top, os.O_RDONLY)
    for _ in range(600):
        os.mkdir("d" * 60, dir_fd=here)
        below = os.open("d" * 60, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("m.py", os.O_CREAT | os.O_WRONLY, 0o600, dir_fd=here))
    os.close(here)


def _socket(top: Path) -> None:
    here = Path.cwd()
    os.chdir(top)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("s.py")
    os.chdir(here)


def _names(top: Path) -> None:
    for name in (
        "new\nline.py",
        "\x1b[2Jescape.py",
        "right\u202eyp.exe.py",
        "<img src=x onerror=alert(1)>.py",
        "=cmd|' !A0.py",
        "`$(touch canary)`.py",
        "-rf.py",
        "a b.py",
        "a;b.py",
        "%s%n.py",
        "quote'\".py",
        "[x](javascript:alert(1)).py",
        "~.py",
        "{{7*7}}.py",
        ".py",
        "con.py",
        "x" * 250 + ".py",
    ):
        (top / name).write_text("import gone\n")
    (top / "sub\x1b]0;x\x07").mkdir()
    (top / "sub\x1b]0;x\x07/m.py").write_text("import gone\n")
    Path(os.fsdecode(os.fsencode(top) + b"/bad\xff.py")).write_text("import gone\n")
    Path(os.fsdecode(os.fsencode(top) + b"/folder\xfe")).mkdir()


def _unreadable(top: Path) -> None:
    (top / "closed").mkdir()
    (top / "closed/m.py").write_text("x = 1\n")
    (top / "hidden.py").write_text("x = 1\n")
    (top / "closed").chmod(0)
    (top / "hidden.py").chmod(0)


def _huge(top: Path) -> None:
    for name in ("big.py", "big.toml", "pyproject.toml", "big.ipynb"):
        with (top / name).open("wb") as file:
            file.truncate(2**36)


def _fifty(top: Path) -> None:
    """Just not too large."""
    (top / "fifty.py").write_bytes(b"x = 1  #" + b"x" * (49 * 2**20))
    (top / "zeros.py").write_bytes(b"\0" * (49 * 2**20))


def _gitdir(content: str) -> Make:
    def make(top: Path) -> None:
        (top / ".git").write_text(content)
        (top / "b.py").write_text("from a import was_there_once\n")

    return _with(make)


_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0

CASES = {
    case.name: case
    for case in (
        Case("link-to-itself", _link("loop.py", "loop.py"), FOUND_NOTHING, ("leads nowhere",)),
        Case("link-to-its-folder", _link("again", "."), FOUND_NOTHING, ("that it stands in",)),
        Case("link-to-its-parent", _link("up", ".."), FOUND_NOTHING, ("a link out of the tree",)),
        Case("link-to-root", _link("root", "/"), FOUND_NOTHING, ("a link out of the tree",)),
        Case("link-to-proc", _link("proc", "/proc"), FOUND_NOTHING, ("a link out of the tree",)),
        Case("link-to-self", _link("p.py", "/proc/self/environ"), FOUND_NOTHING, ("a link out",)),
        Case("link-to-zeros", _link("z.py", "/dev/zero"), FOUND_NOTHING, ("a link out",)),
        Case("link-to-terminal", _link("t.py", "/dev/tty"), FOUND_NOTHING),
        Case("link-to-nothing", _link("n.py", "/no/such"), FOUND_NOTHING, ("leads nowhere",)),
        Case(
            "links-out",
            _secret,
            FOUND_NOTHING,
            ("a link out of the tree",),
            unsaid=("top secret", "gone_secret"),
        ),
        Case("links-to-links", _with(_many_links), FOUND_NOTHING, ("a second link",)),
        Case("chain-of-links", _with(_chain), FOUND_NOTHING, ("leads nowhere",)),
        Case("pipe", _with(lambda top: os.mkfifo(top / "p.py")), FOUND_NOTHING, ("not a regular",)),
        Case(
            "pipe-for-settings",
            _with(lambda top: os.mkfifo(top / "pyproject.toml")),
            FOUND_NOTHING,
            ("not a regular",),
        ),
        Case("socket", _with(_socket), FOUND_NOTHING, ("not a regular file",)),
        Case("deep-folders", _with(_deep), FOUND_NOTHING, ("deeper than",)),
        Case("names", _with(_names), FOUND_NOTHING, unsaid=("\u202e",)),
        Case(
            "unreadable",
            _with(_unreadable),
            FOUND_NOTHING,
            () if _ROOT else ("unreadable folder", "Permission denied"),
        ),
        Case("sparse-files", _with(_huge), FOUND_NOTHING, ("larger than 50 MB",)),
        Case(
            "fifty-megabytes",
            _with(_fifty),
            FOUND_SOMETHING,
            ('"rule": "unparsable-file"',),
        ),
        Case("git-file-elsewhere", _gitdir("gitdir: /etc\n"), FOUND_SOMETHING),
        Case("git-file-to-itself", _gitdir("gitdir: .git\n"), FOUND_SOMETHING),
        Case("git-file-bomb", _gitdir("gitdir: " + "../" * 10_000), FOUND_SOMETHING),
        Case("git-file-null", _gitdir("gitdir: a\0b\n"), FOUND_SOMETHING),
        Case("no-such-folder", tree({}), REFUSED, ("no such folder",), argv=("audit", "in/none")),
        Case("null-in-path", tree({}), REFUSED, argv=("audit", "in\0none")),
        Case("long-path", tree({}), REFUSED, argv=("audit", "x" * 100_000)),
        Case("unknown-home", tree({}), REFUSED, argv=("audit", "~no-such-user-here/x")),
        Case("proc", tree({}), REFUSED, ("no Python",), argv=("audit", "/proc/self/fdinfo")),
        Case("device", tree({}), REFUSED, ("not a folder",), argv=("audit", "/dev/zero")),
        Case(
            "root-outside",
            tree({"a.py": "x = 1\n"}),
            REFUSED,
            ("is not inside",),
            argv=(*AUDIT, "--root", "../outside"),
        ),
        Case("escape-in-path", tree({}), REFUSED, argv=("audit", "in/\x1b[2J\x1b]0;owned\x07")),
    )
}
