"""Small repositories that break on import, how each is run, and what the cause is by construction.

`record.py` runs them under real interpreters; the tests read what those printed.
"""

from __future__ import annotations

import msgspec

Files = dict[str, str]


class Case(msgspec.Struct, frozen=True):
    """A tree, the command that breaks in it, and what triage must answer.

    `path` and `line` are the place of the fault in the tree as it is now (None: no place).
    `now` are the files as they are when the log is read, where they differ (None: gone).
    `foreign`: what is read is another repository than the one that ran.
    """

    files: Files
    command: tuple[str, ...]
    cause: str
    path: str | None
    line: int | None
    cwd: str = "."
    since: tuple[int, int] = (2, 7)
    until: tuple[int, int] = (3, 99)
    now: dict[str, str | None] = {}
    foreign: bool = False
    now_cause: str | None = None
    number: int = 1
    """How many tracebacks are in the text."""


def shop(app: str, **files: str) -> Files:
    """A package `shop` with a `main.py` beside it that imports `shop.app`."""
    return {
        "main.py": "import shop.app\n",
        "shop/__init__.py": "",
        "shop/app.py": app,
        "shop/stock.py": "import os\n\n\ndef count():\n    return 1\n\n\nLIMIT = 3\n",
        **{name.replace("__", "/") + ".py": text for name, text in files.items()},
    }


MAIN = ("main.py",)
PYTEST = ("-m", "pytest", "-p", "no:cacheprovider", "-p", "no:randomly", "-q")
NOW_FIXED = shop("import os\nfrom shop.stock import count, lost\n")["shop/stock.py"]

CYCLE_3 = {
    "main.py": "import shop.orders\n",
    "shop/__init__.py": "",
    "shop/orders.py": "from shop.users import User\n\n\nclass Order:\n    owner = User\n",
    "shop/users.py": "import os\nfrom shop.rights import allowed\n\n\nclass User:\n    pass\n",
    "shop/rights.py": "\n\nfrom shop.orders import Order\n\n\ndef allowed():\n    return Order\n",
}

NAMES: dict[str, Case] = {
    "missing-name": Case(
        shop("import os\nfrom shop.stock import count, lost\n"),
        MAIN,
        "missing-name",
        "shop/app.py",
        2,
    ),
    "missing-name-relative": Case(
        shop("from .stock import lost as found\n"), MAIN, "missing-name", "shop/app.py", 1
    ),
    "missing-name-many-lines": Case(
        shop("from shop.stock import (\n    count,\n    LIMIT,\n    lost,\n)\n"),
        MAIN,
        "missing-name",
        "shop/app.py",
        1,
    ),
    "missing-name-in-package": Case(
        shop("import sys\n\nfrom shop import Basket\n"), MAIN, "missing-name", "shop/app.py", 3
    ),
    "missing-name-similar": Case(
        shop("from shop.stock import counts\n"), MAIN, "missing-name", "shop/app.py", 1
    ),
    "missing-name-deep": Case(
        {
            "main.py": "from a.b.c import run\n",
            "a/__init__.py": "",
            "a/b/__init__.py": "from a.b.d import y\n",
            "a/b/c.py": "def run():\n    pass\n",
            "a/b/d.py": "from a.e import z\ny = z\n",
            "a/e.py": "x = 1\n",
        },
        MAIN,
        "missing-name",
        "a/b/d.py",
        1,
    ),
    "missing-name-in-function": Case(
        shop(
            "def start():\n    from shop.stock import lost\n    return lost\n",
            main="import shop.app\n\nshop.app.start()\n",
        ),
        MAIN,
        "missing-name",
        "shop/app.py",
        2,
    ),
    "missing-attribute": Case(
        shop("import shop.stock\n\nvalue = shop.stock.lost\n"),
        MAIN,
        "missing-name",
        "shop/app.py",
        3,
    ),
    "missing-attribute-as": Case(
        shop("from shop import stock\n\n\nclass Kept(stock.Shelf):\n    pass\n"),
        MAIN,
        "missing-name",
        "shop/app.py",
        4,
    ),
    "missing-name-removed": Case(
        shop("VALUE = 1\nfrom shop.stock import gone\n", shop__stock="gone = 1\ndel gone\n"),
        MAIN,
        "missing-name",
        "shop/app.py",
        2,
    ),
    "missing-name-handled": Case(
        shop(
            "try:\n    from shop.stock import lost\nexcept ImportError:\n"
            "    from shop.stock import lost_too as lost\n"
        ),
        MAIN,
        "missing-name",
        "shop/app.py",
        4,
        since=(3, 6),
    ),
    "missing-name-by-import-module": Case(
        shop(
            "from shop.stock import lost\n",
            main="import importlib\n\nname = 'shop.app'\nimportlib.import_module(name)\n",
        ),
        MAIN,
        "missing-name",
        "shop/app.py",
        1,
    ),
}

