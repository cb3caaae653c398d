"""Git repositories of somebody's own making, revisions that are no names, and addresses to ask."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.hostile.case import AUDIT, FOUND_NOTHING, FOUND_SOMETHING, REFUSED, Case, canary, write
from tests.sources.packs import (
    BLOB,
    OFFSET_DELTA,
    TREE,
    back,
    commit_of,
    difference,
    entry,
    name_of,
    pack_of,
)
from tests.sources.repositories import Made

MB = 2**20
SOUND = {"a.py": "x = 1\n", "b.py": "from a import gone\n"}
BEFORE = {"a.py": "gone = x = 1\n", "b.py": "from a import gone\n"}
Change = Callable[[Path], None]
WHO = b"A <a@example.org> 1700000000 +0000"


def _repository(change: Change) -> Change:
    """Two commits, the second without a name that the first had; then something done to it."""

    def make(folder: Path) -> None:
        made = Made(folder / "in")
        made.commit({**BEFORE, "watched.py": canary(folder)})
        made.commit({**SOUND, "watched.py": canary(folder)})
        made.check_out(SOUND)
        change(folder / "in/.git")

    return make


def _loose(git: Path, kind: bytes, data: bytes, name: str | None = None) -> str:
    """Writes an object, under its own name or another one."""
    whole = b"%s %d\0%s" % (kind, len(data), data)
    name = name or hashlib.sha1(whole).hexdigest()
    file = git / "objects" / name[:2] / name[2:]
    file.parent.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    file.write_bytes(zlib.compress(whole))
    return name


def _head_at(git: Path, name: str) -> None:
    (git / "HEAD").write_text(f"{name}\n")


def _tree_with(*entries: tuple[bytes, bytes]) -> Change:
    """HEAD has a folder with entries of these modes and names."""

    def change(git: Path) -> None:
        blob = bytes.fromhex(_loose(git, b"blob", b"import gone\n"))
        kept = (b"100644", b"kept.py")
        data = b"".join(b"%s %s\0%s" % (mode, name, blob) for mode, name in (kept, *entries))
        tree = _loose(git, b"tree", data)
        commit = b"tree %s\nauthor %s\ncommitter %s\n\nx\n" % (tree.encode(), WHO, WHO)
        _head_at(git, _loose(git, b"commit", commit))

    return change


def _tree_of_itself(git: Path) -> None:
    """A folder that holds a folder whose content says that it holds the first one."""
    one, two = "11" * 20, "22" * 20
    _loose(git, b"tree", b"40000 d\0" + bytes.fromhex(two), one)
    _loose(git, b"tree", b"40000 d\0" + bytes.fromhex(one), two)
    commit = b"tree %s\nauthor %s\ncommitter %s\n\nx\n" % (one.encode(), WHO, WHO)
    _head_at(git, _loose(git, b"commit", commit))


def _wide_and_deep(git: Path) -> None:
    """Ten folders, each of which has the ten of the next level: a thousand million files."""
    below = _loose(git, b"blob", CODE)
    mode, name = b"100644", b"m.py"
    for level in range(9):
        data = b"".join(
            b"%s %s\0%s" % (mode, name if level == 0 else b"d%d" % at, bytes.fromhex(below))
            for at in range(1 if level == 0 else 10)
        )
        below, mode = _loose(git, b"tree", data), b"40000"
    commit = b"tree %s\nauthor %s\ncommitter %s\n\nx\n" % (below.encode(), WHO, WHO)
    _head_at(git, _loose(git, b"commit", commit))


CODE = b"x = 1\n"


def _bomb(git: Path) -> None:
    """HEAD's module unpacks to a gigabyte."""
    whole = b"blob %d\0" % (2**30)
    packer = zlib.compressobj(9)
    parts = [packer.compress(whole)]
    parts += [packer.compress(b"\0" * MB) for _ in range(64)]
    name = "ab" * 20
    file = git / "objects/ab" / ("ab" * 19)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"".join(parts) + packer.flush())
    tree = _loose(git, b"tree", b"100644 a.py\0" + bytes.fromhex(name))
    commit = b"tree %s\nauthor %s\ncommitter %s\n\nx\n" % (tree.encode(), WHO, WHO)
    _head_at(git, _loose(git, b"commit", commit))


