"""Inert objects in the place of packages that are not installed, and the finder that gives them.

Runs inside the verifying CPython: no import that a bare interpreter has not made already.
"""

from __future__ import annotations

import os
import sys
from abc import ABCMeta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any
else:
    ModuleType = type(sys)  # of which `types` is not loaded yet

USED: set[str] = set()
"""The packages that were replaced; `name.*` where all of its names were asked for."""

_IMPORTLIB = os.path.join(os.path.dirname(os.__file__), "importlib")  # noqa: PTH118, PTH120
_MACHINERY = ("<frozen importlib", _IMPORTLIB)
_Spec = type(os.__spec__)


def _plain() -> None:
    """A function, for its type."""


class StandIn:
    """Takes the place of whatever a package that is not installed would have given."""

    def __init__(self, name: str) -> None:
        self.__name__ = name

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__" and name not in ("__version__", "__doc__"):
            raise AttributeError(name)
        return StandIn(f"{self.__name__}.{name}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # As a decorator it leaves what it decorates.
        if len(args) == 1 and not kwargs and isinstance(args[0], (type, type(_plain))):
            return args[0]
        return StandIn(f"{self.__name__}()")

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        others = [base for base in bases if not isinstance(base, StandIn)]
        first = next(base for base in bases if isinstance(base, StandIn))
        if first is not self or any(type(base) not in (type, ABCMeta) for base in others):
            return ()
        return (StandInBase,)

    def __repr__(self) -> str:
        return f"<stand-in {self.__name__}>"

    def __instancecheck__(self, value: object) -> bool:
        return False

    def __subclasscheck__(self, value: object) -> bool:
        return False

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True

    def __int__(self) -> int:
        return 0

    def __index__(self) -> int:
        return 0

    def __float__(self) -> float:
        return 0.0

    def __contains__(self, item: object) -> bool:
        return False

    def __getitem__(self, key: object) -> Any:
        return StandIn(f"{self.__name__}[]")

    def __setitem__(self, key: object, value: object) -> None:
        pass

    def __delitem__(self, key: object) -> None:
        pass

    def __enter__(self) -> StandIn:
        return self

    def __exit__(self, *error: object) -> None:
        pass


def _same(self: StandIn, *others: object) -> StandIn:
    return self


def _no(self: StandIn, other: object) -> bool:
    return False


_ARITHMETIC = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul")
_BITS = ("and", "or", "xor", "lshift", "rshift")
for _name in _ARITHMETIC + _BITS:
    setattr(StandIn, f"__{_name}__", _same)
    setattr(StandIn, f"__r{_name}__", _same)
for _name in ("neg", "pos", "invert", "abs"):
    setattr(StandIn, f"__{_name}__", _same)
for _name in ("lt", "le", "gt", "ge"):
    setattr(StandIn, f"__{_name}__", _no)


class _Open(ABCMeta):
    """The type of classes whose base is a stand-in: they have whatever attribute is asked for.

    An ABCMeta, so that they go together with abstract classes.
    """

    def __getattr__(cls, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return StandIn(f"{cls.__name__}.{name}")


class StandInBase(metaclass=_Open):
    """What a class has for a base that is a stand-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __init_subclass__(cls, **kwargs: Any) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return StandIn(f"{type(self).__name__}.{name}")


class StandInModule(ModuleType):
    """A package that is not installed."""

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            USED.add(self.__name__.partition(".")[0] + ".*")
        if name[:2] == "__" and name != "__version__":
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return StandIn(f"{self.__name__}.{name}")


class StandInFinder:
    """Last on `sys.meta_path`: finds what nothing else has found for a statement below `top`.

    `absent` are the names of the repository and of the standard library: if those are not found,
    they are missing.
    """

    def __init__(self, absent: frozenset[str], top: str) -> None:
        self.absent = absent
        self.top = top

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        package = name.partition(".")[0]
        if package in self.absent or ("." in name and package not in USED):
            return None
        frame = sys._getframe(1)
        while frame.f_back is not None and frame.f_code.co_name == "_find_spec":
            frame = frame.f_back
        if not frame.f_code.co_filename.startswith(_MACHINERY):
            return None  # somebody asks whether it is installed: it is not
        while frame.f_back is not None and frame.f_code.co_filename.startswith(_MACHINERY):
            frame = frame.f_back
        if not frame.f_code.co_filename.startswith(self.top):
            return None  # what is installed knows how to go without
        USED.add(package)
        return _Spec(name, self, is_package=True)  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> StandInModule:
        return StandInModule(spec.name)

    def exec_module(self, module: object) -> None:
        pass