MODULES: dict[str, Case] = {
    "missing-module": Case(
        shop("import os\n\nfrom shop.gone import lost\n"),
        MAIN,
        "missing-module",
        "shop/app.py",
        3,
    ),
    "missing-module-deep": Case(
        shop("import shop.gone.deep\n"), MAIN, "missing-module", "shop/app.py", 1
    ),
    "missing-module-relative": Case(
        shop("from .gone import lost\n"), MAIN, "missing-module", "shop/app.py", 1
    ),
    "missing-module-renamed": Case(
        shop("from shop.stok import count\n"), MAIN, "missing-module", "shop/app.py", 1
    ),
    "missing-module-no-package": Case(
        shop("import shop.stock.deep\n"), MAIN, "missing-module", "shop/app.py", 1
    ),
    "missing-module-in-function": Case(
        shop(
            "def start():\n    import os\n    import shop.gone\n    return shop\n",
            main="from shop.app import start\n\nstart()\n",
        ),
        MAIN,
        "missing-module",
        "shop/app.py",
        3,
    ),
    "beyond-top-level": Case(
        {
            "main.py": "import shop.app\n",
            "shop/__init__.py": "",
            "shop/app.py": "from ..base import core\n",
            "base.py": "core = 1\n",
        },
        MAIN,
        "missing-module",
        "shop/app.py",
        1,
    ),
    "optional-dependency": Case(
        shop("import os\nimport unicornlib.fast\n"),
        MAIN,
        "optional-dependency",
        "shop/app.py",
        2,
    ),
    "optional-dependency-declared": Case(
        {
            **shop("from unicornlib import fast\n"),
            "setup.cfg": "[options.extras_require]\nfast = unicornlib>=1\n",
        },
        MAIN,
        "optional-dependency",
        "shop/app.py",
        1,
    ),
    "optional-dependency-told": Case(
        shop(
            "try:\n    import unicornlib\nexcept ImportError as error:\n"
            "    raise RuntimeError('pip install unicornlib')\n"
        ),
        MAIN,
        "optional-dependency",
        "shop/app.py",
        2,
        since=(3, 6),
    ),
    "optional-dependency-cause": Case(
        {
            **shop(
                "try:\n    import unicornlib\nexcept ImportError as error:\n"
                "    raise ImportError('shop needs unicornlib') from error\n"
            ),
        },
        MAIN,
        "optional-dependency",
        "shop/app.py",
        2,
        since=(3, 6),
    ),
    "stub-only-module": Case(
        {**shop("from shop.kinds import Kind\n"), "shop/kinds.pyi": "class Kind: ...\n"},
        MAIN,
        "stub-only",
        "shop/app.py",
        1,
    ),
    "stub-only-name": Case(
        {
            **shop("from shop.stock import Shelf\n"),
            "shop/stock.pyi": "class Shelf: ...\ndef count() -> int: ...\n",
        },
        MAIN,
        "stub-only",
        "shop/app.py",
        1,
    ),
}

