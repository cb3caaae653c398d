"""Reading tar archives: what is kept, what is skipped, and what is refused."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.sources.archive import is_archive, open_archive
from analysis.sources.archive_reading import Limits
from analysis.sources.errors import SourceError

MB = 2**20
TEXT = b"x = 1\n"
Compress = Callable[[bytes], bytes]
COMPRESSIONS: dict[str, Compress] = {
    "tar": bytes,
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}


def member(name: str, data: bytes = b"", **fields: object) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for field, value in fields.items():
        setattr(info, field, value)
    return info, data


def packed(*members: tuple[tarfile.TarInfo, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for info, data in members:
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def files(*names: str) -> bytes:
    return packed(*(member(name, TEXT) for name in names))


def block(name: bytes, kind: bytes, size: bytes = b"00000000000\0", more: int = 0) -> bytes:
    """A header as nobody's program writes it."""
    header = bytearray(512)
    header[: len(name)] = name
    header[124:136] = size
    header[156:157] = kind
    header[482] = more
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def skipped(data: bytes) -> dict[str, str]:
    return {each.path: each.reason for each in open_archive(data, "x.tar").skipped}


@pytest.mark.parametrize("compress", COMPRESSIONS.values(), ids=COMPRESSIONS)
def test_reads_every_compression_by_its_content(compress: Compress, tmp_path: Path) -> None:
    data = compress(files("repo-1.0/a.py", "repo-1.0/pkg/b.py", "repo-1.0/logo.png"))
    file = tmp_path / "no-suffix"
    file.write_bytes(data)
    assert is_archive(file)
    for source in (data, file):
        tree = open_archive(source, "x")
        assert tree.paths() == ("a.py", "pkg/b.py")
        assert tree.read("a.py") == TEXT
        assert tree.skipped == ()


def test_compressed_parts_one_after_the_other_are_one_stream() -> None:
    data = files("a.py", "b.py")
    parts = gzip.compress(data[:700]) + gzip.compress(b"") + gzip.compress(data[700:])
    assert open_archive(parts + b"\0" * 99, "x.tgz").paths() == ("a.py", "b.py")


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0/\\."), max_size=40)
NAMES = st.lists(WORDS.map("n{}".format), min_size=1, max_size=5).map(
    lambda parts: f"top/{'/'.join(parts)}.py"
)


@settings(max_examples=40)
@given(
    st.dictionaries(NAMES, st.binary(max_size=1500), min_size=1, max_size=4),
    st.sampled_from([tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]),
)
def test_reads_what_tarfile_writes(contents: Mapping[str, bytes], form: int) -> None:
    data = packed(
        member("top/a.py"), *(member(name, text) for name, text in contents.items()), form=form
    )
    tree = open_archive(data, "x.tar")
    below = {name.removeprefix("top/"): text for name, text in contents.items()}
    assert {path: tree.read(path) for path in tree.paths()} == {"a.py": b"", **below}


def test_reads_long_names_of_ustar() -> None:
    name = f"top/{'d' * 90}/{'e' * 60}/a.py"
    data = packed(member(name, TEXT), member("b.py"), form=tarfile.USTAR_FORMAT)
    assert open_archive(data, "x.tar").paths() == ("b.py", name)


def test_keeps_folders_for_they_are_importable() -> None:
    folder = member("r/pkg/data", type=tarfile.DIRTYPE)
    tree = open_archive(packed(member("r/pkg/__init__.py"), folder), "x.tar")
    assert tree.folders() == ("pkg", "pkg/data")


def test_leaves_out_what_a_folder_would_not_show() -> None:
    data = files("r/.git/a.py", "r/env/pyvenv.cfg", "r/env/a.py", "r/build/lib/a.py", "r/b.py")
    assert open_archive(data, "x.tar").paths() == ("b.py",)


@pytest.mark.parametrize(
    "name", ["../a.py", "/etc/a.py", "p/../../a.py", "C:/a.py", "..\\a.py", "d/" * 70 + "a.py"]
)
@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT], ids=["gnu", "pax"])
def test_skips_paths_that_leave_or_never_end(name: str, form: int) -> None:
    tree = open_archive(packed(member("kept.py"), member(name, TEXT), form=form), "x.tar")
    assert tree.paths() == ("kept.py",)
    assert len(tree.skipped) == 1


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (tarfile.SYMTYPE, "a link"),
        (tarfile.LNKTYPE, "a link"),
        (tarfile.CHRTYPE, "a device"),
        (tarfile.BLKTYPE, "a device"),
        (tarfile.FIFOTYPE, "a pipe"),
    ],
)
def test_skips_what_is_no_file(kind: bytes, reason: str) -> None:
    odd = member("odd.py", type=kind, linkname="/etc/passwd")
    data = packed(member("a.py"), odd, member("b.py", TEXT))
    tree = open_archive(data, "x.tar")
    assert tree.paths() == ("a.py", "b.py")
    assert skipped(data) == {"odd.py": reason}


