"""Archives that would write elsewhere, never end, or grow beyond measure when they are unpacked."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.hostile.case import FOUND_NOTHING, FOUND_SOMETHING, REFUSED, Case, canary

MB = 2**20
CODE = b"x = 1\n"
Make = Callable[[Path], None]
Entry = tuple[str | zipfile.ZipInfo, bytes]


Content = bytes | Callable[[Path], bytes]
"""Bytes, or how to make them where that takes time: in each case's own process."""


def _file(name: str, content: Content) -> Make:
    def make(folder: Path) -> None:
        (folder / "in").mkdir()
        data = content if isinstance(content, bytes) else content(folder)
        (folder / "in" / name).write_bytes(data)

    return make


def _zip(*entries: Entry, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data, method)
    return buffer.getvalue()


def _special(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (mode | 0o777) << 16
    return info


def _watched(folder: Path) -> bytes:
    code = canary(folder).encode()
    names = ("a.py", "conftest.py", "setup.py", "__main__.py", "sitecustomize.py", "x.pth")
    return _zip(*((name, code) for name in names))


def _overlapping() -> bytes:
    """Every entry is the same compressed data: a zip of zips without nesting."""
    data = zlib.compress(b"x" * (8 * MB), 9)[2:-4]
    crc = zlib.crc32(b"x" * (8 * MB))
    head = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(data), 8 * MB, 4, 0)
    local = head + b"a.py" + data
    central = b"".join(
        struct.pack(
            "<4sHHHHHHIIIHHHHHII",
            *(b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(data), 8 * MB, 7, 0, 0, 0, 0, 0, 0),
        )
        + b"%03d.py" % at
        + b""
        for at in range(500)
    ).replace(b"\x07\0\0\0\0\0", b"\x06\0\0\0\0\0")
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 500, 500, len(central), len(local), 0)
    return local + central + end


def _many_entries() -> bytes:
    central = struct.pack(
        "<4sHHHHHHIIIHHHHHII", b"PK\1\2", *(20, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    )
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 65535, 65535, len(central) * 300_000, 0, 0)
    return central * 300_000 + end


def _lying() -> bytes:
    """Says that its file is 4 GB, and that it is 1 byte."""
    data = bytearray(_zip(("a.py", CODE * 10)))
    at = data.index(b"PK\1\2")
    data[at + 24 : at + 28] = struct.pack("<I", 2**32 - 2)
    return bytes(data)


Member = tuple[tarfile.TarInfo, bytes]


def _member(name: str, data: bytes = CODE, **fields: object) -> Member:
    info = tarfile.TarInfo(name)
    for field, value in fields.items():
        setattr(info, field, value)
    info.size = len(data) if info.isreg() else 0
    return info, data


