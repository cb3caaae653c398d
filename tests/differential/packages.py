"""Writes small packages in which nothing can go wrong but imports and names.

A function calls only functions of a lower number, so nothing recurses. What a module is planned to
bind is known beforehand and mostly what the others ask for: programs get far enough to meet the
interesting errors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from tests.differential.vocabulary import CLASSES, DECORATORS, FUNCTIONS, NAMES, VALUES, Vocabulary

# A trailing dot marks a package.
SHAPES: tuple[tuple[str, ...], ...] = (
    ("a", "b"),
    ("a", "b", "c"),
    ("a", "b", "c", "m"),
    ("p.", "p.a"),
    ("p.", "p.a", "p.b"),
    ("p.", "p.a", "p.b", "m"),
    ("p.", "p.a", "p.b", "p.c"),
    ("p.", "p.a", "p.q.", "p.q.c"),
    ("p.", "p.a", "p.q.", "p.q.b", "p.q.c", "m"),
    ("p.", "p.a", "q.", "q.b"),
    ("p.", "p.a", "q.", "q.b", "m"),
    ("n.a", "n.b", "m"),
    ("n.a", "n.p.", "n.p.b"),
    ("p.", "p.q.", "p.q.r.", "p.q.r.a", "p.b"),
)
ERRORS = (
    "ImportError",
    "ImportError",
    "ImportError",
    "ModuleNotFoundError",
    "AttributeError",
    "NameError",
    "Exception",
    "(ImportError, AttributeError)",
    "(NameError, AttributeError)",
)
Lines = list[str]


def package(random: Random) -> dict[str, str]:
    """A tree of two to six modules: path -> source."""
    shape = random.choice(SHAPES)
    order = random.sample(shape, len(shape))
    plans = {name.rstrip("."): random.sample(NAMES, random.randint(1, 5)) for name in order}
    return {
        _path(name): _Module(random, name.rstrip("."), name.endswith("."), plans).source()
        for name in shape
    }


def _path(name: str) -> str:
    path = name.rstrip(".").replace(".", "/")
    return f"{path}/__init__.py" if name.endswith(".") else f"{path}.py"


def _indent(lines: Sequence[str]) -> Lines:
    return [f"    {line}" for line in lines] or ["    pass"]


class _Module(Vocabulary):
    """Writes the statements of one module."""

    def source(self) -> str:
        lines: Lines = []
        if self.chance(0.1):
            lines.append("from __future__ import annotations")
        body = [self.exports()] if self.chance(0.12) else []
        pending = list(self.plan)
        for _ in range(self.random.randint(2, 6)):
            kind = self.random.random()
            if kind < 0.38:
                body.append(self.an_import())
            elif kind < 0.62 and pending:
                body.append(self.define(pending.pop(self.random.randrange(len(pending)))))
            else:
                body.append(self.statement(2))
        body += [self.define(name) for name in pending if self.chance(0.9)]
        if self.chance(0.08):
            body.append(self.exports())
        if self.chance(0.08):
            body.insert(self.random.randrange(len(body) + 1), self.module_getattr())
        lines += [f"import {name}" for name in sorted(self.needs)]
        return "\n".join(lines + [line for part in body for line in part]) + "\n"

    # Imports

    def an_import(self) -> Lines:
        lines = self.bare_import()
        if self.chance(0.2):
            return self.guarded(lines)
        return lines

    def bare_import(self) -> Lines:
        if not self.chance(0.1) and not self.lower:
            return ["pass"]
        module = self.random.choice(self.others if self.chance(0.1) else self.lower or self.others)
        kind = self.random.random()
        if kind < 0.04:
            gone = (
                f"import {module}.gone",
                f"from {module} import gone",
                f"import {module}.gone.x",
            )
            return [self.random.choice(gone)]
        if kind < 0.22:
            self.bound.append(module.partition(".")[0])
            self.modules.append((module, module))
            return [f"import {module}"]
        if kind < 0.32:
            alias = self.random.choice(("k0", "k1"))
            self.modules.append((alias, module))
            return [f"import {module} as {alias}"]
        if kind < 0.47 and "." in module:
            return self.import_submodule(module)
        if kind < 0.56:
            self.bound += [name for name in self.plans[module] if name not in self.bound]
            return [f"from {self.written(module)} import *"]
        if kind < 0.59:
            self.needs.add("importlib")
            self.modules.append(("k2", module))
            return [f'k2 = importlib.import_module("{module}")']
        names = []
        for _ in range(self.random.choice((1, 1, 2))):
            name = self.asked(module)
            alias = self.alias(name) if self.chance(0.15) else name
            self.bound.append(alias)
            names.append(name if alias == name else f"{name} as {alias}")
        return [f"from {self.written(module)} import {', '.join(names)}"]

    def import_submodule(self, module: str) -> Lines:
        parent, _, leaf = module.rpartition(".")
        alias = self.random.choice(("k0", "k1")) if self.chance(0.25) else leaf
        self.modules.append((alias, module))
        return [
            f"from {self.written(parent)} import {leaf}" + (f" as {alias}" if alias != leaf else "")
        ]

    def alias(self, name: str) -> str:
        for kinds in (VALUES, CLASSES, DECORATORS):
            if name in kinds:
                return self.random.choice(kinds)
        return self.random.choice(FUNCTIONS[FUNCTIONS.index(name) :])

    def written(self, module: str) -> str:
        """`module` as an absolute name or, where that is possible, a relative one."""
        if self.chance(0.5):
            return module
        here = self.name.split(".") if self.is_package else self.name.split(".")[:-1]
        there = module.split(".")
        if not here or here[0] != there[0]:
            return module
        common = 0
        while common < min(len(here), len(there)) and here[common] == there[common]:
            common += 1
        return "." * (len(here) - common + 1) + ".".join(there[common:])

    def guarded(self, lines: Lines) -> Lines:
        """`lines` in a `try` or a `suppress`."""
        if self.chance(0.12):
            self.needs.add("contextlib")
            error = self.random.choice(("ImportError", "AttributeError"))
            return [f"with contextlib.suppress({error}):", *_indent(lines)]
        error = self.random.choice(ERRORS)
        name = " as err" if self.chance(0.15) else ""
        found = ["try:", *_indent(lines), f"except {error}{name}:", *_indent(self.fallback())]
        if self.chance(0.15):
            found += [f"except {self.random.choice(ERRORS)}:", *_indent(self.fallback())]
        if self.chance(0.15):
            found += ["else:", *_indent(self.simple())]
        if self.chance(0.1):
            found += ["finally:", *_indent(self.simple())]
        return found

    def fallback(self) -> Lines:
        bound, modules = list(self.bound), list(self.modules)
        lines = self.handler()
        self.bound, self.modules = bound, modules
        return lines

    def handler(self) -> Lines:
        kind = self.random.randrange(8)
        if kind < 3:
            return ["pass"]
        if kind < 5:
            return self.bind(self.random.choice(VALUES))
        if kind == 5:
            return self.bare_import()
        if kind == 6:
            return ["raise"]
        return self.simple()

    # Definitions

    def define(self, name: str) -> Lines:
        if name in FUNCTIONS:
            lines = self.function(name)
        elif name in CLASSES:
            lines = self.a_class(name)
        elif name in DECORATORS:
            lines = [f"def {name}(fn):", *_indent([*self.body(()), "return fn"])]
        else:
            lines = self.bind(name)
        self.bound.append(name)
        return lines

    def bind(self, name: str) -> Lines:
        kind = self.random.randrange(14)
        value = self.random.choice(("1", "2", self.use(VALUES)))
        forms = {
            0: [f"{name}: int = {value}"],
            1: [f"for {name} in (1, 2):", "    pass"],
            2: [f"if ({name} := {value}):", "    pass"],
            3: [f"{name}, i = {value}, 1"],
            4: ["match 1:", f"    case {name}:", "        pass"],
            5: [f"{name} = {value} if {value} else 1"],
        }
        self.bound.append(name)
        return forms.get(kind, [f"{name} = {value}"])

    def function(self, name: str) -> Lines:
        lower = FUNCTIONS[: FUNCTIONS.index(name)]
        head = self.random.choice(("", "", "", "a=1", f"a={self.use(VALUES)}", "a: int = 1"))
        if self.chance(0.12):
            head = f"a: {self.use(CLASSES)} = None"
        result = f" -> {self.use(CLASSES)}" if self.chance(0.08) else ""
        lines = [f"def {name}({head}){result}:", *_indent([*self.body(lower), self.result(lower)])]
        return [*self.decorators(), *lines]

    def result(self, functions: Sequence[str]) -> str:
        return f"return {self.value(functions)}" if self.chance(0.5) else "return 1"

    def decorators(self) -> Lines:
        return [f"@{self.use(DECORATORS)}"] if self.chance(0.1) else []

    def body(self, functions: Sequence[str]) -> Lines:
        """Statements of a function, which may call `functions`."""
        bound, modules = list(self.bound), list(self.modules)
        lines: Lines = []
        for _ in range(self.random.choice((0, 1, 1, 2))):
            kind = self.random.randrange(8)
            if kind < 4:
                part = self.an_import()
                # Only allowed at module level.
                lines += ["pass"] if any("import *" in line for line in part) else part
            elif kind == 4:
                name = self.random.choice(VALUES)
                if not any(name in line for line in lines):
                    lines += [f"global {name}", f"{name} = 1"]
                    bound.append(name)
            elif kind == 5:
                lines.append(f"{self.random.choice(VALUES)} = {self.value(functions)}")
            else:
                lines.append(self.value(functions))
        self.bound, self.modules = bound, modules
        return lines

    def a_class(self, name: str) -> Lines:
        base = f"({self.use(CLASSES)})" if self.chance(0.4) else ""
        body: Lines = []
        bound, modules = list(self.bound), list(self.modules)
        for _ in range(self.random.choice((0, 1, 1, 2))):
            kind = self.random.randrange(6)
            if kind == 0:
                part = self.an_import()
                body += ["pass"] if any("import *" in line for line in part) else part
            elif kind == 1:
                body.append(f"field: {self.use(CLASSES)}")
            elif kind == 2:
                body += self.bind(self.random.choice(VALUES))
            elif kind == 3:
                body.append(self.value())
            else:
                body.append(f"attr = {self.use(VALUES)}")
        self.bound, self.modules = bound, modules
        rooted = base in ("", "(object)")
        if rooted:
            body.insert(0, "attr = 1")
        if rooted or self.chance(0.4):
            body += ["def run(self):", *_indent([*self.body(FUNCTIONS), "return 1"])]
        return [*self.decorators(), f"class {name}{base}:", *_indent(body)]

    def exports(self) -> Lines:
        pool = self.plan + self.bound if self.chance(0.9) else list(NAMES)
        leaves = [other.rpartition(".")[2] for other in self.others if other.startswith(self.name)]
        if self.is_package and leaves and self.chance(0.3):
            pool = pool + leaves
        names = sorted({self.random.choice(pool) for _ in range(self.random.randint(1, 3))})
        return [f"__all__ = {names!r}"]

    def module_getattr(self) -> Lines:
        name = self.random.choice(VALUES)
        inner = [f'if name == "{name}":', "    return 1"]
        if self.chance(0.3):
            inner = [f"if name in {VALUES[:2]!r}:", "    return 1"]
        return ["def __getattr__(name):", *_indent([*inner, "raise AttributeError(name)"])]

    # Other statements

    def statement(self, depth: int) -> Lines:
        forms: tuple[Callable[[], Lines], ...] = (
            self.simple,
            self.simple,
            self.simple,
            lambda: self.branch(depth),
            lambda: self.loop(depth),
            lambda: self.guarded(self.block(depth)),
            lambda: self.define(self.random.choice(NAMES)),
            self.odd,
        )
        return self.random.choice(forms)()

    def odd(self) -> Lines:
        """The rarer forms; all of them can be decided."""
        name = self.random.choice(VALUES)
        value = self.use(VALUES)
        other = self.use(FUNCTIONS)
        forms: list[Lines] = [
            [f"{name} = 1", f"{name} += {value}"],
            [f"globals()['{name}'] = {value}"],
            [f"if {value}:", *_indent(self.simple()), "else:", *_indent(self.simple())],
            [f"assert {value}"],
            [f"list({other}() for i in (1, 2))"],
            [
                "match 1:",
                "    case 2:",
                *_indent(_indent(self.simple())),
                "    case _:",
                f"        {value}",
            ],
            ["try:", *_indent(self.simple()), "finally:", *_indent(self.simple())],
            ["try:", "    1 / 0", f"except ZeroDivisionError as {name}:", *_indent(self.simple())],
            [
                "def local():",
                "    def inner():",
                f"        return {value}",
                "    return inner()",
                "local()",
            ],
            [
                "def local(a=0):",
                "    if a:",
                *_indent(_indent(self.deferred())),
                "    return 1",
                f"local({value})",
            ],
            ["def drop():", f"    global {name}", f"    del {name}", "drop()"],
            [
                "for i in (1, 2):",
                *_indent(self.guarded(self.simple())),
                "    continue",
                f"    {value}",
            ],
            ["class Local:", f"    global {name}", f"    {name} = {value}"],
            [f"{self.use(CLASSES)}.__name__"],
        ]
        if self.modules:
            expression, module = self.random.choice(self.modules)
            asked = self.asked(module, VALUES)
            forms += [
                [f"{expression}.{asked} = {value}"],
                [f"del {expression}.{asked}"],
                [f"setattr({expression}, '{asked}', {value})"],
                [f"getattr({expression}, '{asked}', 1)"],
                [f"getattr({expression}, '{asked}')"],
                [f"if hasattr({expression}, '{asked}'):", *_indent(self.simple())],
                [f"if '{module}' in sys.modules:", *_indent(self.simple())],
                [f"{name} = {expression}.{self.asked(module, CLASSES)}.attr"],
                [f"{expression}.{self.asked(module, CLASSES)}().attr"],
                [f"import {module}, {self.random.choice(self.others)}"],
            ]
            if self.chance(0.3):
                forms = forms[-10:]
        lines = self.random.choice(forms)
        if any("sys." in line for line in lines):
            self.needs.add("sys")
        if lines[0].startswith((f"{name} =", "globals")):
            self.bound.append(name)
        return lines

    def deferred(self) -> Lines:
        """An import as a function may have it."""
        lines = self.bare_import()
        return ["pass"] if "import *" in lines[0] else lines

    def simple(self) -> Lines:
        kind = self.random.randrange(12)
        if kind < 4:
            return [self.value()]
        if kind < 6:
            return self.bind(self.random.choice(VALUES))
        if kind == 6:
            return [f"{self.use(FUNCTIONS)}()"]
        if kind == 7:
            name = self.use(CLASSES)
            return [f"{name}().run()" if name != "object" else name]
        if kind == 8:
            name = self.random.choice(self.bound or NAMES)
            self.bound = [other for other in self.bound if other != name]
            return [f"del {name}"]
        if kind == 9:
            return [f"{self.random.choice(VALUES)}: {self.use(CLASSES)}"]
        if kind == 10 and self.chance(0.1):
            return ['raise ImportError("said so")']
        return self.an_import()

    def block(self, depth: int) -> Lines:
        bound, modules = list(self.bound), list(self.modules)
        parts = [
            self.statement(depth - 1) if depth > 1 else self.simple()
            for _ in range(self.random.choice((1, 1, 2)))
        ]
        if self.chance(0.85):
            self.bound, self.modules = bound, modules
        return [line for part in parts for line in part]

    def branch(self, depth: int) -> Lines:
        test = self.random.choice(
            (
                "0",
                "1",
                "False",
                "not 0",
                "TYPE_CHECKING",
                "sys.version_info >= (3, 8)",
                "sys.version_info < (3, 8)",
                'sys.platform == "nowhere"',
                '__name__ == "__main__"',
                f'__name__ == "{self.name}"',
            )
        )
        head: Lines = []
        if test == "TYPE_CHECKING":
            head = ["TYPE_CHECKING = False"]
        if "sys." in test:
            self.needs.add("sys")
        lines = [*head, f"if {test}:", *_indent(self.block(depth))]
        return [*lines, "else:", *_indent(self.block(depth))] if self.chance(0.4) else lines

    def loop(self, depth: int) -> Lines:
        head = self.random.choice(("for i in (1, 2):", "for i in ():", "while 0:", "while True:"))
        lines = [head, *_indent(self.block(depth))]
        if head == "while True:" or self.chance(0.15):
            lines.append("    break")
        return [*lines, "else:", *_indent(self.simple())] if self.chance(0.2) else lines
