"""`python -m analysis` is the `plumbline` command."""

from __future__ import annotations

import gc
import sys

from analysis.cli import main


def run() -> int:
    """One command, in a process of its own."""
    code = main()
    # All that is left goes with the process: the last collection would only walk through it.
    gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(run())
