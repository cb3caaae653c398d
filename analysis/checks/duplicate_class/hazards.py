"""Who imports which definition, and who asks for the type of the wrong one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from analysis.checks.context import CodeContext
from analysis.checks.duplicate_class.classes import Classes
from analysis.extract.class_uses import ClassUse
from analysis.findings import Hazard, Importer
from analysis.resolve.project import ClassRef, Internal

_SAID = {
    "isinstance": "isinstance() is False",
    "issubclass": "issubclass() is False",
    "except": "except does not catch it",
    "case": "case does not match it",
}

Reading = Callable[[str, str], tuple[ClassUse, ...]]


class Use(Importer, frozen=True):
    """A place where the code of a module uses a definition."""

    kind: str = ""
    local: str = ""
    """The name that the module has for it."""


def import_sites(context: CodeContext, classes: Classes, ref: ClassRef) -> tuple[Importer, ...]:
    """The importers of a class, each at its first import of it."""
    found = []
    for module in classes.importers(ref):
        lines = [line for _, line in _names(context, module, ref)]
        if lines:
            found.append(Importer(module, context.path_of(module), min(lines)))
    return tuple(found)


def hazards(context: CodeContext, classes: Classes, refs: Sequence[ClassRef]) -> tuple[Hazard, ...]:
    """Questions for the type of one of `refs` while production makes another one; by place."""
    bodies = context.bodies
    asked = {ref: list(_uses(context, classes, ref, bodies.class_questions)) for ref in refs}
    if not any(asked.values()):
        return ()
    made = {ref: list(_uses(context, classes, ref, bodies.class_makes)) for ref in refs}
    found = []
    for ref in refs:
        others = [(other, at) for other in refs if other != ref for at in made[other]]
        for use in asked[ref] if others else ():
            other, at = min(
                others, key=lambda item: (_distance(item[1], use), item[0], item[1].path)
            )
            note = (
                f"{use.local} is {ref} here: for a {other}, as {at.module} makes one "
                f"({at.path}:{at.line}), {_SAID[use.kind]}"
            )
            found.append(Hazard(use.kind, use.path, use.line, str(ref), note))
    return tuple(sorted(found, key=lambda hazard: (hazard.path, hazard.line, hazard.class_)))


def _distance(made: Importer, asked: Importer) -> tuple[bool, int]:
    """How far a module that makes an instance is from the one that asks for its type."""
    ours, theirs = made.module.split("."), asked.module.split(".")
    common = 0
    for one, other in zip(ours, theirs, strict=False):
        if one != other:
            break
        common += 1
    return made.module != asked.module, -common


def _uses(context: CodeContext, classes: Classes, ref: ClassRef, read: Reading) -> Iterator[Use]:
    """Uses in production, but for those in the class itself."""
    fact = classes[ref].fact
    own = range(fact.line, fact.end_line + 1)
    for module in (ref.module, *classes.importers(ref)):
        if context.is_test(module):
            continue
        path = context.path_of(module)
        names: Iterable[str] = {name for name, _ in _names(context, module, ref)}
        for name in sorted(names) if module != ref.module else (ref.qualname,):
            for use in read(path, name):
                if module != ref.module or use.line not in own:
                    yield Use(module, path, use.line, use.kind, name)


def _names(context: CodeContext, module: str, ref: ClassRef) -> Iterator[tuple[str, int]]:
    """The names that a module imports a class by, with the line of each import."""
    for resolved in context.project.by_importer.get(module, ()):
        target = resolved.target
        if (
            isinstance(target, Internal)
            and target.defined_in == ref.module
            and target.defined_as == ref.qualname
        ):
            yield resolved.fact.bound, resolved.fact.span.line