@pytest.mark.parametrize(
    "data",
    [
        packed(member("s.py", TEXT, pax_headers={"GNU.sparse.major": "1"}), member("a.py")),
        block(b"s.py", b"S") + files("a.py"),
        block(b"s.py", b"S", more=1) + bytes(504) + b"\1" + bytes(7 + 512) + files("a.py"),
    ],
    ids=["pax", "gnu", "gnu-more-holes"],
)
def test_skips_sparse_files(data: bytes) -> None:
    assert skipped(data) == {"s.py": "a sparse file"}
    assert open_archive(data, "x.tar").paths() == ("a.py",)


def test_the_later_entry_of_a_name_wins_as_it_does_on_disk() -> None:
    data = packed(member("a.py", b"first"), member("a.py", b"second"))
    assert open_archive(data, "x.tar").read("a.py") == b"second"
    assert skipped(data) == {"a.py": "an earlier entry of this name"}


def test_a_large_file_is_skipped() -> None:
    data = packed(member("a.py"), member("b.py", bytes(2048)))
    tree = open_archive(data, "x.tar", Limits(file_bytes=1024))
    assert tree.paths() == ("a.py",)
    assert [each.path for each in tree.skipped] == ["b.py"]


def test_a_zip_archive_inside_of_a_tar_archive_is_a_file_of_it() -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("inner.py", TEXT)
    data = packed(member("a.py"), member("z.zip", inner.getvalue())).rstrip(b"\0")
    assert open_archive(data.ljust(-(-len(data) // 512) * 512, b"\0"), "x").paths() == ("a.py",)


def test_tells_of_an_odd_end() -> None:
    whole = files("a.py")
    assert "behind its end" in skipped(whole + files("b.py"))["x.tar"]
    assert "may be cut off" in skipped(whole[:1024])["x.tar"]


ZEROS = b"\0" * 80 * MB


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (gzip.compress(packed(member("a.py"), member("logo.png", ZEROS)), 1), Limits()),
        (bz2.compress(packed(member("a.py", ZEROS)), 1), Limits()),
        (gzip.compress(files("a.py")), Limits(unpacked_bytes=9_000)),
        (packed(*(member(f"{n}.py", b"x" * 900) for n in range(9))), Limits(total_bytes=5_000)),
        (packed(*(member(f"{n}/{'n' * 900}") for n in range(9))), Limits(total_bytes=5_000)),
        (files(*(f"{n}.py" for n in range(9))), Limits(files=8)),
        (block(b"", b"x") * 9, Limits(files=8)),
        (files("a.py"), Limits(archive_bytes=20)),
        (block(b"././@LongLink", b"L", b"\x80" + b"\xff" * 11), Limits()),
        (block(b"", b"x", b"00010000000\0") + bytes(3 * MB), Limits()),
        (gzip.compress(b"") * 20_000 + gzip.compress(files("a.py")), Limits()),
    ],
    ids=[
        *("ratio-of-what-is-skipped", "ratio", "unpacked", "total", "names", "count"),
        *("headers-only", "size", "name", "pax", "parts"),
    ],
)
def test_refuses_bombs(data: bytes, limits: Limits) -> None:
    with pytest.raises(SourceError, match=r"^x\.tar "):
        open_archive(data, "x.tar", limits)


PAX_OF = {
    "no-number": b"path=a.py\n",
    "negative": b"-9 path=a.py\n",
    "too-short": b"3 path=a.py\n",
    "too-long": b"99 path=a.py\n",
    "size-of-letters": b"10 size=x\n",
    "huge": b"28 size=999999999999999999\n",
}


@pytest.mark.parametrize("record", PAX_OF.values(), ids=PAX_OF)
def test_a_header_that_lies_is_damage(record: bytes) -> None:
    size = b"%011o\0" % len(record)
    data = block(b"", b"x", size) + record.ljust(512, b"\0") + files("a.py")
    with pytest.raises(SourceError, match="damaged or cut off"):
        open_archive(data, "x.tar")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 10240,
        files("a.py")[:700],
        gzip.compress(files("a.py"))[:-9],
        gzip.compress(b"no tar"),
        b"\xfd7zXZ\0 and no more",
        files("a.md"),
        packed(),
        b"\x28\xb5\x2f\xfd....",
        Path("/dev/zero"),
        Path("absent.tar"),
    ],
    ids=[
        *("empty", "zeros", "cut-off", "cut-off-gzip", "gzip-only", "xz-only", "no-python"),
        *("no-files", "zstandard", "device", "absent"),
    ],
)
def test_misuse_is_one_sentence(data: bytes | Path) -> None:
    with pytest.raises(SourceError) as caught:
        open_archive(data, "x\n.tar", Limits(archive_bytes=MB))
    assert str(caught.value).isprintable()


@settings(max_examples=40)
@given(st.data())
def test_a_damaged_archive_never_raises_anything_else(data: st.DataObject) -> None:
    pack = data.draw(st.sampled_from([*COMPRESSIONS.values()]))
    content = bytearray(pack(packed(member("r/" + "n" * 120 + ".py", TEXT), member("r/b.py"))))
    content = content[: data.draw(st.integers(1, len(content)))]
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, min(len(content), 3_000) - 1))
        content[at] = data.draw(st.integers(0, 255))
    try:
        tree = open_archive(bytes(content), "x.tar")
    except SourceError:
        return
    assert all(tree.read(path) is not None for path in tree.paths())
