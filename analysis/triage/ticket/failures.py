"""Sentences that say that something can't be imported, or does not start."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.triage.report import ClaimType
from analysis.triage.ticket.mentions import ANY, MODULE, Named
from analysis.triage.ticket.value import Mention, Said, Sort, Told
from analysis.triage.ticket.vocabulary import Vocabulary
from analysis.triage.ticket.words import ERROR, MODULES, NOT, modules_of

_WITH = (
    r"(?:with|on|at|during|by|because of|due to|when|while|in)\b[^.;]{0,30}?"
    rf"(?:import|{ERROR}|circular)"
)
_FAILS = (
    r"(?:fails?|failed|crash(?:es)?|dies?|breaks?|stops?|blows? up|raises?|throws?|explodes?|"
    r"aborts?)"
)
_IMPORT_RULES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?P<who>{MODULES})(?: itself| too| also| both| either| still){{0,2}} (?:can ?not|can't|"
        rf"could not|won't|does not|doesn't|do not|don't|will not|isn't|are not|is not) (?:\w+ )?"
        rf"(?:be )?(?:import(?:ed|able)?|load(?:ed|able)?)\b(?! {ANY})",
        rf"(?P<who>{MODULES})(?: itself| too| also| both| still){{0,2}} (?:fail(?:s|ed)? to|(?:is|"
        rf"are) unable to) "
        r"(?:be )?(?:import|load)(?:ed)?",
        rf"(?P<who>{MODULES})\)?(?: itself| too| also| both| still| always){{0,2}} {_FAILS} "
        rf"(?:\w+ )?{_WITH}",
        rf"(?P<who>{MODULES})(?: \w+)? (?:raises?|throws?|gives?|ends (?:in|with)) (?:an? "
        rf")?{ERROR}",
        rf"import(?:s|ing)?(?: of)? (?P<who>{MODULES})(?: \w+)?(?: first)? (?:{_FAILS}|is broken|"
        rf"is not possible|"
        r"is impossible|does(?: not|n't) work|errors?)",
        rf"(?<!because we )(?<!since we ){NOT} "
        rf"(?:be )?(?:import|load) (?:the )?(?:module |modules )?(?P<who>{MODULE})(?! from)",
        rf"(?P<who>{MODULES})\s*(?:\u2192|->|=>|:|has an error on import\b|\u2013)\s*(?:an? )?"
        rf"(?:{ERROR}\b|(?<=on import))",
        rf"import(?:s|ing)?(?: of)? (?P<who>{MODULES})(?: first)? (?:gets?|gives?|leads? to|"
        rf"results? "
        rf"in|ends? (?:in|with)|causes?) (?:an? )?{ERROR}\b",
        rf"import(?:s|ing)?(?: of)? (?P<who>{MODULES})\s*(?:\u2192|->|=>|:)\s*(?:fail|error|"
        rf"broken|crash)",
        rf"neither (?P<who>{MODULES}) (?:can|could) be (?:imported|loaded)",
        rf"{ERROR} (?:when|while|on|in|at|from) (?:\w+ )?(?:import(?:ing)? )?(?:of "
        rf")?(?P<who>{MODULES})",
    )
)
_NONE_OF = re.compile(
    r"\b(?:none|neither|not one) of (?:the(?:se|m)?|those)\b(?: \w+){0,3} (?:can|could) be "
    r"(?:imported|loaded)|\b(?:all|both) of (?:them|these)(?: \w+){0,2} (?:fail|can ?not|can't)",
    re.I,
)
_SO_DOES = re.compile(
    rf"\b(?:and )?so (?:does|do|is|are|has|have) (?P<who>{MODULES})"
    rf"|\b(?P<nor>{MODULES}) (?:does|do|is|can) (?:not|n't) either",
    re.I,
)
_FORBIDDEN = re.compile(
    r"\b(?:does not|doesn't|do not|don't) (?:block|break|affect|stop|fail)", re.I
)

_NOT_RUN = (
    r"(?:(?:does|do|is|are|will|can)(?: not|n't)|cannot|won't|can't|no longer|never|not|"
    r"fails? to|refuses? to|(?:is|are) unable to) (?:\w+ )?(?:start|boot|run|launch|come up|work|"
    r"serve)(?:s|ing|ed)?(?: up)?\b"
)
_DOWN = (
    r"(?:is|are) (?:\w+ly |all |also |now |still |currently |therefore |thus )?(?:blocked|down|"
    r"dead|broken|"
    r"unusable|offline|affected|unreachable|unavailable|red|gone)\b"
)
_DIES = r"(?:dies?|crash(?:es)?|fails?|breaks?|stops?|goes down|go down)\b"
_VERB = re.compile(rf"\b(?:{_NOT_RUN}|{_DOWN}|(?:{_DIES}))", re.I)
_BLOCKS = re.compile(
    r"\b(?:blocks?|blocking|breaks?|brings? down|takes? down|kills?|breaking)\b"
    r"[\s*_:]{0,3}(?P<what>[^.;:()\ue000-\uf8ff]{0,40})(?P<who>"
    rf"(?:{MODULES})?)(?!'s)(?! from)",
    re.I,
)
_CANT_RUN = re.compile(rf"{NOT} (?:be )?(?:start|run|launch|boot|deploy) (?P<who>{MODULES})", re.I)
_STATE = re.compile(
    r"^[^\w\ue000-\uf8ff]*(?P<what>[\w -]{1,40})\s*[:=\u2013\u2014-]\s*"
    r"(?:is )?(?:down|broken|blocked|dead|red|offline)\b",
    re.I,
)
_WITH_IT = re.compile(rf"\band with (?:it|that|them),? (?:also )?(?P<who>{MODULES})", re.I)
_LISTED = re.compile(
    rf"(?<!not )\b(?:blocked|affected|broken|down)\b(?: "
    rf"\w+){{0,3}}\s*[:\u2013\u2014]\s*(?P<who>{MODULES})",
    re.I,
)
_CLAUSE = re.compile(r"[,;:()\u2013\u2014]|\b(?:and|but|so|because|since|that|which|therefore)\b")
_MISSING = re.compile(r"\bmissing (?:module|name|function|file|import)\b", re.I)
_ALL = re.compile(
    r"\ball (?:of (?:them|these|this)|two|three|four|five|\d)\b|\bboth (?:of|issues)\b", re.I
)


def import_failures(
    sentence: Named, group: tuple[Mention, ...], error_in: bool = False
) -> Iterator[Told]:
    """Claims that modules can't be imported; `group` are those that "none of them" means."""
    shape = sentence.shape
    error = re.search(rf"\b{ERROR}\b", shape)
    seen: set[Mention] = set()
    for rule in _IMPORT_RULES if sentence.has(*Sort) else ():
        for match in rule.finditer(shape):
            who = tuple(
                each
                for each in modules_of(sentence.all_in(match["who"]))
                if each not in seen and (each.modules or each.sort is Sort.MODULE)
            )
            if who:
                seen.update(who)
                yield _failing(sentence, who, error)
    none = _NONE_OF.search(shape)
    if none is not None and group and not seen:
        yield _failing(sentence, group, error)
    also = _SO_DOES.search(shape)
    if also is not None and seen:
        who = modules_of(sentence.all_in(also["who"] or also["nor"] or ""))
        if who and not seen.intersection(who):
            yield _failing(sentence, who, error)


