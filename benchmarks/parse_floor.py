"""The floor: parse every Python file below a folder, and do nothing with it."""

from __future__ import annotations

import ast
import sys
import warnings
from pathlib import Path


def main(folder: str) -> None:
    warnings.simplefilter("ignore", SyntaxWarning)
    for path in sorted(Path(folder).rglob("*.py")):
        parse(path.read_bytes())


def parse(source: bytes) -> None:
    """Parses `source`, and throws away the tree or the error."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return


if __name__ == "__main__":
    main(sys.argv[1])