def _packed(content: bytes, index: bytes | None = None) -> Change:
    def change(git: Path) -> None:
        folder = git / "objects/pack"
        (folder / "pack-x.pack").write_bytes(content)
        (folder / "pack-x.idx").write_bytes(index if index is not None else _index([]))
        for file in git.glob("objects/[0-9a-f][0-9a-f]/*"):
            file.unlink()

    return change


def _index(places: list[tuple[bytes, int]]) -> bytes:
    """An index that says where each object is, whatever is there."""
    places = sorted(places)
    counts = [sum(name[0] <= first for name, _ in places) for first in range(256)]
    body = b"\xfftOc" + struct.pack(">I", 2) + struct.pack(">256I", *counts)
    body += b"".join(name for name, _ in places) + b"\0\0\0\0" * len(places)
    body += b"".join(struct.pack(">I", at) for _, at in places)
    return body + b"\0" * 20 + hashlib.sha1(body).digest()


def _long_chain(git: Path) -> None:
    """A module that is a change to a change to a change, ten thousand times."""
    objects = [entry(BLOB, CODE)]
    for _ in range(10_000):
        same = difference(len(CODE), len(CODE), bytes([0x90, len(CODE)]))
        objects.append(entry(OFFSET_DELTA, same, back(len(objects[-1]))))
    name = b"\x01" * 20
    tree = b"100644 a.py\0" + name
    commit, made = commit_of(tree, [])
    content = pack_of(*objects, *made)
    at = 12
    places = []
    for number, each in enumerate([*objects, *made]):
        if number == len(objects) - 1:
            places.append((name, at))
        elif number == len(objects):
            places.append((bytes.fromhex(commit), at))
        elif number == len(objects) + 1:
            places.append((name_of(TREE, tree), at))
        at += len(each)
    _packed(content, _index(places))(git)
    _head_at(git, commit)


def _huge_delta(git: Path) -> None:
    """A module that says it becomes four gigabytes."""
    grown = difference(len(CODE), 2**32 - 1, bytes([0x90, len(CODE)]) * 1_000)
    objects = [entry(BLOB, CODE)]
    objects.append(entry(OFFSET_DELTA, grown, back(len(objects[0]))))
    name = b"\x02" * 20
    tree = b"100644 a.py\0" + name
    commit, made = commit_of(tree, [])
    places = [
        (name, 12 + len(objects[0])),
        (bytes.fromhex(commit), 12 + sum(map(len, objects))),
        (name_of(TREE, tree), 12 + sum(map(len, objects)) + len(made[0])),
    ]
    _packed(pack_of(*objects, *made), _index(places))(git)
    _head_at(git, commit)


def _write(name: str, content: bytes | str) -> Change:
    def change(git: Path) -> None:
        path = git / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return change


def _links(git: Path) -> None:
    """Everything of git's is a link to somewhere else."""
    for name in ("refs", "objects"):
        (git / name).rename(git.parent.parent / name)
        (git / name).symlink_to(f"../../{name}")


def _ref_link(git: Path) -> None:
    (git / "refs/heads/main").unlink()
    (git / "refs/heads/main").symlink_to("/etc/passwd")


def _endless(git: Path) -> None:
    (git / "HEAD").write_text("ref: refs/heads/a\n")
    (git / "refs/heads/a").write_text("ref: refs/heads/b\n")
    (git / "refs/heads/b").write_text("ref: refs/heads/a\n")


def _hooks(git: Path) -> None:
    for name in ("post-checkout", "pre-commit", "fsmonitor-watchman", "post-index-change"):
        _write(f"hooks/{name}", f"#!/bin/sh\ntouch {git.parent.parent}/canary\n")(git)
        (git / "hooks" / name).chmod(0o755)


