"""Files of ours that others have written: the cache, journals of writes, baselines, trackers."""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from analysis.cli import main
from tests.hostile.case import (
    AUDIT,
    FOUND_NOTHING,
    FOUND_SOMETHING,
    REFUSED,
    Case,
    canary,
    module,
    write,
)

MB = 2**20
CACHED = ("audit", "in", "--format", "json")
CODE = {"a.py": "x = 1\n", "b.py": "from a import gone\n"}
_PREFIX = struct.Struct("<16s16sQQI")
Change = Callable[[Path], None]


def _cache(change: Change) -> Change:
    """A folder that was audited once; then something is done to what the cache kept of it."""

    def make(folder: Path) -> None:
        write(folder, {**CODE, "watched.py": canary(folder)})
        os.chdir(folder)
        main([*CACHED, "--output", "out/first"])
        change(folder / "home/plumbline")

    return make


def _each(change: Callable[[Path], None]) -> Change:
    def all_of_them(cache: Path) -> None:
        files = sorted(cache.iterdir())
        assert files
        for file in files:
            change(file)

    return all_of_them


def _resealed(body: Callable[[bytes, bytes], tuple[bytes, bytes]]) -> Change:
    """Another content under a right checksum: what who can write the file can do."""

    def change(file: Path) -> None:
        data = file.read_bytes()
        magic, version, head_size, _, _ = _PREFIX.unpack_from(data)
        content = data[_PREFIX.size :]
        head, rest = body(content[:head_size], content[head_size:])
        bare = _PREFIX.pack(magic, version, len(head), len(rest), 0)
        checksum = zlib.crc32(rest, zlib.crc32(head, zlib.crc32(bare)))
        file.write_bytes(_PREFIX.pack(magic, version, len(head), len(rest), checksum) + head + rest)

    return _each(change)


def _replaced(content: bytes) -> Change:
    def change(file: Path) -> None:
        file.write_bytes(content)

    return _each(change)


def _linked(file: Path) -> None:
    target = file.parent.parent / "target"
    target.write_text("not to be read or written\n")
    target.chmod(0o600)
    file.unlink()
    file.symlink_to(target)


def _piped(file: Path) -> None:
    file.unlink()
    os.mkfifo(file, 0o600)


