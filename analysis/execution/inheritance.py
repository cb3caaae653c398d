"""What a class inherits, and which errors an `except` clause catches by it."""

from __future__ import annotations

import builtins

from analysis.execution.values import UNKNOWN, Class, External, Items, Value, plain

MOST_ABOVE = 100
"""Classes above one that are looked through: each class of a chain of thousands has its own."""


def builtin_error(name: str) -> type[BaseException] | None:
    """The builtin exception class of this name."""
    found = getattr(builtins, name, None)
    return found if isinstance(found, type) and issubclass(found, BaseException) else None


def error_ancestry(type_: str | Class) -> tuple[list[Class], list[type[BaseException]], bool]:
    """(classes of ours, builtin classes, complete) above an exception type, itself included."""
    ours: list[Class] = []
    builtin: list[type[BaseException]] = []
    complete = True
    pending: list[str | Class] = [type_]
    while pending:
        current = pending.pop()
        if isinstance(current, Class):
            if current in ours:
                continue
            ours.append(current)
            for base in current.bases:
                if isinstance(base, Class):
                    pending.append(base)
                elif isinstance(base, External) and base.path.startswith("builtins."):
                    pending.append(base.path.removeprefix("builtins."))
                else:
                    complete = False
        else:
            found = builtin_error(current)
            if found is None:
                complete = False
            else:
                builtin.append(found)
    return ours, builtin, complete


def matches(raised: str | Class, caught: Value) -> bool | None:
    """Whether `except caught` catches an error of type `raised`; None when it can't be told."""
    if isinstance(caught, Items):
        answers = [matches(raised, plain(item)) for item in caught.items]
        if any(answer is True for answer in answers):
            return True
        return None if caught.open_ or None in answers else False
    ours, builtin, complete = error_ancestry(raised)
    if isinstance(caught, Class):
        return True if caught in ours else (False if complete else None)
    if isinstance(caught, External) and caught.path.startswith("builtins."):
        wanted = builtin_error(caught.path.removeprefix("builtins."))
        if wanted is None:
            return None
        if any(issubclass(kind, wanted) for kind in builtin):
            return True
        return False if complete else None
    if isinstance(caught, External) and complete and not ours:
        # An error class of another library does not catch a builtin error.
        return False
    return None


def mro(klass: Class) -> tuple[list[Class], bool]:
    """The classes of ours in lookup order, and whether nothing unknown stands among them."""
    if klass.order is not None:
        return klass.order
    # A class comes after all that inherit it, and bases in the order of their list: that is, from
    # the end, each class after its bases, the last of them first. No recursion: see MOST_ABOVE.
    upwards: list[Class] = []
    complete = True
    seen: set[Class] = set()
    pending: list[tuple[Class, bool]] = [(klass, False)]
    while pending:
        current, is_done = pending.pop()
        if is_done:
            upwards.append(current)
        elif current not in seen and len(seen) < MOST_ABOVE:
            seen.add(current)
            pending.append((current, True))
            for base in current.bases:
                if isinstance(base, Class):
                    pending.append((base, False))
                elif not (isinstance(base, External) and base.path == "builtins.object"):
                    complete = False
        elif current not in seen:
            complete = False
    klass.order = upwards[::-1], complete
    return klass.order


def lookup(klass: Class, name: str) -> Value | None:
    """The class attribute, UNKNOWN where an unknown base may define it, None where none does."""
    order, complete = mro(klass)
    for current in order:
        found = current.names.get(name)
        if found is not None:
            return plain(found)
    return None if complete else UNKNOWN
