"""An edit to one file of middling size, as a developer makes it between two runs."""

from __future__ import annotations

from pathlib import Path

ADDED = '''

def added_{number}(text: str) -> object:
    """Reads one more format."""
    import json

    return json.loads(text or "{number}")
'''


def median_file(folder: Path) -> Path:
    """The file in the middle by size, of those that hold code and are no package's `__init__`."""
    sources = [
        path for path in folder.rglob("*.py") if path.name != "__init__.py" and path.stat().st_size
    ]
    sources.sort(key=lambda path: (path.stat().st_size, str(path)))
    return sources[len(sources) // 2]


def edited(source: bytes, number: int) -> bytes:
    """`source` with one more function that holds an import; another one for each number."""
    return source + ADDED.format(number=number).encode()
