"""Generated packages with names that a typo leaves recognisable, and with faults put in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from tests.differential.packages import package

Files = dict[str, str]

# The names of generated packages are too short to be misspelt.
LONG = {
    "x": "distance",
    "y": "interval",
    "z": "quantity",
    "f0": "calculate",
    "f1": "normalise",
    "f2": "summarise",
    "C0": "Connection",
    "C1": "Repository",
    "d0": "decorated",
    "a": "adapter",
    "b": "bindings",
    "c": "channel",
    "m": "monitor",
    "n": "network",
    "p": "package",
    "q": "quality",
    "r": "records",
}
_WORD = re.compile(r"\b(?:{})\b".format("|".join(LONG)))
_FROM = re.compile(r"^( *from )([\w.]+)( import )(\w+)(?=$|,| as )", re.MULTILINE)
CLASS = '''

class {name}:
    """Keeps what it is told."""

    def __init__(self):
        self.kept = []

    def keep(self, one):
        self.kept.append(one)
        return len(self.kept)

    def last(self):
        return self.kept[-1] if self.kept else None

    def drop(self, number):
        for _ in range(number):
            self.kept.pop()
        return self.kept
'''


def long_names(files: Files) -> Files:
    """The same program in words."""

    def word(found: re.Match[str]) -> str:
        return LONG[found[0]]

    return {_WORD.sub(word, path): _WORD.sub(word, text) for path, text in files.items()}


def broken_package(random: Random) -> Files:
    """A package, in words, with up to three faults."""
    files = long_names(package(random))
    for _ in range(random.randint(0, 3)):
        path = random.choice(sorted(files))
        fault = random.choice((_misspell_name, _misspell_module, _ask_elsewhere, _copy_class))
        fault(files, path, random)
    return files


def _import(files: Files, path: str, random: Random) -> re.Match[str] | None:
    found = [one for one in _FROM.finditer(files[path]) if one[4] != "annotations"]
    return random.choice(found) if found else None


def _put(files: Files, path: str, found: re.Match[str], module: str, name: str) -> None:
    text = files[path]
    new = f"{found[1]}{module}{found[3]}{name}"
    files[path] = text[: found.start()] + new + text[found.end() :]


def _slipped(word: str, random: Random) -> str:
    if len(word) < 3:
        return word + word
    at = random.randrange(1, len(word) - 1)
    return random.choice(tuple(_slips(word, at)))


def _slips(word: str, at: int) -> Iterator[str]:
    yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    yield word[:at] + word[at + 1 :]
    yield word[:at] + word[at] + word[at:]


def _misspell_name(files: Files, path: str, random: Random) -> None:
    if found := _import(files, path, random):
        _put(files, path, found, found[2], _slipped(found[4], random))


def _misspell_module(files: Files, path: str, random: Random) -> None:
    if found := _import(files, path, random):
        parent, dot, last = found[2].rpartition(".")
        # At the top, a name that is not ours is taken for a package that is installed.
        if last and dot:
            _put(files, path, found, f"{parent}{dot}{_slipped(last, random)}", found[4])


def _ask_elsewhere(files: Files, path: str, random: Random) -> None:
    found = _import(files, path, random)
    other = random.choice(sorted(files)).removesuffix(".py").removesuffix("/__init__")
    if found:
        _put(files, path, found, other.replace("/", "."), found[4])


def _copy_class(files: Files, path: str, random: Random) -> None:
    name = random.choice(("Recorder", "Keeper"))
    for each in {path, random.choice(sorted(files))}:
        files[each] += CLASS.format(name=name)
