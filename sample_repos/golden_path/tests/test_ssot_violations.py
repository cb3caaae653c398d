"""The violations of ISSUE.md, held fast: each test fails as soon as its violation is gone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def test_session_factory_is_missing() -> None:
    with pytest.raises(ImportError, match="get_db_session_factory"):
        from netra_backend.app.db.session import get_db_session_factory  # noqa: F401


def test_golden_path_is_blocked() -> None:
    with pytest.raises(ImportError, match="get_db_session_factory"):
        import netra_backend.app.routes.websocket  # noqa: F401


@pytest.mark.parametrize(
    ("module", "works"),
    [
        ("netra_backend.app.db.session", True),
        ("netra_backend.app.db.database_manager", False),
        ("netra_backend.app.database", False),
    ],
)
def test_circle_depends_on_the_entry(module: str, works: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import {module}"], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode == 0) is works, done.stderr
    assert works or "partially initialized module" in done.stderr