CYCLES: dict[str, Case] = {
    "cycle-of-two": Case(
        {
            "main.py": "import left\n",
            "left.py": "from right import b\n\na = 1\n",
            "right.py": "import os\nfrom left import a\n\nb = 1\n",
        },
        MAIN,
        "cycle",
        "right.py",
        2,
    ),
    "cycle-of-three": Case(CYCLE_3, MAIN, "cycle", "shop/rights.py", 3),
    "cycle-attribute": Case(
        {
            "main.py": "import shop.a\n",
            "shop/__init__.py": "",
            "shop/a.py": "import shop.b\n\nx = 1\n",
            "shop/b.py": "import shop.a\n\n\ndef f(x=shop.a.x):\n    return x\n",
        },
        MAIN,
        "cycle",
        "shop/b.py",
        4,
    ),
    "cycle-attribute-of-top-level": Case(
        {
            "main.py": "import left\n",
            "left.py": "import right\n\n\nclass A(object):\n    pass\n",
            "right.py": "import left\n\n\nclass B(left.A):\n    pass\n",
        },
        MAIN,
        "cycle",
        "right.py",
        4,
    ),
    "cycle-through-package": Case(
        {
            "main.py": "import shop\n",
            "shop/__init__.py": "from shop.app import App\n\nversion = '1'\n",
            "shop/app.py": "import sys\nfrom shop import version\n\n\nclass App:\n    v = 1\n",
        },
        MAIN,
        "cycle",
        "shop/app.py",
        2,
    ),
    "cycle-relative": Case(
        {
            "main.py": "import shop.a\n",
            "shop/__init__.py": "",
            "shop/a.py": "from .b import y\n\nx = 1\n",
            "shop/b.py": "from .a import x\n\ny = 1\n",
        },
        MAIN,
        "cycle",
        "shop/b.py",
        1,
    ),
    "cycle-in-function-called": Case(
        {
            "main.py": "import shop.a\n",
            "shop/__init__.py": "",
            "shop/a.py": "from shop.b import made\n\nx = 1\n",
            "shop/b.py": "def make():\n    from shop.a import x\n    return x\n\n\nmade = make()\n",
        },
        MAIN,
        "cycle",
        "shop/b.py",
        2,
    ),
    "cycle-that-is-a-missing-name": Case(
        {
            "main.py": "import shop.a\n",
            "shop/__init__.py": "",
            "shop/a.py": "from shop.b import y\n\nx = 1\n",
            "shop/b.py": "from shop.a import nowhere\n\ny = 1\n",
        },
        MAIN,
        "missing-name",
        "shop/b.py",
        1,
    ),
}

PATHS: dict[str, Case] = {
    "shadowed-attribute": Case(
        {"main.py": "import random\n\nprint(random.randint(1, 2))\n", "random.py": "dice = 6\n"},
        MAIN,
        "shadowed-module",
        "main.py",
        3,
    ),
    "shadowed-name": Case(
        {"main.py": "import sys\nfrom random import randint\n", "random.py": "dice = 6\n"},
        MAIN,
        "shadowed-module",
        "main.py",
        2,
    ),
    "shadowed-inside": Case(
        {"main.py": "import sys\nimport tempfile\n", "random.py": "dice = 6\n"},
        MAIN,
        "shadowed-module",
        "main.py",
        2,
    ),
    "shadowed-package": Case(
        {"main.py": "import email.mime.text\n", "email.py": "sender = 'me'\n"},
        MAIN,
        "shadowed-module",
        "main.py",
        1,
    ),
    "shadowed-by-itself": Case(
        {
            "main.py": "import unicornlib\n",
            "unicornlib.py": "from unicornlib import fast\n",
            "requirements.txt": "unicornlib\n",
        },
        MAIN,
        "shadowed-module",
        "unicornlib.py",
        1,
    ),
    "shadowed-by-itself-attribute": Case(
        {
            "main.py": "import unicornlib\n",
            "unicornlib.py": "import unicornlib\n\nunicornlib.run()\n",
            "requirements.txt": "unicornlib\n",
        },
        MAIN,
        "shadowed-module",
        "unicornlib.py",
        3,
    ),
    "search-path": Case(
        {
            **shop("from shop.stock import count\n"),
            "tools/report.py": "import os\n\nfrom shop.stock import count\n\nprint(count())\n",
        },
        ("tools/report.py",),
        "search-path",
        "tools/report.py",
        3,
    ),
    "search-path-of-src": Case(
        {
            "pyproject.toml": "[project]\nname = 'shop'\n",
            "src/shop/__init__.py": "",
            "src/shop/app.py": "from shop.stock import count\n",
            "src/shop/stock.py": "def count():\n    return 1\n",
        },
        ("src/shop/app.py",),
        "search-path",
        "src/shop/app.py",
        1,
    ),
    "search-path-from-inside": Case(
        {
            "shop/__init__.py": "",
            "shop/main.py": "import sys\nimport shop.stock\n",
            "shop/stock.py": "x = 1\n",
        },
        ("main.py",),
        "search-path",
        "shop/main.py",
        2,
        cwd="shop",
    ),
    "search-path-script-in-package": Case(
        shop("import os\nfrom .stock import count\n"),
        ("shop/app.py",),
        "search-path",
        "shop/app.py",
        2,
    ),
    "search-path-relative-from-inside": Case(
        {
            "shop/__init__.py": "",
            "shop/stock.py": "x = 1\n",
            "shop/web/__init__.py": "",
            "shop/web/app.py": "from ..stock import x\n",
            "main.py": "import shop.web.app\n",
        },
        ("-m", "web.app"),
        "search-path",
        "shop/web/app.py",
        1,
        cwd="shop",
    ),
}