def _sparse(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.truncate(2**36)


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir(0o700)


def _elsewhere(cache: Path) -> None:
    """The folder itself is a link to one that others can write."""
    moved = cache.parent / "moved"
    cache.rename(moved)
    moved.chmod(0o777)
    cache.symlink_to(moved)


_ARRAY_BOMB = b"\xdd\xff\xff\xff\xff"
_BYTES_BOMB = b"\xc6\xff\xff\xff\xff"
_DEEP_BOMB = b"\x91" * 100_000

_CACHES = {
    "noise": _replaced(b"\xff" * 10_000),
    "empty": _replaced(b""),
    "pickle": _replaced(b"cos\nsystem\n(S'touch canary'\ntR."),
    "huge-lengths": _replaced(
        _PREFIX.pack(b"plumbline cache\n", b"\0" * 16, 2**64 - 1, 2**64 - 1, 0)
    ),
    "array-bomb": _resealed(lambda head, body: (_ARRAY_BOMB, body)),
    "nested-array-bomb": _resealed(lambda head, body: (b"\x95" + _ARRAY_BOMB * 5, body)),
    "bytes-bomb": _resealed(lambda head, body: (b"\x95" + _BYTES_BOMB * 5, body)),
    "deep-bomb": _resealed(lambda head, body: (_DEEP_BOMB, body)),
    "body-noise": _resealed(lambda head, body: (head, b"\xc1" * len(body))),
    "body-deep": _resealed(lambda head, body: (head, (_DEEP_BOMB + body)[: len(body)])),
    "body-shorter": _resealed(lambda head, body: (head, body[: len(body) // 2])),
    "head-of-nothing": _resealed(lambda head, body: (b"\x95\x90\x90\x90\x90\x90", body)),
    "wrong-types": _resealed(lambda head, body: (b"\x95\xc0\xc0\xc0\xc0\xc0", body)),
    "link": _each(_linked),
    "pipe": _each(_piped),
    "folders": _each(_folder),
    "others-may-write": _each(lambda file: file.chmod(0o666)),
    "folder-of-others": lambda cache: cache.chmod(0o777),
    "folder-elsewhere": _elsewhere,
    "sparse": _each(_sparse),
}


_DEEP_CODE = f"""\
import json


def first():
    return json{".loads" * 2_000}


try:
    first()
except AttributeError:
    pass
"""


def _journal(record: object, *, open_to_all: bool = False) -> Change:
    """Somebody's record of a write that was killed."""

    def make(folder: Path) -> None:
        write(folder, {**CODE, "watched.py": canary(folder)})
        home = folder / "home/plumbline/writes"
        home.mkdir(parents=True, mode=0o700)
        (home / "0123456789abcdef").mkdir(mode=0o700)
        (home / "0123456789abcdef/record").write_bytes(
            record if isinstance(record, bytes) else json.dumps(record).encode()
        )
        for each in (folder / "home", folder / "home/plumbline", home):
            each.chmod(0o777 if open_to_all else 0o700)

    return make


_ENTRY = {"target": "/etc/plumbline-was-here", "old": None, "new": "00"}
_RECORD = {"stage": "changing", "top": "/", "staging": "/etc", "entries": [_ENTRY], "folders": []}


def _given(name: str, content: bytes | str) -> Change:
    def make(folder: Path) -> None:
        write(folder, {**CODE, "watched.py": canary(folder)})
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    return make


_BASELINES: dict[str, bytes | str] = {
    "noise": b"\xff" * 1000,
    "empty": b"",
    "wrong-types": '{"schema_version": "x", "findings": {}}',
    "deep": '{"schema_version": 1, "x": ' + "[" * 100_000,
    "deep-findings": '{"schema_version": 1, "findings": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "huge-number": '{"schema_version": ' + "9" * 100_000 + ', "findings": []}',
    "surrogates": '{"schema_version": 1, "findings": ["\\ud800"]}',
    "markup": '{"schema_version": "\\u001b[2J<script>", "findings": []}',
}

_STATE = '{"violations":[{"id":"V1","rule":"x","subjects":["a"]}],"plan":"%s"}'
_MARK = "<!-- plumbline:tracker 1 "
_TRACKERS = {
    "noise": (f"{_MARK}\xff\xfe -->\n", REFUSED),
    "deep": (f"{_MARK}{'[' * 100_000} -->\n", REFUSED),
    "wrong-types": (f'{_MARK}{{"violations": 5}} -->\n', REFUSED),
    "newer": ("<!-- plumbline:tracker 999999 {} -->\n", REFUSED),
    "plan-noise": (f"{_MARK}{_STATE % ('A' * 100_000)} -->\n", FOUND_NOTHING),
    "tests-outside": (f'{_MARK}{{"tests":["../../c.py","/etc/x.py"]}} -->\n', FOUND_NOTHING),
}

CASES = {
    case.name: case
    for case in (
        *(
            Case(f"cache-{name}", _cache(change), FOUND_SOMETHING, ("gone",), argv=CACHED)
            for name, change in _CACHES.items()
        ),
        Case("cache-of-deep-code", module(_DEEP_CODE), FOUND_NOTHING, argv=CACHED),
        *(
            Case(
                f"baseline-{name}",
                _given("base.json", text),
                REFUSED,
                ("base.json",),
                argv=(*AUDIT, "--baseline", "base.json"),
            )
            for name, text in _BASELINES.items()
        ),
        Case(
            "baseline-of-many",
            _given("base.json", json.dumps({"schema_version": 1, "findings": ["x"] * 500_000})),
            FOUND_SOMETHING,
            argv=(*AUDIT, "--baseline", "base.json"),
        ),
        *(
            Case(
                f"tracker-{name}",
                _given("out-tracker.md", text),
                code,
                argv=(
                    *("triage", "in", "--file", "out-tracker.md", "--output", "out/t.md"),
                    "--no-cache",
                ),
            )
            for name, (text, code) in _TRACKERS.items()
        ),
        Case("journal-of-another-place", _journal(_RECORD), FOUND_SOMETHING, argv=CACHED),
        Case("journal-noise", _journal(b"\xff" * 1000), FOUND_SOMETHING, argv=CACHED),
        Case("journal-deep", _journal(b"[" * 100_000), FOUND_SOMETHING, argv=CACHED),
        Case(
            "journal-that-all-may-write",
            _journal(_RECORD, open_to_all=True),
            FOUND_SOMETHING,
            argv=CACHED,
        ),
        Case("sound", _given("x", ""), FOUND_SOMETHING, ("gone",)),
        Case("output-is-a-folder", _given("x", ""), REFUSED, argv=(*AUDIT, "--output", "out")),
        Case("nothing-here", lambda folder: None, REFUSED, argv=AUDIT),
        Case("sound-module", lambda folder: write(folder, {"a.py": ""}), FOUND_NOTHING),
    )
}