def _tar(*members: Member, form: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for info, data in (_member("kept.py"), *members):
            archive.addfile(info, io.BytesIO(data) if info.isreg() else None)
    return buffer.getvalue()


def _header(name: bytes, size: bytes, kind: bytes = b"0") -> bytes:
    header = bytearray(512)
    header[: len(name)] = name
    header[124 : 124 + len(size)] = size
    header[156:157] = kind
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def _pax(*records: bytes) -> bytes:
    body = b"".join(records)
    padded = body + b"\0" * (-len(body) % 512)
    return _header(b"x", b"%011o\0" % len(body), b"x") + padded


def _audit(name: str) -> tuple[str, ...]:
    return ("audit", f"in/{name}", "--format", "json", "--no-cache")


def _kept(name: str, data: Content, *says: str) -> Case:
    """One whose harmless part is read."""
    suffix = "tar" if name.startswith("tar") else "zip"
    file = f"x.{suffix}"
    return Case(name, _file(file, data), FOUND_NOTHING, ('"kept.py"', *says), argv=_audit(file))


def _refused(name: str, file: str, data: Content, *says: str) -> Case:
    return Case(name, _file(file, data), REFUSED, (file, *says), argv=_audit(file))


_KEPT: Entry = ("kept.py", CODE)


def _zeros() -> bytes:
    return b"\0" * (64 * MB)


def _spaces() -> bytes:
    return b" " * (40 * MB)


def _too_large(folder: Path) -> bytes:
    return _zip(_KEPT, ("big.py", b"x" * (51 * MB)), method=zipfile.ZIP_STORED)


def _zip_of_zeros(folder: Path) -> bytes:
    return _zip(("a.py", _zeros()))


def _zip_bomb(folder: Path) -> bytes:
    return _zip(("r/kept.py", CODE), *((f"r/{at}.py", _spaces()) for at in range(3)))


def _tar_of_spaces(folder: Path) -> bytes:
    return gzip.compress(_tar(*(_member(f"{at}.py", _spaces()) for at in range(4))), 9)


_NESTED = _zip(_KEPT, ("inner.zip", _zip(("inner.zip", _zip(("a.py", CODE))))))


def _cases() -> list[Case]:
    out = "the path leaves the archive"
    return [
        _kept("zip-traversal", _zip(_KEPT, ("../../canary", b"x"), ("../c.py", CODE)), out),
        _kept("zip-absolute", _zip(_KEPT, ("/tmp/c.py", CODE), ("//host/share/c.py", CODE)), out),
        _kept("zip-windows", _zip(_KEPT, ("C:\\c.py", CODE), ("..\\..\\c.py", CODE)), out),
        _kept("zip-device-name", _zip(_KEPT, ("aux:c.py", CODE)), out),
        _kept("zip-link", _zip(_KEPT, (_special("l.py", stat.S_IFLNK), b"/etc/passwd")), "a link"),
        _kept("zip-device", _zip(_KEPT, (_special("d.py", stat.S_IFCHR), b""))),
        _kept("zip-pipe", _zip(_KEPT, (_special("p.py", stat.S_IFIFO), b""))),
        _kept("zip-deep", _zip(_KEPT, ("d/" * 5_000 + "a.py", CODE)), "deeper than"),
        _kept("zip-long-name", _zip(_KEPT, ("n" * 60_000 + ".py", CODE))),
        _kept("zip-names", _zip(_KEPT, ("\x1b[2J\u202e.py", CODE), ("=1+1.py", CODE))),
        _kept("zip-in-zip", _NESTED),
        _kept("zip-bzip2", _zip(_KEPT, ("b.bin", b""), method=zipfile.ZIP_STORED)),
        _kept("zip-lying-size", _too_large, "larger than"),
        _kept("zip-file-and-folder", _zip(_KEPT, ("p.py", CODE), ("p.py/q.py", CODE))),
        _refused("zip-bomb", "x.zip", _zip_bomb, "unpacks to far more"),
        _refused("zip-zeros", "x.zip", _zip_of_zeros, "unpacks to far more"),
        _refused("zip-overlapping", "x.zip", lambda folder: _overlapping()),
        _refused("zip-many-entries", "x.zip", lambda folder: _many_entries(), "more than"),
        _refused("zip-cut-off", "x.zip", _zip(_KEPT)[:-10]),
        _refused("zip-empty", "x.zip", b""),
        _refused("zip-no-zip", "x.zip", b"MZ" + b"\0" * 1000),
        _refused("zip-only-end", "x.zip", b"PK\5\6" + b"\xff" * 18),
        _refused("zip-no-python", "x.zip", _zip(("a.txt", b"")), "no Python"),
        Case(
            "zip-lies", _file("x.zip", _lying()), FOUND_NOTHING, ('"a.py"',), argv=_audit("x.zip")
        ),
        Case(
            "zip-of-canaries", _file("x.zip", _watched), FOUND_NOTHING, (), argv=_audit("x.zip")
        ),
        Case(
            "zip-unparsable",
            _file("x.zip", _zip(("a.py", b"\0"))),
            FOUND_SOMETHING,
            ('"rule": "unparsable-file"',),
            argv=_audit("x.zip"),
        ),
        _kept("tar-traversal", _tar(_member("../../canary"), _member("a/../../c.py")), out),
        _kept("tar-absolute", _tar(_member("/tmp/c.py")), out),
        _kept(
            "tar-link", _tar(_member("l.py", type=tarfile.SYMTYPE, linkname="/etc/passwd")), "link"
        ),
        _kept(
            "tar-hard-link", _tar(_member("l.py", type=tarfile.LNKTYPE, linkname="../x")), "link"
        ),
        _kept(
            "tar-link-then-file",
            _tar(_member("d", type=tarfile.SYMTYPE, linkname="/tmp"), _member("d/canary.py")),
        ),
        _kept("tar-device", _tar(_member("d.py", type=tarfile.CHRTYPE, devmajor=1)), "a device"),
        _kept("tar-block-device", _tar(_member("d.py", type=tarfile.BLKTYPE)), "a device"),
        _kept("tar-pipe", _tar(_member("p.py", type=tarfile.FIFOTYPE)), "a pipe"),
        _kept("tar-deep", _tar(_member("d/" * 5_000 + "a.py")), "deeper than"),
        _kept("tar-unknown-kind", _tar(_member("u.py", type=b"Q"))),
        _refused("tar-cut-off", "x.tar", _tar()[:700]),
        _refused("tar-huge-size", "x.tar", _header(b"a.py", b"\x80" + b"\xff" * 11)),
        _refused("tar-negative-size", "x.tar", _header(b"a.py", b"\xff" * 12)),
        _refused("tar-bad-size", "x.tar", _header(b"a.py", b"99999999999\0") + CODE),
        _refused("tar-huge-pax", "x.tar", _header(b"x", b"77777777777\0", b"x")),
        _refused("tar-pax-length", "x.tar", _pax(b"99999999 path=x\n") + _header(b"a.py", b"0\0")),
        _refused("tar-pax-size", "x.tar", _pax(b"20 size=99999999999\n") + _header(b"a.py", b"0")),
        _refused("tar-long-name", "x.tar", _header(b"././@LongLink", b"77777777777\0", b"L")),
        _refused("tar-gz-bomb", "x.tar.gz", lambda folder: gzip.compress(_zeros(), 9)),
        _refused("tar-gz-of-spaces", "x.tgz", _tar_of_spaces),
        _refused("tar-bz2-bomb", "x.tar.bz2", lambda folder: bz2.compress(_zeros(), 9)),
        _refused("tar-xz-bomb", "x.tar.xz", lambda folder: lzma.compress(_zeros())),
        _refused("tar-gz-cut-off", "x.tar.gz", gzip.compress(_tar())[:-20]),
        _refused("tar-gz-noise", "x.tar.gz", b"\x1f\x8b\x08" + b"\xff" * 2_000),
        _refused("tar-xz-noise", "x.tar.xz", b"\xfd7zXZ\0" + b"\xff" * 2_000),
    ]  # fmt: skip


CASES = {case.name: case for case in _cases()}
