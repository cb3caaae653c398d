"""One job in a process of its own: it comes on standard input, the answer goes to standard output.

Standard input stays open as long as whoever asked is there: this process ends with it.
"""

from __future__ import annotations

import os
import sys
import threading

from analysis.fleet.work import audit_one

LENGTH_BYTES = 8


def main() -> None:
    """Reads a job, does it, writes the answer."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What is printed by accident is no part of the answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    asked = sys.stdin.buffer
    job = asked.read(int.from_bytes(asked.read(LENGTH_BYTES), "big"))
    threading.Thread(target=_end_with_the_other, daemon=True).start()
    with answers:
        answers.write(audit_one(job))


def _end_with_the_other() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