CONFIG = """\
[core]
    fsmonitor = touch ../canary
    sshCommand = touch ../canary
    pager = touch ../canary
    hooksPath = ../hooks
    worktree = /
    attributesFile = /etc/passwd
[filter "x"]
    smudge = touch ../canary
    clean = touch ../canary
[include]
    path = /etc/passwd
[remote "origin"]
    url = ext::sh -c touch% ../canary
    uploadpack = touch ../canary
[credential]
    helper = !touch ../canary
[protocol "ext"]
    allow = always
"""

_NOW = {
    "config": _write("config", CONFIG),
    "hooks": _hooks,
    "alternates": _write("objects/info/alternates", "/etc\n../../../../objects\n" * 10_000),
    "head-elsewhere": _write("HEAD", "ref: ../../../../etc/passwd\n"),
    "head-absolute": _write("HEAD", "ref: /etc/passwd\n"),
    "head-noise": _write("HEAD", b"\0\xff" * 5_000),
    "head-huge": _write("HEAD", b"ref: refs/heads/" + b"x" * MB),
    "endless-refs": _endless,
    "ref-is-a-link": _ref_link,
    "links": _links,
    "commondir": _write("commondir", "/etc\n"),
    "packed-refs-bomb": _write("packed-refs", b"0" * 40 + b" refs/heads/x\n" + b"^" * MB),
    "shallow-bomb": _write("shallow", b"f" * 40 + b"\n" + b"0" * (4 * MB)),
    "grafts": _write("info/grafts", "a" * 40 + "\n"),
    "tree-of-itself": _tree_of_itself,
    "wide-and-deep": _wide_and_deep,
    "object-bomb": _bomb,
    "long-chain": _long_chain,
    "huge-delta": _huge_delta,
    "pack-noise": _packed(b"PACK" + b"\xff" * MB),
    "pack-index-noise": _packed(pack_of(entry(BLOB, CODE)), b"\xfftOc\0\0\0\2" + b"\xff" * MB),
    "pack-counts": _packed(pack_of(entry(BLOB, CODE), count=2**32 - 1)),
    "pack-empty": _packed(b"", b""),
    "commit-of-nothing": lambda git: _head_at(git, _loose(git, b"commit", b"tree 00\n" * 50_000)),
    "commit-noise": lambda git: _head_at(git, _loose(git, b"commit", b"\xff" * MB)),
    "head-is-a-blob": lambda git: _head_at(git, _loose(git, b"blob", b"x")),
    "parents": lambda git: _head_at(
        git, _loose(git, b"commit", b"tree 00\n" + b"parent " + b"1" * 40 + b"\n")
    ),
}
"""Done to a repository whose folder is audited: its past is asked for, and nothing else changes."""


def _revision(text: str) -> tuple[str, ...]:
    return ("audit", f"in@{text}", "--format", "json", "--no-cache")


_REVISIONS = {
    "path": "../../etc/passwd",
    "option": "--upload-pack=touch canary",
    "reflog": "main@{1}",
    "range": "main..main",
    "search": ":/x",
    "file": "main:a.py",
    "escapes": "\x1b[2J\x1b]0;x\x07",
    "null": "a\0b",
    "markup": "<script>alert(1)</script>",
    "long": "a" * 100_000,
    "steps": "HEAD" + "~1" * 20_000,
    "huge-step": "HEAD~" + "9" * 5_000,
    "parents": "HEAD" + "^" * 50_000,
    "peel": "HEAD^{" * 1_000,
    "none": "",
    "lock": "main.lock",
    "bidi": "\u202emain",
    "short": "0000",
}

