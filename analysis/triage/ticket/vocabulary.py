"""The names of a repository, as a ticket may write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SMALL = frozenset(
    {
        "a", "an", "the", "our", "your", "their", "this", "that", "whole", "entire", "all",
        "every", "each", "of", "for", "in", "on", "to", "and", "also", "even", "service",
        "services", "app", "application", "route", "routes", "script", "job", "jobs", "server",
        "connection", "connections", "request", "requests", "process", "page", "code", "package",
        "module", "file", "startup", "command", "line", "tool", "suite",
    }
)  # fmt: skip
_JOINING = frozenset(["of", "on", "in", "for", "from", "to", "with", "by", "at", "under", "behind"])
_KINDS_OF_SERVICE = frozenset({"service", "app", "server", "application"})


class Vocabulary:
    """What there is in a repository, by the names that people use for it."""

    def __init__(
        self,
        modules: Mapping[str, str],
        classes: Mapping[str, tuple[str, ...]],
        bound: Iterable[str] = (),
        asked: Iterable[str] = (),
        golden: Mapping[str, str] | None = None,
        outside: Iterable[str] = (),
    ) -> None:
        """`modules` are paths by module name, `classes` the modules that define one of the name.

        `bound` and `asked` are the other names: those that a module binds, and those that an
        import asks for in vain. `golden` are the modules of golden paths by name,
        `outside` the top-level names of what the repository imports and does not have.
        """
        self.modules = modules
        self.classes = classes
        self.asked = frozenset(asked)
        self.outside = frozenset(outside)
        self.names = frozenset(bound) | self.asked
        self.golden = dict(golden or {})
        self._by_path = {path: module for module, path in modules.items()}
        self._by_file: dict[str, list[str]] = {}
        for path in sorted(self._by_path):
            self._by_file.setdefault(path.rpartition("/")[2].lower(), []).append(path)
        self._by_leaf: dict[str, list[str]] = {}
        for module in sorted(modules):
            self._by_leaf.setdefault(module.rpartition(".")[2], []).append(module)
        self.tops = frozenset(module.partition(".")[0] for module in modules)
        self._folders = _folders(modules)
        self._phrases = self._spoken()

    def by_path(self, path: str) -> tuple[str, ...]:
        """The modules that a path may mean: the whole of it, else its end, else less of it."""
        parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]
        if not parts:
            return ()
        files = self._by_file.get(parts[-1].lower(), ())
        written = "/".join(parts)
        whole = self._by_path.get(written)
        if whole is not None:
            return (whole,)
        found = [each for each in files if each.endswith(f"/{written}")]
        if not found and len(parts) > 1 and path.startswith(("/", "\\")):
            # A place on another machine: the longest end that is one here.
            found = [each for each in files if written.endswith(f"/{each}")]
            found = [each for each in found if len(each) == max(map(len, found))]
        return tuple(self._by_path[each] for each in found)

    def by_folder(self, path: str) -> tuple[str, ...]:
        """The packages that a folder may be."""
        return self._folders.get(path.strip("/"), ())

    def by_dotted(self, dotted: str) -> tuple[str, ...]:
        """The modules of a dotted name, or of the end of one."""
        if dotted in self.modules:
            return (dotted,)
        leaves = self._by_leaf.get(dotted.rpartition(".")[2], ())
        return tuple(each for each in leaves if each.endswith(f".{dotted}"))

    def split(self, dotted: str) -> tuple[tuple[str, ...], str] | None:
        """Modules, and a name in them, where a dotted name is that."""
        before, _, name = dotted.rpartition(".")
        while before:
            found = self.by_dotted(before)
            if found:
                return found, name.partition(".")[0]
            before, _, last = before.rpartition(".")
            name = f"{last}.{name}"
        return None

    def spoken(self, words: str) -> tuple[str, ...]:
        """The modules that a few words mean, as "the auth service" or the name of a golden path."""
        tokens = [word for word in _tokens(words) if word]
        for _ in range(len(tokens)):
            if tokens[0] in _JOINING:
                break
            for small in (False, True):
                key = frozenset(t for t in tokens if not small or t not in _SMALL)
                found = self._phrases.get(key)
                if found:
                    return found
            tokens = tokens[1:]
        return ()

    def _spoken(self) -> dict[frozenset[str], tuple[str, ...]]:
        phrases: dict[frozenset[str], tuple[str, ...]] = {}
        for name, module in sorted(self.golden.items()):
            for key in (frozenset(_tokens(name)), frozenset(_tokens(name)) - _SMALL):
                if key:
                    phrases.setdefault(key, (module,))
        for top in sorted(self.tops):
            words = frozenset(_tokens(top))
            if len(words) > 1 or words & _KINDS_OF_SERVICE:
                phrases.setdefault(words, (top,))
            for word in words - _SMALL:
                tops = [each for each in self.tops if word in _tokens(each)]
                if len(words) > 1 and len(tops) == 1:
                    phrases.setdefault(frozenset({word}), (top,))
        for module in sorted(self.golden.values()):
            for word in frozenset(_tokens(module.rpartition(".")[2])) - _SMALL:
                phrases.setdefault(frozenset({word}), (module,))
        return phrases


def _tokens(words: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(words)]


def _folders(modules: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """For each end of a package's folder the packages that it may mean."""
    found: dict[str, list[str]] = {}
    for module, path in sorted(modules.items()):
        if not path.endswith("/__init__.py"):
            continue
        parts = path.split("/")[:-1]
        for at in range(len(parts)):
            found.setdefault("/".join(parts[at:]), []).append(module)
    return {folder: tuple(each) for folder, each in found.items()}
