"""The classes of one repository, told so that they can be compared with those of another one."""

from __future__ import annotations

import zlib
from functools import cached_property

import msgspec

from analysis.checks.context import CodeContext
from analysis.checks.duplicate_class import idioms
from analysis.checks.duplicate_class.classes import Classes
from analysis.extract.class_shape import ClassShape, read_class_shape
from analysis.extract.facts import ClassFact
from analysis.extract.function_body import split_lines

MOST_LINES = 20_000
"""Lines of a class that is compared by its code; of a longer one the members say enough."""
MOST_WORDS = 1_000
"""Characters of a docstring that are kept."""


class ClassSummary(msgspec.Struct, frozen=True, array_like=True, dict=True):
    """One class: what its statement says, and its source, to be read if it comes to a comparison.

    It is what `likeness` calls `Compared`.
    """

    module: str
    path: str
    fact: ClassFact
    importers: int
    """Modules in production that import it."""
    module_docstring: str
    source: bytes
    """Its lines, compressed."""

    @cached_property
    def members(self) -> frozenset[str]:
        return frozenset(member.name for member in self.fact.members)

    @cached_property
    def shape(self) -> ClassShape:
        lines = split_lines(zlib.decompress(self.source).decode("utf-8", "replace"))
        return read_class_shape(lines, 1, len(lines))


def summaries(context: CodeContext) -> tuple[ClassSummary, ...]:
    """The classes that may be confused with those of another repository, by module and name.

    Left out are tests, examples, generated and vendored code, declarations, and names that a
    framework asks for.
    """
    classes = Classes(context)
    found = []
    for ref in classes:
        cls = classes[ref]
        if (
            not classes.in_production(ref)
            or idioms.is_declaration(cls.fact)
            or idioms.is_asked_for(ref.qualname)
        ):
            continue
        last = min(cls.fact.end_line, cls.fact.line + MOST_LINES)
        lines = context.bodies.lines(cls.path, cls.fact.line, last)
        facts = context.project.facts.get(ref.module)
        found.append(
            ClassSummary(
                module=ref.module,
                path=cls.path,
                fact=msgspec.structs.replace(
                    cls.fact, mentions=(), docstring=_beginning(cls.fact.docstring)
                ),
                importers=sum(not context.is_test(each) for each in classes.importing(ref)),
                module_docstring=_beginning(facts.docstring if facts else None) or "",
                source=zlib.compress("\n".join(lines).encode("utf-8", "replace"), 1),
            )
        )
    return tuple(found)


def _beginning(docstring: str | None) -> str | None:
    return docstring[:MOST_WORDS] if docstring is not None else None
