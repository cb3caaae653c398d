"""Reading zip archives: what is kept, what is skipped, and what is refused."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sources.archive import open_archive
from analysis.sources.archive_reading import Limits
from analysis.sources.errors import SourceError


def packed(
    *entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data, method)
    return buffer.getvalue()


def files(*names: str) -> bytes:
    return packed(*((name, b"x = 1\n") for name in names))


def test_reads_files_without_a_disk() -> None:
    tree = open_archive(files("a.py", "pkg/__init__.py", "pkg/logo.png"), "upload.zip")
    assert tree.paths() == ("a.py", "pkg/__init__.py")
    assert tree.read("a.py") == b"x = 1\n"
    assert tree.label == "upload.zip"


def test_reads_a_file_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(files("a.py"))
    assert open_archive(path, "a.zip").paths() == ("a.py",)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("repo-main/a.py", "repo-main/pkg/b.py"), ("a.py", "pkg/b.py")),
        (("repo-main/", "repo-main/a.py"), ("a.py",)),
        (("pkg/__init__.py", "pkg/a.py"), ("pkg/__init__.py", "pkg/a.py")),
        (("repo/a.py", "README"), ("repo/a.py",)),
        (("repo/a.py", "other/b.py"), ("other/b.py", "repo/a.py")),
        (("__MACOSX/repo/._a.py", "repo/a.py"), ("a.py",)),
        (("repo\\pkg\\a.py", "repo\\b.py"), ("b.py", "pkg/a.py")),
        (
            ("r/.git/a.py", "r/env/pyvenv.cfg", "r/env/a.py", "r/build/lib/a.py", "r/b.py"),
            ("b.py",),
        ),
    ],
    ids=["github", "entry", "package", "file", "two", "mac", "windows", "left-out"],
)
def test_paths(names: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert open_archive(files(*names), "x.zip").paths() == expected


def test_keeps_folders_for_they_are_importable() -> None:
    tree = open_archive(files("r/pkg/__init__.py", "r/pkg/data/"), "x.zip")
    assert tree.folders() == ("pkg", "pkg/data")


@pytest.mark.parametrize(
    "name", ["../a.py", "/etc/a.py", "pkg/../../a.py", "C:/a.py", "..\\a.py", "d/" * 70 + "a.py"]
)
def test_skips_paths_that_leave_or_never_end(name: str) -> None:
    tree = open_archive(files("kept.py", name), "x.zip")
    assert tree.paths() == ("kept.py",)
    assert len(tree.skipped) == 1


def test_skips_links() -> None:
    link = zipfile.ZipInfo("link.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    tree = open_archive(packed(("a.py", b""), (link, b"/etc/passwd")), "x.zip")
    assert tree.paths() == ("a.py",)
    assert [(skipped.path, skipped.reason) for skipped in tree.skipped] == [("link.py", "a link")]


def test_skips_what_is_damaged_and_keeps_the_rest() -> None:
    data = packed(("a.py", b"first\n"), ("b.py", b"second\n"), method=zipfile.ZIP_STORED)
    tree = open_archive(data.replace(b"second", b"secret"), "x.zip")
    assert tree.paths() == ("a.py",)
    assert [(skipped.path, skipped.reason) for skipped in tree.skipped] == [("b.py", "damaged")]


def test_skips_a_second_entry_of_a_name() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = packed(("a.py", b"first"), ("a.py", b"second"))
    tree = open_archive(data, "x.zip")
    assert tree.read("a.py") == b"first"
    assert len(tree.skipped) == 1


def test_skips_unusual_compression() -> None:
    data = packed(("a.py", b"x"), method=zipfile.ZIP_LZMA)
    with pytest.raises(SourceError, match="has no Python files"):
        open_archive(data, "x.zip")


def test_says_that_it_is_encrypted() -> None:
    data = bytearray(files("a.py"))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(SourceError, match=r"x\.zip is encrypted"):
        open_archive(bytes(data), "x.zip")


def test_a_large_file_is_skipped() -> None:
    data = packed(("a.py", b""), ("b.py", bytes(range(256)) * 8), method=zipfile.ZIP_STORED)
    tree = open_archive(data, "x.zip", Limits(file_bytes=1024))
    assert [skipped.path for skipped in tree.skipped] == ["b.py"]


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (packed(("a.py", b"\0" * 8 * 2**20)), Limits()),
        (packed(*((f"{n}.py", b"x" * 900) for n in range(9))), Limits(total_bytes=5_000)),
        (files(*(f"{n}.py" for n in range(9))), Limits(files=8)),
        (files("a.py"), Limits(archive_bytes=20)),
    ],
    ids=["ratio", "total", "count", "size"],
)
def test_refuses_bombs(data: bytes, limits: Limits) -> None:
    with pytest.raises(SourceError, match=r"^x\.zip "):
        open_archive(data, "x.zip", limits)


@pytest.mark.parametrize(
    "data",
    [b"", b"no zip at all", files("a.py")[:-30], files("a.md"), files(), Path("absent.zip")],
    ids=["empty", "text", "cut-off", "no-python", "no-files", "absent"],
)
def test_misuse_is_one_sentence(data: bytes | Path) -> None:
    with pytest.raises(SourceError) as caught:
        open_archive(data, "x\n.zip")
    assert str(caught.value).isprintable()


@given(st.data())
def test_a_damaged_archive_never_raises_anything_else(data: st.DataObject) -> None:
    content = bytearray(files("r/a.py", "r/b.py"))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        tree = open_archive(bytes(content), "x.zip")
    except SourceError:
        return
    assert all(tree.read(path) is not None for path in tree.paths())
