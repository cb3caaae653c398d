"""The command line: every command, and the one place where misuse becomes a sentence."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from analysis.cli.arguments import parse
from analysis.cli.misuse import Misuse
from analysis.sources.errors import SourceError
from analysis.sources.printable import printable

FOUND_NOTHING, FOUND_SOMETHING, MISUSED, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; the exit code is 0, 1 for findings, 2 for misuse, 130 when interrupted."""
    try:
        return parse(argv).run()
    except (Misuse, SourceError) as error:
        print(f"plumbline: {printable(str(error))}", file=sys.stderr)
    except MemoryError:
        print("plumbline: there is not enough memory on this machine for that", file=sys.stderr)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:
        # A fault of ours: a traceback, but never the exit code that stands for findings.
        sys.excepthook(*sys.exc_info())
    return MISUSED
