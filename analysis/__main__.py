"""`python -m analysis` is the `plumbline` command."""

from __future__ import annotations

import sys

from analysis.cli import main
from analysis.cli.ending import end_with_the_command, leave_to_the_system


def run() -> int:
    """One command, in a process of its own."""
    end_with_the_command()
    code = main()
    leave_to_the_system()
    return code


if __name__ == "__main__":
    sys.exit(run())
