"""Small repositories on disk, and the command line called in this process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import pytest

from analysis.cli import main


class Said(msgspec.Struct, frozen=True):
    """What a command answered."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]
Repo = Callable[..., Path]

BROKEN = {
    "shop/__init__.py": "",
    "shop/app.py": "from shop.stock import count, lost\n",
    "shop/stock.py": "def count() -> int:\n    return 1\n",
    "shop/store.py": "lost = 1\n",
}
SOUND = BROKEN | {"shop/app.py": "from shop.stock import count\n"}


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Writes files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """`repo(files)` is a folder that holds them; a broken shop by default."""

    def make(files: Mapping[str, str] | None = None, name: str = "repo") -> Path:
        (tmp_path / name).mkdir()
        return write(tmp_path / name, BROKEN if files is None else files)

    return make


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """`run("audit", path, ...)` calls the command line."""

    def call(*words: object) -> Said:
        code = main([str(word) for word in words])
        captured = capfd.readouterr()
        return Said(code, captured.out, captured.err)

    return call
