"""Puts the canvas and pyvis's vis-network where Streamlit serves files from."""

from __future__ import annotations

import functools
import hashlib
import html
import importlib.util
import shutil
import tempfile
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


@functools.lru_cache(maxsize=4)
def publish(static: Path) -> str:
    """Copy the files below `static`, once per content; gives the folder's URL path with a slash.

    The folder is named by content, so a browser never mixes two versions.
    """
    sources = [HERE / name for name in SCRIPTS] + [library_path()]
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()[:12]
    folder = static / f"canvas-{digest}"
    try:
        _fill(folder, sources)
    except OSError as error:
        raise MissingAssets(f"The canvas can't be written to {static}: {error.strerror}") from error
    return f"/{SERVED_AT}/{folder.name}/"


def _fill(folder: Path, sources: list[Path]) -> None:
    if folder.is_dir():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    for stale in set(folder.parent.glob("canvas-*")) - {folder}:
        shutil.rmtree(stale, ignore_errors=True)
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