def _failing(sentence: Named, who: tuple[Mention, ...], error: re.Match[str] | None) -> Told:
    name = error.group() if error is not None and error.group().endswith("Error") else None
    return Told(ClaimType.IMPORT_ERROR, sentence.source, 0, who, error=name)


def impacts(
    sentence: Named, known: Vocabulary, taken: frozenset[Mention], is_impact: bool
) -> Iterator[Told]:
    """Claims that something is blocked, or does not start."""
    shape = sentence.shape
    if _FORBIDDEN.search(shape) is not None:
        return
    listed = _LISTED.search(shape)
    if listed is not None:
        who = modules_of(sentence.all_in(listed["who"]))
        yield _impact(sentence, who, frozenset())
        return
    targets: dict[Mention, None] = {}
    causes: set[ClaimType] = set()
    for match in _BLOCKS.finditer(shape):
        who = modules_of(sentence.all_in(match["who"])) or _spoken(match["what"], known)
        targets.update(dict.fromkeys(who))
        if who:
            causes |= _causes(shape[: match.start()])
    for match in _VERB.finditer(shape):
        if shape[match.end() : match.end() + 1] == "\ue000":
            continue
        before = shape[: match.start()]
        clause = _CLAUSE.split(before)
        subject = _who(sentence, before, clause[-1], known)
        bare = re.fullmatch(_DIES, match.group(), re.I) is not None
        targets.update(
            (each, None)
            for each in subject
            if each not in taken and not (bare and not is_impact and _is_test(each))
        )
    for match in _CANT_RUN.finditer(shape):
        targets.update(dict.fromkeys(modules_of(sentence.all_in(match["who"]))))
    state = _STATE.search(shape)
    if state is not None:
        targets.update(dict.fromkeys(_spoken(state["what"], known)))
    if targets:
        also = _WITH_IT.search(shape)
        if also is not None:
            targets.update(dict.fromkeys(modules_of(sentence.all_in(also["who"]))))
            targets.update((each, None) for each in taken if each.as_module)
        yield _impact(sentence, tuple(targets), frozenset(causes))


def _impact(sentence: Named, who: tuple[Mention, ...], causes: frozenset[ClaimType]) -> Told:
    says = frozenset({Said.RUNS})
    return Told(ClaimType.IMPACT, sentence.source, 0, who, says=says, causes=causes)


def _who(sentence: Named, before: str, clause: str, known: Vocabulary) -> tuple[Mention, ...]:
    """Who does not start: the modules right before the verb, else what the words there mean."""
    near = re.search(rf"({MODULES})(?:\)| \w+){{0,2}}[^\w\ue000-\uf8ff]*$", before)
    if near is not None:
        return modules_of(sentence.all_in(near.group(1)))
    return _spoken(clause, known)


def _spoken(words: str, known: Vocabulary) -> tuple[Mention, ...]:
    text = words.strip(" *_`'\"")
    if re.search(r"(?<!\ba )(?<!\bany )(?<!every )\bgolden[ -]paths?\b", text, re.I):
        return tuple(
            Mention(f"golden path {name}", Sort.MODULE, (module,))
            for name, module in sorted(known.golden.items())
        )
    if not text or len(text) > 80 or re.search(r"[\ue000-\uf8ff]", text):
        return ()
    found = known.spoken(text)
    return (Mention(text, Sort.MODULE, found),) if found else ()


def _causes(before: str) -> set[ClaimType]:
    if _ALL.search(before):
        return {
            ClaimType.MISSING_NAME,
            ClaimType.MISSING_MODULE,
            ClaimType.CYCLE,
            ClaimType.DUPLICATE_CLASS,
        }
    if _MISSING.search(before):
        return {ClaimType.MISSING_NAME, ClaimType.MISSING_MODULE}
    if re.search(r"\b(?:circle|cycle|circular)\b", before, re.I):
        return {ClaimType.CYCLE}
    return set()


def _is_test(mention: Mention) -> bool:
    return mention.text.rpartition("/")[2].startswith("test_")