OTHERS: dict[str, Case] = {
    "syntax": Case(
        shop("import shop.stock\n", shop__stock="import os\n\n\ndef count(:\n    return 1\n"),
        MAIN,
        "unparsable-file",
        "shop/stock.py",
        4,
    ),
    "indentation": Case(
        shop("import shop.stock\n", shop__stock="def count():\nreturn 1\n"),
        MAIN,
        "unparsable-file",
        "shop/stock.py",
        2,
    ),
    "undefined-name": Case(
        shop("import os\n\nvalue = later + 1\n"), MAIN, "undefined-name", "shop/app.py", 3
    ),
    "raised": Case(
        shop("import os\n\nraise ValueError('no key')\n"), MAIN, "other", "shop/app.py", 3
    ),
    "raised-later": Case(
        shop("def start():\n    return {}['key']\n", main="import shop.app\n\nshop.app.start()\n"),
        MAIN,
        "other",
        "shop/app.py",
        2,
    ),
    "group": Case(
        {
            **shop("from shop.stock import lost\n"),
            "main.py": (
                "errors = []\nfor name in ['shop.app', 'shop.gone']:\n    try:\n"
                "        __import__(name)\n    except ImportError as error:\n"
                "        errors.append(error)\nraise ExceptionGroup('no start', errors)\n"
            ),
        },
        MAIN,
        "missing-name",
        "shop/app.py",
        1,
        since=(3, 11),
        number=2,
    ),
}

LOST = shop("import os\nfrom shop.stock import count, lost\n")
STALE: dict[str, Case] = {
    "stale-name-is-there": Case(
        LOST,
        MAIN,
        "stale-log",
        "shop/app.py",
        2,
        now={"shop/stock.py": "def count():\n    return 1\n\n\ndef lost():\n    return 0\n"},
    ),
    "stale-module-is-there": Case(
        shop("from shop.gone import lost\n"),
        MAIN,
        "stale-log",
        "shop/app.py",
        1,
        now={"shop/gone.py": "lost = 1\n"},
    ),
    "stale-line-reads-otherwise": Case(
        LOST,
        MAIN,
        "stale-log",
        "shop/app.py",
        2,
        now={"shop/app.py": "import os\nfrom shop.stock import count\n"},
    ),
    "stale-line-moved": Case(
        LOST,
        MAIN,
        "stale-log",
        "shop/app.py",
        4,
        now={"shop/app.py": "import os\nimport sys\n\nfrom shop.stock import count, lost\n"},
        now_cause="missing-name",
    ),
    "stale-cycle-is-cut": Case(
        CYCLE_3,
        MAIN,
        "stale-log",
        "shop/rights.py",
        3,
        now={"shop/users.py": "import os\n\n\nclass User:\n    pass\n"},
    ),
    "stale-syntax": Case(
        shop("import shop.stock\n", shop__stock="def count(:\n    return 1\n"),
        MAIN,
        "stale-log",
        "shop/stock.py",
        1,
        now={"shop/stock.py": "def count():\n    return 1\n"},
    ),
    "stale-file-is-gone": Case(
        LOST,
        MAIN,
        "stale-log",
        None,
        None,
        now={"shop/app.py": None, "main.py": "import shop.stock\n"},
    ),
}

TESTED = {
    **shop("from shop.stock import lost\n"),
    "pytest.ini": "[pytest]\n",
    "conftest.py": "import os\n",
    "tests/test_app.py": "import shop.app\n\n\ndef test_app():\n    assert shop.app\n",
}
CALLED = {
    **TESTED,
    "tests/test_app.py": (
        "def test_app():\n    value = 1\n    import shop.app\n\n    assert shop.app\n"
    ),
}
IN_CONFTEST = {**TESTED, "conftest.py": "import os\nimport shop.app\n"}
BROKEN_SYNTAX = {**TESTED, "shop/app.py": "import os\n\n\ndef app(:\n    pass\n"}

PYTESTS: dict[str, Case] = {
    f"pytest-{name}-{style}": Case(
        files, (*PYTEST, f"--tb={style}"), cause, "shop/app.py", line, since=(3, 8)
    )
    for name, files, cause, line in (
        ("collecting", TESTED, "missing-name", 1),
        ("called", CALLED, "missing-name", 1),
        ("conftest", IN_CONFTEST, "missing-name", 1),
        ("syntax", BROKEN_SYNTAX, "unparsable-file", 4),
    )
    for style in ("auto", "long", "short", "native", "line")
}

CASES: dict[str, Case] = {
    **NAMES,
    **MODULES,
    **CYCLES,
    **PATHS,
    **OTHERS,
    **STALE,
    **PYTESTS,
}
