"""What is no duplicate however much it looks like one: frameworks' idioms and generated code."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache

from analysis.checks.context import CodeContext
from analysis.extract.facts import ClassFact
from analysis.resolve.project import ResolvedClass
from analysis.sources.layout import Kind

_REMEMBERED = 2**14
"""Names whose words are kept: each is compared with many others."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+|\d+")

_SET_APART = frozenset(
    {"_vendor", "vendor", "vendored", "_vendored", "third_party", "thirdparty", "extern"}
    | {"node_modules", "_generated", "generated"}
)
_STANDS_ALONE = frozenset(
    {"doc", "docs", "doc_src", "example", "examples", "sample", "samples", "demo", "demos"}
    | {"tutorial", "tutorials", "benchmark", "benchmarks", "snippets", "fixtures", "templates"}
)
_MIGRATION = re.compile(r"\d{3}|[0-9a-f]{12}_")
_GENERATED = ("_pb2", "_pb2_grpc", "_pb2_twirp")

# Names that a framework asks every package to define.
_ASKED_FOR = frozenset(
    {"Meta", "Migration", "Command", "AppConfig", "Media", "Params", "Arguments", "Plugin"}
    | {"Module", "Extension", "Solution", "Spider"}
)
_GENERIC = frozenset(
    {"Config", "Configuration", "Settings", "Options", "Client", "Server", "Base", "Context"}
    | {"Node", "Edge", "Token", "Parser", "Lexer", "Result", "Response", "Request", "Session"}
    | {"Item", "Model", "Field", "Handler", "Manager", "Mixin", "State", "Event", "Message"}
    | {"Data", "Info", "Type", "Value", "Entry", "Record", "Task", "Job", "Factory", "Builder"}
    | {"Visitor", "Form", "View", "Admin", "Serializer", "Style", "Dummy", "Error", "Action"}
    | {"Point", "Status", "Kind", "Mode", "Service", "Repository", "Query", "Cache", "Runner"}
    | {"Processor", "Worker", "Writer", "Reader", "Loader", "Tool", "Block", "Cell", "Encoder"}
    | {"Decoder", "Formatter", "Schema", "Filter", "Element", "Param", "Name", "Version"}
)
_TYPED_SHAPES = frozenset(
    {"Protocol", "TypedDict", "NamedTuple", "Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"}
)
_COLOURS = frozenset({"async", "sync", "aio", "asyncio", "asynchronous", "synchronous"})
_VERSION = re.compile(r"_?v?\d+([_.]?\d+)*|_?(old|new|latest|legacy|stable|next)")
_FAMILIES = frozenset(
    {"backends", "dialects", "drivers", "plugins", "adapters", "providers", "engines", "formats"}
    | {"connectors", "platforms", "vendors", "integrations", "transports", "concurrency"}
    | {"implementations", "impl", "loaders", "languages", "locale", "locales", "targets"}
    | {"transport", "domains", "writers", "readers"}
)
# With one of these at an end of a name, the two names say how they differ.
_TOLD_APART = frozenset(
    {"Async", "Sync", "Aio", "Asyncio", "Test", "Tests", "Mock", "Fake", "Stub", "Dummy", "Base"}
    | {"Abstract", "I", "Mixin", "Error", "Exception", "Warning", "Factory", "Config", "Type"}
    | {"Protocol", "Builder", "Proxy", "Meta", "Interface", "Options", "Settings", "Null"}
    | {"Default", "Generic", "Sub", "Multi", "Inline", "Frozen", "Immutable", "Mutable"}
)


@lru_cache(maxsize=_REMEMBERED)
def words(name: str) -> tuple[str, ...]:
    """`AuthDatabaseManager` -> Auth, Database, Manager."""
    return tuple(_WORD.findall(name))


def is_candidate(context: CodeContext, cls: ResolvedClass) -> bool:
    """Module-level, unconditional, written by hand, in a file that is imported as source."""
    fact = cls.fact
    module = context.project.modules.get(cls.ref.module)
    if module is None or module.kind not in (Kind.MODULE, Kind.PACKAGE):
        return False
    if "." in fact.qualname or fact.conditional or not fact.members:
        return False
    *folders, file = module.path.split("/")
    if _SET_APART.intersection(folders) or _MIGRATION.match(file):
        return False
    return not cls.ref.module.endswith(_GENERATED)


def stands_alone(path: str) -> bool:
    """Documentation, examples and the like: each file is read for itself."""
    return bool(_STANDS_ALONE.intersection(path.split("/")[:-1]))


def is_asked_for(name: str) -> bool:
    """A name that a framework prescribes, so that many packages have it."""
    return name in _ASKED_FOR


def is_generic(name: str) -> bool:
    """A name that says too little to be confused."""
    return name.lstrip("_") in _GENERIC or len(name.lstrip("_")) < 4


def is_declaration(fact: ClassFact) -> bool:
    """Enums, protocols, typed dicts and exceptions: repeated on purpose, small and passive."""
    bases = {base.rpartition(".")[2].partition("[")[0] for base in fact.bases}
    ends = ("Error", "Exception", "Warning")
    return bool(_TYPED_SHAPES & bases) or any(base.endswith(ends) for base in bases)


def extra_words(name: str, longer: str) -> tuple[str, ...]:
    """The one or two words that `longer` has before or after all words of `name`, else ()."""
    base, more = words(name), words(longer)
    count = len(more) - len(base)
    if not base or count not in (1, 2):
        return ()
    if more[count:] == base:
        return more[:count]
    # A word behind changes what the thing is (`…Factory`); a version or an age does not.
    tail = more[len(base) :]
    if more[: len(base)] == base and all(_is_age(word) for word in tail):
        return tail
    return ()


def tells_apart(extra: tuple[str, ...]) -> bool:
    """Whether the words that differ say that the two are meant to be two."""
    return bool(_TOLD_APART.intersection(extra))


def varied(longer: tuple[str, ...], known: Container[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The `known` names (their words) that this one may be a variant of.

    They are without a word or two at an end. None where the words that differ say that the two are
    meant to be two.
    """
    if len(longer) < 3:
        return []
    shorter = [cut for count in (1, 2) for cut in (longer[count:], longer[:-count])]
    found = []
    for base in shorter:
        if len(base) < 2 or base not in known:
            continue
        extra = extra_words("".join(base), "".join(longer))
        if extra and not tells_apart(extra):
            found.append(base)
    return found


def twins(one: str, other: str) -> bool:
    """`Client` and `AsyncClient`: written twice because the language wants it."""
    return _colours_in(one) != _colours_in(other)


@lru_cache(maxsize=_REMEMBERED)
def _colours_in(name: str) -> frozenset[str]:
    return _COLOURS.intersection(word.lower() for word in words(name))


def are_parallel(one: str, other: str) -> bool:
    """Modules that stand for one thing in several makes, told apart by one part of the name.

    `backends.mysql.base` beside `backends.oracle.base`, `api.v1` beside `api.v2`,
    `sync_api` beside `async_api`.
    """
    if one.count(".") != other.count("."):
        return False
    left, right = one.split("."), other.split(".")
    differ = [at for at, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(differ) != 1:
        return False
    at = differ[0]
    if at and left[at - 1] in _FAMILIES:
        return True
    if _VERSION.fullmatch(left[at]) and _VERSION.fullmatch(right[at]):
        return True
    return bool(_COLOURS & (set(left[at].split("_")) ^ set(right[at].split("_"))))


def _is_age(word: str) -> bool:
    return word.isdigit() or word in {"V", "V1", "V2", "V3", "New", "Old", "Legacy", "Impl", "Copy"}
