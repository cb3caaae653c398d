"""What of a repository a piece of text names, and the text with a sign in place of each."""

from __future__ import annotations

import re

import msgspec

from analysis.triage.ticket.value import Mention, Sort
from analysis.triage.ticket.vocabulary import Vocabulary

_FIRST = (0xE000, 0xE800, 0xF000)
_MOST = 0x7FF
"""The signs are characters for private use: one range for each sort of mention."""

MODULE = "[\ue000-\ue7ff]"
NAME = "[\ue800-\uf7ff]"
"""A name, or a class."""
CLASS = "[\uf000-\uf7ff]"
ANY = "[\ue000-\uf7ff]"

_IDENTIFIER = r"[^\W\d]\w{0,99}"
_TOKEN = re.compile(
    # A path.
    r"(?P<path>(?:[A-Za-z]:)?[\w.\\/@-]{0,200}?\w\.pyi?)(?!\w)"
    rf"(?P<at>[:#]L?\d{{1,6}}(?:-L?\d{{1,6}})?(?::\d{{1,4}})?)?(?:::?(?P<inside>{_IDENTIFIER}))?"
    # A folder.
    r"|(?P<folder>[\w.-]{1,80}+(?:/[\w.-]{1,80}+){0,20}+/)(?![\w])"
    # A dotted name, a plain one, and a class behind a colon.
    rf"|(?P<dotted>{_IDENTIFIER}(?:\.{_IDENTIFIER}){{0,20}})(?P<call>\(\))?"
    rf"(?::(?P<of>{_IDENTIFIER})(?!\w)|:(?P<dline>\d{{1,6}}))?"
)
_SPAN = re.compile(r"`{1,3}(?P<one>[^`]{1,300})`{1,3}|\{\{(?P<two>[^}]{1,300})\}\}")
_WHOLE = re.compile(rf"(?:{_TOKEN.pattern})\s*")
_LINE_AFTER = re.compile(r"\s*[,(]?\s*(?:on |at |in )?(?:line|ligne|l\.|L)\s*(\d{1,6})\s*\)?", re.I)
_TWO_WAY_AFTER = re.compile(r"\s{0,2}(?:<-{1,3}>|<=>|[↔⇄⟷])")
_TWO_WAY_BEFORE = re.compile(r"(?:<-{1,3}>|<=>|[↔⇄⟷])\s{0,2}$")
_COLON = re.compile(r":(\d{1,6})")
_HUMPS = re.compile(r"[A-Z][a-z0-9]*[A-Z]|[A-Z]\w*_")


class Named(msgspec.Struct, frozen=True):
    """A text with its mentions: in `shape` each of them is one character."""

    shape: str
    mentions: dict[str, Mention]
    offsets: tuple[int, ...]
    """For each character of the shape, where it stands in the text."""
    source: str

    def has(self, *sorts: Sort) -> bool:
        """Whether there is a mention of one of some sorts in this stretch."""
        mentions = self.mentions
        return any(mentions[each].sort in sorts for each in self.shape if each in mentions)

    def part(self, start: int, end: int) -> Named:
        """A stretch of the shape, with the text behind it."""
        at = self.offsets[start]
        stop = self.offsets[end] if end < len(self.offsets) else len(self.source)
        text = self.source[at:stop].strip()
        return Named(self.shape[start:end], self.mentions, self.offsets[start:end], text)

    def all_in(self, part: str) -> tuple[Mention, ...]:
        """The mentions in a part of the shape."""
        return tuple(self.mentions[each] for each in part if each in self.mentions)


def named(text: str, known: Vocabulary) -> Named:
    """Finds the mentions of a text."""
    reading = _Reading(known, text)
    at = 0
    for span in _SPAN.finditer(text):
        reading.plain(at, span.start())
        group = "one" if span.group("one") is not None else "two"
        reading.quoted(span, span.start(group), span.end(group))
        at = reading.at
    reading.plain(at, len(text))
    return Named("".join(reading.shape), reading.mentions, tuple(reading.offsets), text)


