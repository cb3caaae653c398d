"""Puts the canvas and pyvis's vis-network where Streamlit serves files from."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import html
import importlib.util
import os
import shutil
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
SCRIPTS = (
    "stage.js",
    "pane.js",
    "painter.js",
    "legend.js",
    "overlay.js",
    "still.js",
    "svg.js",
    "describe.js",
    "help.js",
    "dom.js",
)
LIBRARY = "vis-network.min.js"
SERVED_AT = "app/static"
KEPT_SECONDS = 7 * 24 * 3600


class MissingAssets(Exception):
    """pyvis without its JavaScript, or a folder that can't be written: `str()` says what to do."""


def library_path() -> Path:
    """vis-network in pyvis's wheel, its newest version there."""
    spec = importlib.util.find_spec("pyvis")
    if spec is None or spec.origin is None:
        raise MissingAssets("pyvis is not installed: pip install -r requirements.txt")
    found = sorted(Path(spec.origin).parent.glob(f"templates/lib/vis-9.1*/{LIBRARY}"))
    if not found:
        raise MissingAssets("pyvis is there without vis-network: pip install -r requirements.txt")
    return found[-1]


def ahead(base: str) -> str:
    """HTML that has a page fetch the files below `base` before there is a canvas to draw.

    The loader asks for the same addresses: none is fetched or run twice.
    """
    names = (LIBRARY, *SCRIPTS)
    return "".join(
        f'<script type="module" src="{html.escape(base + name)}"></script>' for name in names
    )


def publish(static: Path) -> str:
    """Copy the files below `static`, once per content; gives the folder's URL path with a slash.

    The folder is named by content, so a browser never mixes two versions. Servers of several
    versions may share `static`: a folder goes only when none has published it for a week.
    """
    try:
        folder = static / f"canvas-{_digest()}"
        if not folder.is_dir():
            # The files may be other ones by now than when this server started.
            _digest.cache_clear()
            folder = static / f"canvas-{_digest()}"
            _fill(folder, _sources())
    except OSError as error:
        raise MissingAssets(f"The canvas can't be written to {static}: {error.strerror}") from error
    with contextlib.suppress(OSError):  # it may be there to be read only
        os.utime(folder)
    return f"/{SERVED_AT}/{folder.name}/"


def _sources() -> list[Path]:
    return [HERE / name for name in SCRIPTS] + [library_path()]


@functools.lru_cache(maxsize=1)
def _digest() -> str:
    content = b"\0".join(path.read_bytes() for path in _sources())
    return hashlib.sha256(content).hexdigest()[:12]


def _fill(folder: Path, sources: list[Path]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    _clear(folder.parent)
    # Two servers may start at once: the folder appears whole or not at all.
    made = Path(tempfile.mkdtemp(prefix=".canvas-", dir=folder.parent))
    try:
        for source in sources:
            shutil.copyfile(source, made / source.name)
        made.chmod(0o755)
        made.replace(folder)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)
        if not folder.is_dir():
            raise


def _clear(static: Path) -> None:
    """Remove what no server has published for a long time, and what one left half made."""
    long_ago = time.time() - KEPT_SECONDS
    for each in sorted(static.glob("canvas-*")) + sorted(static.glob(".canvas-*")):
        with contextlib.suppress(OSError):
            if each.stat().st_mtime < long_ago:
                shutil.rmtree(each, ignore_errors=True)
