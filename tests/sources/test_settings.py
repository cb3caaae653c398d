"""What `[tool.plumbline]` may say, and that nonsense says nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sources.settings import Settings, read_settings
from analysis.sources.settings_files import MAX_SETTINGS_BYTES
from analysis.sources.tree import MemoryTree


def settings(text: str | bytes) -> Settings:
    return read_settings(MemoryTree({"pyproject.toml": text, "src/a.py": "", "tools/b.py": ""}))


def test_reads_all_three() -> None:
    assert settings(
        """
        [tool.plumbline]
        roots = ["src", "tools"]
        golden_paths = {chat = "pkg.routes", api = "pkg.api"}
        [tool.plumbline.ssot]
        User = "pkg.models:User"
        """
    ) == Settings(
        golden_paths=(("chat", "pkg.routes"), ("api", "pkg.api")),
        roots=("src", "tools"),
        ssot=(("User", "pkg.models:User"),),
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[[[",
        b"\xff\xfe",
        "tool = 1",
        "[tool]\nplumbline = []",
        "[tool.plumbline]\nroots = 1\ngolden_paths = ['a']\nssot = 'x'",
        "[tool.plumbline]\nroots = [1, {}]\n[tool.plumbline.golden_paths]\na = 1",
        "[tool.plumbline]\nroots = ['absent', '../src', 'src/a.py']",
        "[tool.plumbline]\nroots = ['src']\n" + "#" * MAX_SETTINGS_BYTES,
        "a = " + "[" * 5_000,
    ],
    ids=["empty", "broken", "bytes", "tool", "list", "types", "items", "folders", "huge", "deep"],
)
def test_nonsense_says_nothing(text: str | bytes) -> None:
    assert settings(text) == Settings()


def test_no_file_says_nothing() -> None:
    assert read_settings(MemoryTree({})) == Settings()


@given(st.binary(max_size=60))
def test_never_raises(data: bytes) -> None:
    assert isinstance(settings(b"[tool.plumbline]\n" + data), Settings)