class _Reading:
    def __init__(self, known: Vocabulary, text: str) -> None:
        self._known = known
        self._text = text
        self.shape: list[str] = []
        self.offsets: list[int] = []
        self.mentions: dict[str, Mention] = {}
        self._counts = [0, 0, 0]
        self.at = 0

    def quoted(self, span: re.Match[str], start: int, end: int) -> None:
        """Between marks of code: a single reference is one whatever it looks like."""
        after = span.end()
        inside = self._text[start:end].strip()
        whole = _WHOLE.fullmatch(inside)
        mention = self._mention(whole, quoted=True) if whole is not None else None
        if mention is None:
            self.plain(start, end, quoted=True)
            self.at = after
            return
        line = _LINE_AFTER.match(self._text, after)
        colon = _COLON.match(self._text, after)
        told = line or colon
        if told is not None and mention.as_module and mention.line is None:
            mention = msgspec.structs.replace(mention, line=int(told.group(1)))
            after = told.end()
        self._put(mention, span.start())
        self.at = after

    def plain(self, start: int, end: int, quoted: bool = False) -> None:
        at = position = start
        while (token := _TOKEN.search(self._text, position, end)) is not None:
            if start < token.start() == at and self._text[at] == "/":
                # As in "a.py/b.py": two files.
                position = at + 1
                continue
            position = token.end()
            mention = self._mention(token, quoted=False, code=quoted)
            if mention is None:
                continue
            self._copy(at, token.start())
            at = token.end()
            line = _LINE_AFTER.match(self._text, at, end)
            if line is not None and mention.is_path and mention.line is None:
                mention = msgspec.structs.replace(mention, line=int(line.group(1)))
                at = line.end()
            position = max(position, at)
            self._put(mention, token.start())
        self._copy(at, end)
        self.at = end

    def _copy(self, start: int, end: int) -> None:
        for offset in range(start, end):
            letter = self._text[offset]
            # What is a sign of ours must not come from the text.
            self.shape.append("?" if "\ue000" <= letter <= "\uf8ff" else letter)
            self.offsets.append(offset)

    def _put(self, mention: Mention, at: int) -> None:
        number = self._counts[mention.sort]
        if number > _MOST:
            return
        self._counts[mention.sort] += 1
        sign = chr(_FIRST[mention.sort] + number)
        self.shape.append(sign)
        self.offsets.append(at)
        self.mentions[sign] = mention

    def _mention(self, token: re.Match[str], quoted: bool, code: bool = False) -> Mention | None:
        known = self._known
        if token["path"] is not None:
            path = token["path"]
            modules = known.by_path(path)
            line = _number(token["at"])
            name = token["inside"]
            sort = Sort.MODULE
            if name:
                sort = Sort.CLASS if name[:1].isupper() else Sort.NAME
            return Mention(path.replace("\\", "/"), sort, modules, name, line, quoted)
        if token["folder"] is not None:
            packages = known.by_folder(token["folder"])
            if not packages:
                return None
            return Mention(token["folder"], Sort.MODULE, packages, None, None, quoted)
        return self._dotted(token, quoted, code)

    def _dotted(self, token: re.Match[str], quoted: bool, code: bool) -> Mention | None:
        known, dotted, of = self._known, token["dotted"], token["of"]
        line = _number(token["dline"])
        if of is not None:
            modules = known.by_dotted(dotted)
            if not modules:
                return None
            return Mention(f"{dotted}:{of}", _sort(of), modules, of, None, quoted)
        if "." not in dotted:
            return self._word(dotted, token, quoted, code)
        modules = known.by_dotted(dotted)
        if modules:
            return Mention(dotted, Sort.MODULE, modules, None, line, quoted)
        parts = known.split(dotted)
        top = dotted.partition(".")[0]
        if parts is not None and (quoted or code or len(parts[0]) == 1):
            if top in known.tops and _reads_as_module(dotted, parts[1], parts[0], known):
                return Mention(dotted, Sort.MODULE, (), None, line, quoted)
            return Mention(dotted, _sort(parts[1]), parts[0], parts[1], None, quoted)
        if top in known.tops or (quoted and token["call"] is None):
            return Mention(dotted, Sort.MODULE, (), None, line, quoted)
        return None

    def _word(self, word: str, token: re.Match[str], quoted: bool, code: bool) -> Mention | None:
        known, call, at = self._known, token["call"] is not None, token.start()
        if word in _KEYWORDS or word in _ERRORS:
            return None
        modules = known.by_dotted(word)
        if word in known.classes or (quoted and word[:1].isupper() and not word.isupper()):
            if quoted or code or _HUMPS.match(word) or self._follows_class(at):
                return Mention(word, Sort.CLASS, (), word, None, quoted)
            return None
        if call or "_" in word.strip("_") or quoted or (code and (modules or word in known.names)):
            is_module = bool(modules) and not call and (word not in known.names)
            sort = Sort.MODULE if is_module else Sort.NAME
            if not quoted and not call and not modules and word not in known.names and not code:
                # A word with an underline, of which the repository knows nothing.
                return Mention(word, Sort.NAME, (), word) if word.islower() else None
            return Mention(word, sort, modules, word, None, quoted)
        if modules and self._is_pointed_at(at, token.end("dotted")):
            return Mention(word, Sort.MODULE, modules, word)
        # A plain word is a name only where an import asks for it in vain.
        return Mention(word, Sort.NAME, modules, word) if word in known.asked else None

    def _is_pointed_at(self, start: int, end: int) -> bool:
        """Whether an arrow that points both ways stands beside it."""
        text = self._text
        return (
            _TWO_WAY_AFTER.match(text, end) is not None
            or _TWO_WAY_BEFORE.search(text[max(0, start - 8) : start]) is not None
        )

    def _follows_class(self, at: int) -> bool:
        return re.search(r"\bclass(?:es)? $", self._text[max(0, at - 8) : at]) is not None


def _reads_as_module(dotted: str, name: str, modules: tuple[str, ...], known: Vocabulary) -> bool:
    """Whether an unknown dotted name that begins in the repository looks like a module of it."""
    return (
        name not in known.names
        and name not in known.classes
        and name.islower()
        and all(known.modules.get(each, "").endswith(("__init__.py", "/")) for each in modules)
    )


def _sort(name: str) -> Sort:
    return Sort.CLASS if name[:1].isupper() and not name.isupper() else Sort.NAME


def _number(text: str | None) -> int | None:
    found = re.search(r"\d+", text) if text else None
    return int(found.group()) if found is not None else None


_KEYWORDS = frozenset(
    {
        "import", "from", "class", "def", "return", "as", "if", "else", "elif", "for", "while",
        "try", "except", "finally", "with", "in", "is", "not", "and", "or", "None", "True",
        "False", "pass", "raise", "yield", "lambda", "global", "self", "python", "python3", "pip",
        "pytest", "print",
    }
)  # fmt: skip
_ERRORS = frozenset(
    {
        "ImportError", "ModuleNotFoundError", "NameError", "AttributeError", "SyntaxError",
        "TypeError", "Exception", "KeyError", "ValueError", "RuntimeError", "CircularImport",
    }
)  # fmt: skip