_ADDRESSES = {
    "ext": "ext::sh -c touch% canary",
    "ext-of-https": "ext::https://example.org/a.git",
    "fd": "fd::17/x",
    "file": "file:///etc/passwd",
    "http": "http://example.org/a.git",
    "git": "git://example.org/a.git",
    "ssh": "ssh://-oProxyCommand=touch%20canary/a.git",
    "scp": "git@-oProxyCommand=x:a.git",
    "ftp": "ftp://example.org/a.git",
    "javascript": "javascript://example.org/%0aalert(1)",
    "upload-pack": "https://example.org/a.git --upload-pack=touch",
    "loopback": "https://127.0.0.1/a.git",
    "loopback-name": "https://localhost/a.git",
    "loopback-short": "https://127.1/a.git",
    "loopback-number": "https://2130706433/a.git",
    "loopback-hex": "https://0x7f000001/a.git",
    "loopback-octal": "https://0177.0.0.1/a.git",
    "loopback-6": "https://[::1]/a.git",
    "mapped-6": "https://[::ffff:127.0.0.1]/a.git",
    "zero": "https://0.0.0.0/a.git",
    "zero-short": "https://0/a.git",
    "private-10": "https://10.0.0.1/a.git",
    "private-172": "https://172.16.0.1/a.git",
    "private-192": "https://192.168.0.1/a.git",
    "metadata": "https://169.254.169.254/latest/meta-data.git",
    "carrier": "https://100.64.0.1/a.git",
    "multicast": "https://224.0.0.1/a.git",
    "port": "https://93.184.216.34:22/a.git",
    "user": "https://user:secret-token@127.0.0.1/a.git",
    "user-trick": "https://example.org@127.0.0.1/a.git",
    "fragment": "https://example.org#@127.0.0.1/a.git",
    "backslash": "https://example.org\\@127.0.0.1/a.git",
    "query": "https://example.org/a.git?service=git-receive-pack",
    "dots": "https://example.org/../../a.git",
    "newline": "https://example.org/a.git\r\nHost: evil.example",
    "null": "https://example.org/a\0.git",
    "escapes": "https://example.org/\x1b[2J.git",
    "no-host": "https:///a.git",
    "long": "https://example.org/" + "a" * 100_000,
    "option": "https://-oProxyCommand=x/a.git",
    "unicode-host": "https://\u24d4xample.org/a.git",
    "fullwidth-loopback": "https://\uff11\uff12\uff17.0.0.1/a.git",
}


def _plain(folder: Path) -> None:
    write(folder, {"a.py": "x = 1\n"})


CASES = {
    case.name: case
    for case in (
        *(
            Case(f"git-{name}", _repository(change), FOUND_SOMETHING, ("gone",), megabytes=400)
            for name, change in _NOW.items()
        ),
        *(
            Case(f"git-at-{name}", _repository(change), code, says, argv=_revision("HEAD"))
            for name, change, code, says in (
                ("tree-of-itself", _tree_of_itself, REFUSED, ()),
                ("object-bomb", _bomb, REFUSED, ()),
                ("long-chain", _long_chain, REFUSED, ()),
                ("huge-delta", _huge_delta, REFUSED, ()),
                ("hooks", _hooks, FOUND_SOMETHING, ("gone",)),
                ("config", _write("config", CONFIG), FOUND_SOMETHING, ("gone",)),
                (
                    "names",
                    _tree_with(
                        (b"100644", b"../../canary.py"),
                        (b"100644", b"/etc/x.py"),
                        (b"40000", b".."),
                        (b"100644", b"a/b.py"),
                        (b"100644", b"\x1b[2J.py"),
                        (b"100644", b".git"),
                        (b"100644", b"\xff.py"),
                    ),
                    FOUND_NOTHING,
                    ('"kept.py"',),
                ),
                (
                    "modes",
                    _tree_with(
                        (b"120000", b"link.py"),
                        (b"160000", b"module.py"),
                        (b"777777", b"odd.py"),
                        (b"100644" * 1_000, b"long.py"),
                        (b"-1", b"minus.py"),
                    ),
                    REFUSED,
                    ("is not whole",),
                ),
            )
        ),
        *(
            Case(f"revision-{name}", _repository(lambda git: None), REFUSED, argv=_revision(text))
            for name, text in _REVISIONS.items()
        ),
        *(
            Case(
                f"address-{name}",
                _plain,
                REFUSED,
                unsaid=("secret-token",),
                argv=("audit", text, "--format", "json", "--no-cache"),
            )
            for name, text in _ADDRESSES.items()
        ),
        Case("git-in-the-way", _plain, FOUND_NOTHING, argv=AUDIT),
    )
}
