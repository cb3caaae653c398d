"""From a text to the claims in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from analysis.triage.report import ClaimType
from analysis.triage.ticket.blocks import Block, Part, blocks_of
from analysis.triage.ticket.circles import circles
from analysis.triage.ticket.duplicates import duplicates, is_needless, says_same
from analysis.triage.ticket.errors import errors_in, without_errors
from analysis.triage.ticket.failures import impacts, import_failures
from analysis.triage.ticket.mentions import Named, named
from analysis.triage.ticket.merging import merged
from analysis.triage.ticket.missing import missing_modules, missing_names
from analysis.triage.ticket.tone import silences, tells
from analysis.triage.ticket.topics import ITEM, LEAD, Above, Topic
from analysis.triage.ticket.value import Mention, Said, Sort, Told
from analysis.triage.ticket.vocabulary import Vocabulary
from analysis.triage.ticket.words import modules_of

_LONGEST = 1_500
"""A sentence that is longer is none."""
_SHOWN = 300
_MOST = 500
"""Claims that a text may make: more is no ticket."""
_END = re.compile(r"(?:(?<=[.!?])[\"')*_]*\s+(?=[^a-z\s])|;\s+)")
_QUOTES = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0xA0: " "}
"""What word processors make of plain quotes."""
_WELL = re.compile(
    r"(?:ok(?:ay)?|fixed|done|works?|fine|pass(?:ed|es)?|resolved|closed|green|✓|✔|✅|yes)", re.I
)
_ILL = re.compile(r"(?:fail(?:s|ed|ing)?|broken|errors?|crash(?:es)?|red|✗|✘|❌|no)", re.I)
_STEMS = re.compile(
    r"missing|gone|exist|not|nowhere|used|need|request|implement|version|again|n't|no |lack|lost|"
    r"removed|undefined|without"
    r"|import|circ|cycl|loop|each|other|mutual|versa|duplicat|cop(?:y|ies)|identical|same|defin|"
    r"twice|two|three|times|fail"
    r"|crash|break|broke|block|start|die|down|dead|kill|stop|error|raise|unable|affect|unusable"
    r"|->|[→↔⇄<>]",
    re.I,
)
"""Without any of these a sentence claims nothing."""
_MOST_READ = 3_000
"""Sentences that may claim something: whoever writes more of them pastes a log."""
_IT_IS = re.compile(
    r"[^\w\ue000-\uf8ff]*(?:it|this(?: function| name)?|the (?:function|name)) is (?:\w+ )?"
    r"(?:used|imported|needed|called|required)\b",
    re.I,
)
_WORDS = re.compile(r"[^\W\d_\ue000-\uf8ff]+")


def told_in(text: str, known: Vocabulary) -> tuple[Told, ...]:
    """What a text claims of a repository, each fact once, in the order in which it comes up."""
    reader = _Reader(known)
    for block in blocks_of(text.translate(_QUOTES)):
        reader.read(block)
        if len(reader.told) > _MOST or reader.left <= 0:
            break
    reader.end_list()
    return merged(reader.told, reader.mentioned, known)


class _Reader:
    def __init__(self, known: Vocabulary) -> None:
        self._known = known
        self._above = Above()
        self._first = True
        self.left = _MOST_READ
        """Sentences that are still read."""
        self._circle: list[tuple[Mention, Block]] = []
        self.told: list[Told] = []
        self.mentioned: dict[Mention, None] = {}

    def read(self, block: Block) -> None:
        if block.part is not Part.ITEM:
            self.end_list()
        if block.part is Part.CODE:
            self._code(block)
        elif len(block.text) <= 40 * _LONGEST:
            self._text(block)
        self._first = False

    def _text(self, block: Block) -> None:
        text = without_errors(block.text)
        whole = named(text, self._known)
        self.mentioned.update(dict.fromkeys(whole.mentions.values()))
        if block.part is Part.HEADING:
            self._above.open(block.level, whole)
        elif block.part is Part.LEAD:
            self._above.close(LEAD)
        elif block.part is Part.PROSE:
            self._above.close(LEAD)
            if self._first and len(text.split()) <= 9 and silences(whole.shape, is_title=True):
                self._above.open(0, whole)
        elif block.part is Part.ITEM:
            self._above.close(ITEM + block.level)
        silent = self._above.silent or block.ticked
        if not silent:
            # One by one: a sentence may speak of what the one before it has told.
            self.told.extend(self._claims(block, whole))
        if block.part is Part.ITEM:
            self._above.open(ITEM + block.level, whole, silent)
        elif block.part is Part.LEAD:
            self._above.open(LEAD, whole, silent)

    def _claims(self, block: Block, whole: Named) -> Iterator[Told]:
        if block.part is Part.ROW:
            yield from self._row(block, whole)
            return
        for start, end in _sentences(whole.shape):
            if end - start > _LONGEST:
                continue
            sentence = whole.part(start, end)
            at = whole.offsets[start]
            stop = whole.offsets[end] if end < len(whole.offsets) else len(block.text)
            source = block.text[at:stop].strip()
            sentence = msgspec.structs.replace(sentence, source=source)
            line = block.line_at(at + len(block.text[at:stop]) - len(block.text[at:stop].lstrip()))
            yield from _placed(self._sentence(block, sentence), line, source)

    def _sentence(self, block: Block, sentence: Named) -> Iterator[Told]:
        if self._above.topic is None and _STEMS.search(sentence.source) is None:
            return
        if not tells(sentence.shape):
            if is_needless(sentence):
                yield from self._same(sentence, [])
            return
        self.left -= 1
        yield from errors_in(sentence.source, self._known)
        topic = self._above.topic if block.part is not Part.HEADING else None
        names: tuple[Mention, ...] = ()
        classes: tuple[Mention, ...] = ()
        if topic is Topic.MISSING:
            names = self._above.named((Sort.NAME, Sort.CLASS))
        if topic is Topic.DUPLICATE:
            classes = self._above.named((Sort.CLASS,))
        if not names and _IT_IS.match(sentence.shape):
            names = self._last_missing()
        missing = list(missing_names(sentence, names))
        gone = [] if missing else list(missing_modules(sentence))
        twice = list(duplicates(sentence, classes))
        rings = list(circles(sentence, topic is Topic.CYCLE and block.part is not Part.ROW))
        yield from (*missing, *gone, *twice, *rings)
        yield from self._same(sentence, twice)
        failing = list(import_failures(sentence, self._group()))
        taken = frozenset(each for told in failing for each in told.about)
        impact = list(impacts(sentence, self._known, taken, topic is Topic.IMPACT))
        within = {each for told in impact for each in told.about}
        failing = [told for told in failing if not within.issuperset(told.about)]
        yield from (*failing, *impact)
        if not (missing or gone or twice or rings or failing or impact):
            yield from self._listed(block, sentence, topic, names)

    def _same(self, sentence: Named, twice: Iterable[Told]) -> Iterator[Told]:
        """That classes are the same is a claim beside the one that there are several."""
        if any(Said.IDENTICAL in told.says for told in twice) or not says_same(sentence):
            return
        about = next((told for told in twice), None) or next(
            (each for each in reversed(self.told) if each.type is ClaimType.DUPLICATE_CLASS), None
        )
        if about is not None:
            says = frozenset({Said.IDENTICAL})
            yield msgspec.structs.replace(about, text=sentence.source, says=says, count=None)

    def _last_missing(self) -> tuple[Mention, ...]:
        """What "it" means, after a claim that a name is missing."""
        last = self.told[-1] if self.told else None
        names = last.about if last is not None else ()
        return names if names and names[0].sort is not Sort.MODULE else ()

    def _group(self) -> tuple[Mention, ...]:
        """What "none of them" means: the members of the circle that was told last."""
        for told in reversed(self.told):
            if told.type is ClaimType.CYCLE and len(told.about) > 1:
                return told.about
        return ()

    def _listed(
        self, block: Block, sentence: Named, topic: Topic | None, names: tuple[Mention, ...]
    ) -> Iterator[Told]:
        """An item that only names something, below a heading that says what is wrong with it."""
        if block.part is not Part.ITEM or len(_WORDS.findall(sentence.shape)) > 3:
            return
        if _WELL.search(sentence.shape):
            return
        modules = modules_of(sentence.all_in(sentence.shape))
        if topic is Topic.MISSING and names and modules:
            says = frozenset({Said.LISTED})
            yield Told(ClaimType.MISSING_NAME, sentence.source, 0, names, modules, says=says)
        elif topic is Topic.IMPORT and modules:
            yield Told(ClaimType.IMPORT_ERROR, sentence.source, 0, modules)
        elif topic is Topic.IMPACT and modules:
            yield Told(ClaimType.IMPACT, sentence.source, 0, modules, says=frozenset({Said.RUNS}))
        elif topic is Topic.CYCLE and len(modules) == 1:
            self._circle.append((modules[0], block))

    def end_list(self) -> None:
        """The items of a list that were modules of one circle are one claim."""
        members, self._circle = self._circle, []
        if len(members) > 1:
            first = members[0][1]
            about = tuple(dict.fromkeys(each for each, _ in members))
            text = ", ".join(each.text for each in about)
            self.told.append(Told(ClaimType.CYCLE, text, first.starts[0][1], about))

    def _row(self, block: Block, whole: Named) -> Iterator[Told]:
        cells = [cell.strip(" *`_") for cell in block.cells]
        if any(_WELL.fullmatch(cell) for cell in cells):
            return
        line, text = block.starts[0][1], block.text
        row = named(", ".join(cell for cell in block.cells if cell), self._known)
        row = msgspec.structs.replace(row, source=text)
        mentions = row.all_in(row.shape)
        modules = modules_of(mentions)
        found: list[Told] = []
        if modules and any(_ILL.fullmatch(cell) for cell in cells):
            found = [Told(ClaimType.IMPORT_ERROR, text, line, modules[:1])]
        elif len(text) <= _LONGEST:
            found = list(self._sentence(block, row)) or list(self._row_of(row, modules))
        yield from _placed(found, line, text)

    def _row_of(self, row: Named, modules: tuple[Mention, ...]) -> Iterator[Told]:
        shape = row.shape
        kinds = Above()
        kinds.open(0, row)
        topic = kinds.topic or self._above.topic
        if topic is Topic.CYCLE and kinds.topic is not topic:
            # Columns of modules below "fails in the circle" are no circles of their own.
            return
        names = tuple(each for each in row.all_in(shape) if each.sort is not Sort.MODULE)
        if topic is Topic.MISSING and re.search(r"\b(?:module|file|package)\b", shape, re.I):
            yield Told(ClaimType.MISSING_MODULE, row.source, 0, modules[:1], (), modules[1:])
        elif topic is Topic.MISSING and names and modules:
            asks = re.search(r"\b(?:imports?|uses|needs|asks)\b", shape, re.I) is not None
            where, who = (modules[1:2], modules[:1]) if asks else (modules[:1], ())
            yield Told(ClaimType.MISSING_NAME, row.source, 0, names[:1], where, who)
        elif topic is Topic.DUPLICATE:
            yield from duplicates(row, (), is_row=True)
        elif topic is Topic.CYCLE and len(modules) > 1:
            yield from circles(row, in_topic=True)
        elif topic is Topic.IMPORT and modules:
            yield Told(ClaimType.IMPORT_ERROR, row.source, 0, modules[:1])

    def _code(self, block: Block) -> None:
        if self._above.silent or len(block.text) > _LONGEST:
            return
        line = block.starts[0][1]
        found = list(errors_in(block.text, self._known))
        if not found and re.search(r"->|→|↔", block.text):
            whole = named(block.text, self._known)
            found = list(circles(whole, in_topic=False))
            self.mentioned.update(dict.fromkeys(whole.mentions.values()))
        self.told += _placed(found, line, block.text)


def _placed(found: Iterable[Told], line: int, text: str) -> Iterator[Told]:
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    for told in found:
        yield msgspec.structs.replace(told, line=line, text=shown)


def _sentences(shape: str) -> Iterator[tuple[int, int]]:
    at = 0
    for end in _END.finditer(shape):
        if end.start() > at:
            yield at, end.start()
        at = end.end()
    if at < len(shape):
        yield at, len(shape)
