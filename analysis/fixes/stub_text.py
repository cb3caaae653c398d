"""The text of stand-ins for names that nothing defines any more."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.fixes.needs import Need

_INERT = '''\
class _Missing:
    """Stands in for a name that is gone, while modules are imported: does nothing."""

    def __init__(self, name):
        self.__name__ = name

    def __call__(self, *args, **kwargs):
        # As a decorator it gives back what it decorates.
        return args[0] if len(args) == 1 and callable(args[0]) and not kwargs else self

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, key):
        return self

    def __iter__(self):
        return iter(())

    def __mro_entries__(self, bases):
        return ()

    def __or__(self, other):
        return self

    __ror__ = __add__ = __radd__ = __mod__ = __rmod__ = __or__
'''


def stub_text(module: str, needs: Mapping[str, Need], base: str | None = None) -> str:
    """Definitions of the names, in order; what runs when one is used says what is missing.

    `base` is what a class inherits, in place of refusing to be made.
    """
    parts = [_INERT] if Need.INERT in needs.values() else []
    if Need.TYPE_VARIABLE in needs.values():
        parts.insert(0, "from typing import TypeVar\n")
    parts += [_definition(module, name, need, base) for name, need in sorted(needs.items())]
    return "\n\n".join(parts)


def _definition(module: str, name: str, need: Need, base: str | None) -> str:
    words = f'"{module}.{name} is missing"'
    doc = f'    """Stand-in: {module}.{name} is missing."""\n'
    match need:
        case Need.FUNCTION:
            return f"def {name}(*args, **kwargs):\n{doc}    raise NotImplementedError({words})\n"
        case Need.CLASS if base is not None:
            return f"class {name}({base}):\n{doc}"
        case Need.CLASS:
            return (
                f"class {name}:\n{doc}\n"
                "    def __init__(self, *args, **kwargs):\n"
                f"        raise NotImplementedError({words})\n"
            )
        case Need.EXCEPTION:
            return f"class {name}(Exception):\n{doc}"
        case Need.TYPE_VARIABLE:
            return f'{name} = TypeVar("{name}")\n'
        case Need.DECORATOR_MAKER:
            return f"def {name}(*args, **kwargs):\n{doc}    return lambda decorated: decorated\n"
        case Need.INERT if name.strip("_").casefold() == "version":
            return f'{name} = "0"\n'
        case Need.INERT:
            return f'{name} = _Missing("{module}.{name}")\n'
