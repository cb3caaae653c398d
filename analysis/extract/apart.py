"""A large file is read in a process of its own where there are threads that would wait for it.

Parsing is one call into the interpreter: for as long as it takes no other thread runs, and what it
takes is a hundred times the file. So a server would stand still, or end, for one of its users.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from analysis.checkpoint import checkpoint
from analysis.extract.facts import FileFacts
from analysis.extract.module import extract, extract_notebook

LARGE = 250_000
"""Bytes below which a process costs more than it spares."""
LOOK = 0.05

# Not `-m`: that would look for our own modules in the working directory first.
_BEGIN = """
import sys
sys.path.insert(0, sys.argv[1])
from analysis.extract.apart import answer
answer(sys.argv[2] == "notebook")
"""


def extract_apart(source: bytes, notebook: bool) -> FileFacts | None:
    """What `extract` or `extract_notebook` gives. A checkpoint may end it.

    None where the process was ended from outside, most likely for the memory that it took.
    """
    kind = "notebook" if notebook else "module"
    root = str(Path(__file__).resolve().parents[2])
    with tempfile.TemporaryFile() as given:
        # A pipe would have to be fed between two looks.
        given.write(source)
        given.seek(0)
        with subprocess.Popen(
            [sys.executable, "-P", "-c", _BEGIN, root, kind],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                encoded = _answer_of(process)
            except BaseException:
                process.kill()
                raise
    try:
        return msgspec.msgpack.decode(encoded, type=FileFacts)
    except msgspec.DecodeError:
        return None


def answer(notebook: bool) -> None:
    """The other process: a file comes in, its facts go out."""
    source = sys.stdin.buffer.read()
    facts = extract_notebook(source) if notebook else extract(source)
    sys.stdout.buffer.write(msgspec.msgpack.encode(facts))


def _answer_of(process: subprocess.Popen[bytes]) -> bytes:
    while True:
        try:
            return process.communicate(timeout=LOOK)[0]
        except subprocess.TimeoutExpired:
            checkpoint()
