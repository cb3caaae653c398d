"""What random inputs are made of: the samples, the tickets, and small archives and repositories."""

from __future__ import annotations

import functools
import gzip
import io
import json
import tarfile
import tempfile
import zipfile
from pathlib import Path

from tests.differential.vocabulary import FUNCTIONS
from tests.sources.packs import BLOB, entry, pack_of
from tests.sources.repositories import Made

ROOT = Path(__file__).parents[1]
CODE = {
    "pkg/__init__.py": "from pkg.a import one\n",
    "pkg/a.py": "from pkg import b\none = b.two\n",
    "pkg/b.py": "import pkg.a\ntwo = 2\nclass C:\n    def m(self):\n        return pkg.a\n",
}
PYTHON_WORDS = (
    *(b"import ", b"from ", b" as ", b"*", b".", b"..", b"(", b")", b"[", b"]", b"{", b"}", b":"),
    *(b"def f(", b"class C(", b"lambda ", b"async ", b"await ", b"yield ", b"global ", b"return "),
    *(b"try:\n", b"except ", b"finally:\n", b"if ", b"else:\n", b"while ", b"for ", b" in ",
      b"with "),
    *(b"match x:\n", b"    case ", b"__all__", b" = ", b" += ", b"__getattr__", b"sys.modules"),
    *(b"globals()", b"locals()", b"getattr(", b"setattr(", b"importlib.import_module(", b"exec("),
    *(b"f'{", b"}'", b"'", b'"', b'"""', b"\\", b"\n", b"\r\n", b"\t", b"    ", b"\x0c", b"\0"),
    *(b"# coding: utf-8\n", b"# coding: utf-7\n", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"~", b":="),
    *(b"del ", b"@", b"not ", b" is ", b"None", b"True", b"type ", b"super()", b"**", b"->", b";"),
    *(b",", b"9" * 50),
)  # fmt: skip
TICKET_WORDS = (
    *(b"Traceback (most recent call last):\n", b'  File "pkg/a.py", line 1, in <module>\n'),
    *(b"ImportError: ", b"cannot import name 'x' from 'pkg.b'", b"ModuleNotFoundError: "),
    *(b"No module named 'pkg.c'", b"(most likely due to a circular import)", b"`", b"- [ ] "),
    *(b"During handling of the above exception, another exception occurred:\n", b"  | ", b"  + "),
    *(b" is missing", b" imports ", b" -> ", b"class ", b" twice", b"circular", b"not ", b"# "),
    *(b"\x1b[31m", b"\x1b", b"\r\n", b"\n\n", b"> ", b"|", b"```\n", b"{", b'"', b"\\n", b"\t"),
)
TOML_WORDS = (
    *(b"[tool.plumbline]\n", b"[[tool.plumbline.waivers]]\n", b"roots = ", b"exclude = ", b"\n"),
    *(b"golden_paths = ", b"ssot = ", b"severities", b"baseline = ", b"until = ", b"reason = "),
    *(b"[", b"]", b"{", b"}", b'"', b"'", b'"""', b"=", b".", b"#", b"\\u0000", b"\\",
      b"2030-12-31"),
    *(b"*", b"**/", b"!", b"../", b"/", b"?", b"[a-", b"true", b"1e9", b"0x", b"nan", b":", b","),
)  # fmt: skip
BINARY_WORDS = (
    *(b"PK\3\4", b"PK\1\2", b"PK\5\6", b"PK\6\6", b"\x1f\x8b", b"BZh9", b"\xfd7zXZ\0", b"ustar\0"),
    *(b"\0" * 4, b"\xff" * 4, b"\0" * 512, b"\x7f\xff\xff\xff", b"PACK", b"\xfftOc", b"\0\0\0\2"),
    *(b"../", b"/", b".py", b"tree ", b"parent ", b"100644 ", b"40000 ", b"120000 ", b"\x78\x9c"),
)
NAME_WORDS = (
    *(b"https://", b"ext::", b"@", b":", b"/", b"..", b"~1", b"^2", b"^{", b"}", b"@{", b"HEAD"),
    *(b"refs/heads/", b"127.0.0.1", b"[::1]", b"%2f", b"?", b"#", b"\\", b"\0", b"\n", b".git"),
)
NAMES = (
    b"https://example.org/team/project.git",
    b"https://example.org/team/project@main",
    b"HEAD~3^2",
    b"v1.0-3-g0123abc",
    b"main",
)


@functools.cache
def python() -> tuple[bytes, ...]:
    """Python files: short ones of the samples, and odd statements."""
    files = sorted(each for each in (ROOT / "sample_repos").rglob("*.py") if each.is_file())
    found = [file.read_bytes()[:3_000] for file in files[::3]]
    return (*found, *(text.encode() for text in CODE.values()), *(f.encode() for f in FUNCTIONS))


@functools.cache
def tickets() -> tuple[bytes, ...]:
    """Tickets and logs."""
    folder = ROOT / "tests/triage"
    files = [*folder.glob("tickets/*"), *folder.glob("recorded/*"), *ROOT.rglob("ISSUE.md")]
    return tuple(file.read_bytes()[:4_000] for file in sorted(files) if file.is_file())


@functools.cache
def settings() -> tuple[bytes, ...]:
    """Settings of ours."""
    usage = (ROOT / "docs/usage.md").read_text("utf-8")
    ours = usage.split("```toml\n")[1].split("```")[0]
    return (ours.encode(), *(file.read_bytes() for file in ROOT.glob("sample_repos/*/*.toml")))


@functools.cache
def archives() -> tuple[bytes, ...]:
    """Archives of every kind that is read."""
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in CODE.items():
            archive.writestr(f"top/{name}", text)
    found = [zipped.getvalue()]
    for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w", format=form) as tar:
            for name, text in {**CODE, f"{'long/' * 40}x.py": ""}.items():
                info = tarfile.TarInfo(f"top/{name}")
                info.size = len(text)
                tar.addfile(info, io.BytesIO(text.encode()))
        found += [packed.getvalue(), gzip.compress(packed.getvalue(), mtime=0)]
    return tuple(found)


@functools.cache
def repository() -> dict[str, bytes]:
    """The files of a small git repository, packed and loose."""
    with tempfile.TemporaryDirectory() as folder:
        made = Made(Path(folder, "repo"))
        made.commit(CODE)
        made.commit({**CODE, "pkg/b.py": "two = 3\n"})
        made.pack()
        made.commit({**CODE, "pkg/c.py": "three = 3\n"})
        top = Path(folder, "repo")
        return {
            file.relative_to(top).as_posix(): file.read_bytes()
            for file in sorted(top.rglob("*"))
            if file.is_file() and "hooks" not in file.parts
        }


@functools.cache
def packs() -> tuple[bytes, ...]:
    """Packs as a server sends them."""
    pack = next(data for name, data in repository().items() if name.endswith(".pack"))
    return (pack, pack_of(entry(BLOB, b"x = 1\n")), pack_of())


@functools.cache
def notebooks() -> tuple[bytes, ...]:
    """Notebooks."""
    cells = [{"cell_type": "code", "source": [line]} for line in python()[0].decode().splitlines()]
    return (json.dumps({"cells": cells[:20]}).encode(), b'{"cells": []}')
