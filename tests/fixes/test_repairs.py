"""Each kind of repair: what it makes of a small repository, and what it leaves alone."""

from __future__ import annotations

import pytest

from analysis.fixes.needs import Need
from analysis.fixes.stub_text import stub_text
from tests.fixes.repository import analysed, changed_by, proposals

Files = dict[str, str]

DEFINES = "class Thing:\n    pass\n\n\ndef build():\n    return Thing()\n"

STAND_IN = stub_text("p.gone", {"x": Need.INERT}).partition("\n\nx = ")[0]

TRANSFORMED: dict[str, tuple[str, Files, Files]] = {
    # A broken name
    "typo in a name that the file goes on to use": (
        "correct-typo",
        {"p/__init__.py": "", "p/b.py": DEFINES, "p/a.py": "from p.b import Thnig\n\nx = Thing\n"},
        {"p/a.py": "from p.b import Thing\n\nx = Thing\n"},
    ),
    "typo in a name that the file uses as misspelt": (
        "correct-typo",
        {"p/__init__.py": "", "p/b.py": DEFINES, "p/a.py": "from p.b import Thnig\n\nx = Thnig\n"},
        {"p/a.py": "from p.b import Thing as Thnig\n\nx = Thnig\n"},
    ),
    "typo beside an alias": (
        "correct-typo",
        {"p/__init__.py": "", "p/b.py": DEFINES, "p/a.py": "from p.b import Thnig as T\nx = T\n"},
        {"p/a.py": "from p.b import Thing as T\nx = T\n"},
    ),
    "typo in a package that others ask for the right name": (
        "correct-typo",
        {
            "p/__init__.py": "from .b import Thnig\n",
            "p/b.py": DEFINES,
            "main.py": "from p import Thing\n",
        },
        {"p/__init__.py": "from .b import Thing\n"},
    ),
    "renamed function: every site, the local name kept": (
        "correct-typo",
        {
            "p/__init__.py": "",
            "p/b.py": "def build_v2():\n    pass\n",
            "p/a.py": "from p.b import build\n\nbuild()\n",
            "p/c.py": "def later():\n    from .b import build  # late\n\n    return build\n",
        },
        {
            "p/a.py": "from p.b import build_v2 as build\n\nbuild()\n",
            "p/c.py": (
                "def later():\n    from .b import build_v2 as build  # late\n\n    return build\n"
            ),
        },
    ),
    "typo in a submodule": (
        "correct-typo",
        {"p/__init__.py": "", "p/models.py": "x = 1\n", "p/a.py": "from . import modles\n"},
        {"p/a.py": "from . import models\n"},
    ),
    "misspelt attribute of a module": (
        "correct-typo",
        {"p/__init__.py": "", "p/b.py": DEFINES, "p/a.py": "import p.b\n\nx = p.b.buidl()\n"},
        {"p/a.py": "import p.b\n\nx = p.b.build()\n"},
    ),
    "same name elsewhere": (
        "point-elsewhere",
        {
            "p/__init__.py": "",
            "p/b.py": "",
            "p/new.py": DEFINES,
            "p/a.py": "from .b import Thing  # why\n\nx = Thing\n",
        },
        {"p/a.py": "from .new import Thing  # why\n\nx = Thing\n"},
    ),
    "same name elsewhere, one of several": (
        "point-elsewhere",
        {
            "p/__init__.py": "",
            "p/b.py": "y = 1\n",
            "p/new.py": DEFINES,
            "p/a.py": "from p.b import (\n    Thing,\n    y,\n)\n\nx = Thing\n",
        },
        {"p/a.py": "from p.b import (\n    y,\n)\nfrom p.new import Thing\n\nx = Thing\n"},
    ),
    "same name elsewhere, inside a function": (
        "point-elsewhere",
        {
            "p/__init__.py": "",
            "p/b.py": "y = 1\n",
            "p/new.py": DEFINES,
            "p/a.py": "def f():\n    from p.b import Thing, y\n\n    return Thing, y\n",
        },
        {
            "p/a.py": (
                "def f():\n    from p.b import y\n    from p.new import Thing\n\n"
                "    return Thing, y\n"
            )
        },
    ),
    "elsewhere, where another import of that module is": (
        "point-elsewhere",
        {
            "p/__init__.py": "",
            "p/b.py": "",
            "p/new.py": DEFINES,
            "p/a.py": "import os\n\nfrom p.b import Thing\nfrom p.new import build\n\n"
            "x = Thing, build, os\n",
        },
        {"p/a.py": "import os\n\nfrom p.new import Thing, build\n\nx = Thing, build, os\n"},
    ),
    "elsewhere, in the order of the block": (
        "point-elsewhere",
        {
            "p/__init__.py": "",
            "p/aa.py": "",
            "p/new.py": DEFINES,
            "p/models.py": "m = 1\n",
            "p/a.py": "from .aa import Thing\nfrom .models import m\n\nx = Thing, m\n",
        },
        {"p/a.py": "from .models import m\nfrom .new import Thing\n\nx = Thing, m\n"},
    ),
    "elsewhere, two statements": (
        "moved-module",
        {
            "p/__init__.py": "",
            "p/core/__init__.py": "",
            "p/core/old.py": DEFINES,
            "p/a.py": (
                "from p.old import Thing\nfrom p.old import build as make\n\nx = Thing, make\n"
            ),
        },
        {"p/a.py": "from p.core.old import Thing, build as make\n\nx = Thing, make\n"},
    ),
    "elsewhere, with the comment it has": (
        "point-elsewhere",
        {
            "p/__init__.py": "",
            "p/aa.py": "",
            "p/new.py": DEFINES,
            "p/models.py": "m = 1\n",
            "p/a.py": "from .aa import Thing  # noqa\nfrom .models import m\n\nx = Thing, m\n",
        },
        {"p/a.py": "from .new import Thing  # noqa\nfrom .models import m\n\nx = Thing, m\n"},
    ),
    "elsewhere, with what importers take from it at once": (
        "point-elsewhere",
        {
            "p/__init__.py": "",
            "p/b.py": "",
            "p/new.py": "class Base:\n    x = 1\n\n\nclass Thing(Base):\n    pass\n",
            "p/a.py": "from p.b import Thing\n\ny = Thing.x\n",
        },
        {"p/a.py": "from p.new import Thing\n\ny = Thing.x\n"},
    ),
    "elsewhere, inside of try": (
        "point-elsewhere",
        {
            "p/__init__.py": "",
            "p/aa.py": "y = 1\n",
            "p/new.py": DEFINES,
            "p/a.py": "if True:\n\tfrom p.aa import Thing, y\nx = Thing, y\n",
        },
        {
            "p/a.py": (
                "if True:\n\tfrom p.aa import y\n\tfrom p.new import Thing\nx = Thing, y\n"
            )
        },
    ),
    "re-export where it was": (
        "restore-reexport",
        {
            "p/__init__.py": '"""Doc."""\n\nfrom .other import y\n',
            "p/other.py": "y = 1\n",
            "p/new.py": DEFINES,
            "main.py": "from p import Thing\n",
        },
        {"p/__init__.py": '"""Doc."""\n\nfrom .new import Thing\nfrom .other import y\n'},
    ),
    "broken and unused": (
        "drop-unused",
        {"p/__init__.py": "", "p/b.py": "y = 1\n", "p/a.py": "from p.b import gone, y\nprint(y)\n"},
        {"p/a.py": "from p.b import y\nprint(y)\n"},
    ),
    "broken, unused and exported": (
        "drop-unused",
        {
            "p/__init__.py": 'from p.b import gone, y\n\n__all__ = ["gone", "y"]\n',
            "p/b.py": "y = 1\n",
        },
        {"p/__init__.py": 'from p.b import y\n\n__all__ = ["y"]\n'},
    ),
    "broken, unused and one of two in a tuple": (
        "drop-unused",
        {"p/__init__.py": "from p.b import gone, y\n\n__all__ = ('gone', 'y')\n",
         "p/b.py": "y = 1\n"},
        {"p/__init__.py": "from p.b import y\n\n__all__ = ('y',)\n"},
    ),
    "broken, unused and the last in a tuple": (
        "drop-unused",
        {"p/__init__.py": "from p.b import gone, y\n\n__all__ = 'y', 'gone'\n",
         "p/b.py": "y = 1\n"},
        {"p/__init__.py": "from p.b import y\n\n__all__ = 'y',\n"},
    ),
    "broken, unused and on a line of a tuple": (
        "drop-unused",
        {"p/__init__.py": "from p.b import gone, y\n\n__all__ = (\n    'y',\n    'gone'\n)\n",
         "p/b.py": "y = 1\n"},
        {"p/__init__.py": "from p.b import y\n\n__all__ = (\n    'y',\n)\n"},
    ),
    "stub function": (
        "add-stub",
        {
            "p/__init__.py": "",
            "p/b.py": '"""Doc."""\n\nimport os\n\nx = os\n',
            "p/a.py": "from p.b import gone\n\n\ndef f():\n    return gone()\n",
        },
        {
            "p/b.py": (
                '"""Doc."""\n\nimport os\n\n\n'
                'def gone(*args, **kwargs):\n    """Stand-in: p.b.gone is missing."""\n'
                '    raise NotImplementedError("p.b.gone is missing")\n\n\nx = os\n'
            )
        },
    ),
    "stub module": (
        "add-stub",
        {
            "p/__init__.py": "",
            "p/a.py": "from .gone import Base\n\n\nclass A(Base):\n    pass\n",
        },
        {
            "p/gone.py": (
                '"""Stand-in for the missing module p.gone."""\n\n\n'
                'class Base:\n    """Stand-in: p.gone.Base is missing."""\n\n'
                "    def __init__(self, *args, **kwargs):\n"
                '        raise NotImplementedError("p.gone.Base is missing")\n'
            )
        },
    ),
    "stub module that the package is asked for as well": (
        "add-stub",
        {
            "p/__init__.py": "",
            "p/a.py": "from .gone import f\n\n\ndef g():\n    return f()\n",
            "p/b.py": "from p import gone\n\nzero = gone.ZERO\n",
        },
        {
            "p/gone.py": (
                '"""Stand-in for the missing module p.gone."""\n\n\n'
                + STAND_IN
                + '\n\nZERO = _Missing("p.gone.ZERO")\n\n\n'
                'def f(*args, **kwargs):\n    """Stand-in: p.gone.f is missing."""\n'
                '    raise NotImplementedError("p.gone.f is missing")\n'
            )
        },
    ),
    "stub that is called for a decorator, with a function": (
        "add-stub",
        {
            "p/__init__.py": "",
            "p/a.py": (
                "from p.b import variant\n\n\ndef plain():\n    return later()\n\n\n"
                "@variant(plain)\ndef other():\n    pass\n\n\ndef later():\n    pass\n"
            ),
            "p/b.py": "x = 1\n",
        },
        {
            "p/b.py": (
                'def variant(*args, **kwargs):\n    """Stand-in: p.b.variant is missing."""\n'
                "    return lambda decorated: decorated\n\n\nx = 1\n"
            )
        },
    ),
    "stub class among classes of one base": (
        "add-stub",
        {
            "p/__init__.py": "",
            "p/a.py": "from p.b import Gone\n\n\nclass A(Gone):\n    pass\n",
            "p/b.py": (
                "from outside import Interface\n\n\nclass One(Interface):\n    pass\n\n\n"
                "class Two(Interface):\n    pass\n\n\nclass Three(One):\n    pass\n"
            ),
        },
        {
            "p/b.py": (
                "from outside import Interface\n\n\n"
                'class Gone(Interface):\n    """Stand-in: p.b.Gone is missing."""\n\n\n'
                "class One(Interface):\n    pass\n\n\n"
                "class Two(Interface):\n    pass\n\n\nclass Three(One):\n    pass\n"
            )
        },
    ),
    "stub that a decorator of another module calls": (
        "add-stub",
        {
            "p/__init__.py": "from .hooks import before\n",
            "p/hooks.py": (
                "from .gone import zero\n\n\ndef before(f):\n    return _wrap(f)\n\n\n"
                "def _wrap(f):\n    return zero(f)\n"
            ),
            "main.py": "import p\n\n\n@p.before\ndef f(): ...\n",
        },
        {
            "p/gone.py": (
                '"""Stand-in for the missing module p.gone."""\n\n\n'
                + STAND_IN
                + '\n\nzero = _Missing("p.gone.zero")\n'
            )
        },
    ),
    # A broken module
    "typo in a module": (
        "correct-typo",
        {"p/__init__.py": "", "p/models.py": DEFINES, "p/a.py": "from p.modles import Thing\n"},
        {"p/a.py": "from p.models import Thing\n"},
    ),
    "typo in a relative module": (
        "correct-typo",
        {"p/__init__.py": "", "p/models.py": DEFINES,
         "p/a.py": "from .modles import (\n    Thing\n)\n"},
        {"p/a.py": "from .models import (\n    Thing\n)\n"},
    ),
    "typo in a plain import that the file spells right": (
        "correct-typo",
        {"p/__init__.py": "", "p/models.py": "x = 1\n",
         "p/a.py": "import p.modles\n\ny = p.models.x\n"},
        {"p/a.py": "import p.models\n\ny = p.models.x\n"},
    ),
    "typo in a plain import, misspelt throughout": (
        "correct-typo",
        {"p/__init__.py": "", "p/models.py": "x = 1\n",
         "p/a.py": "import p.modles\n\ny = p.modles.x\n"},
        {"p/a.py": "import p.models\n\ny = p.models.x\n"},
    ),
    "moved module": (
        "moved-module",
        {
            "p/__init__.py": "",
            "p/core/__init__.py": "",
            "p/core/models.py": DEFINES,
            "p/a.py": "from .models import Thing, build\n",
        },
        {"p/a.py": "from .core.models import Thing, build\n"},
    ),
    "a folder beside a module of its name": (
        "add-init",
        {"app.py": "", "app/util.py": "y = 1\n", "main.py": "from app.util import y\n"},
        {"app/__init__.py": ""},
    ),
    "a folder behind a package of its name": (
        "add-init",
        {"lib/app/x.py": "y = 1\n", "lib/setup.py": "", "src/app/__init__.py": "",
         "src/main.py": "from app.x import y\n", "lib/other.py": "import app.x\n"},
        {"lib/app/__init__.py": ""},
    ),
    "a module spelled as no name can be": (
        "respell-module",
        {
            "p/__init__.py": "",
            "p/v1/__init__.py": "",
            "p/v1/color.py": DEFINES,
            "p/a.py": "x = 'é'\nfrom p.1v.color import Thing  # why\n",
        },
        {"p/a.py": "x = 'é'\nfrom p.v1.color import Thing  # why\n"},
    ),
    "renamed, and still asked for by many": (
        "keep-old-name",
        {
            "p/__init__.py": "from .b import *\n",
            "p/b.py": "def build_v2():\n    pass\n\n\nx = 1\n",
            "main.py": "from p.b import build\n\nbuild()\n",
        },
        {"p/b.py": "def build_v2():\n    pass\n\n\nbuild = build_v2\n\n\nx = 1\n"},
    ),
    "renamed, but not in __all__": (
        "correct-typo",
        {
            "p/__init__.py": "",
            "p/b.py": '__all__ = ["build"]\n\n\ndef build_v2():\n    pass\n',
            "p/a.py": "from p.b import build\n\nbuild()\n",
        },
        {
            "p/b.py": '__all__ = ["build_v2"]\n\n\ndef build_v2():\n    pass\n',
            "p/a.py": "from p.b import build_v2 as build\n\nbuild()\n",
        },
    ),
    "an alias that says what was meant": (
        "correct-typo",
        {"p/__init__.py": "from .b import Thnig as Thing\n", "p/b.py": DEFINES},
        {"p/__init__.py": "from .b import Thing as Thing\n"},
    ),
    "only __all__ lists it": (
        "drop-unused",
        {
            "p/__init__.py": "from .b import *\n",
            "p/b.py": '__all__ = [\n    "gone",\n    "y",\n]\ny = 1\n',
        },
        {"p/b.py": '__all__ = [\n    "y",\n]\ny = 1\n'},
    ),
    # A name that nothing binds
    "misspelt import of a package that decides at run time": (
        "correct-typo",
        {
            "p/__init__.py": "def __getattr__(name):\n    return name\n",
            "p/platforms.py": "x = 1\n",
            "p/a.py": "from p import platfrmsx\n\ny = platforms.x\n",
        },
        {"p/a.py": "from p import platforms\n\ny = platforms.x\n"},
    ),
    "forgotten import": (
        "add-import",
        {"p/__init__.py": "", "p/b.py": DEFINES, "p/a.py": "import os\n\nx = Thing\n"},
        {"p/a.py": "import os\n\nfrom p.b import Thing\n\nx = Thing\n"},
    ),
    # A cycle
    "unused import closes the cycle": (
        "drop-unused",
        {
            "p/__init__.py": "",
            "p/a.py": "from p.b import y\n\n\nclass A:\n    z = y\n",
            "p/b.py": '"""Doc."""\nfrom p.a import A\n\ny = 1\n',
        },
        {"p/b.py": '"""Doc."""\n\ny = 1\n'},
    ),
    "only functions use it": (
        "defer-import",
        {
            "p/__init__.py": "",
            "p/a.py": "from p.b import y\n\n\nclass A:\n    z = y\n",
            "p/b.py": (
                "from p.a import A  # back\n\ny = 1\n\n\ndef make():\n"
                '    """Doc."""\n    return A()\n\n\nclass B:\n'
                "    def make(self):\n        return A()\n"
            ),
        },
        {
            "p/b.py": (
                "y = 1\n\n\ndef make():\n"
                '    """Doc."""\n    from p.a import A\n\n    return A()\n\n\n'
                "class B:\n    def make(self):\n        from p.a import A\n\n        return A()\n"
            )
        },
    ),
    "functions and annotations use it": (
        "defer-import",
        {
            "p/__init__.py": "",
            "p/a.py": "from p.b import y\n\n\nclass A:\n    z = y\n",
            "p/b.py": (
                "import os\n\nfrom .a import A\n\ny = os\n\n\ndef make() -> A:\n    return A()\n"
            ),
        },
        {
            "p/b.py": (
                "from __future__ import annotations\n\nimport os\n"
                "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from .a import A\n"
                "\ny = os\n\n\ndef make() -> A:\n    from .a import A\n\n    return A()\n"
            )
        },
    ),
    "only annotations use it": (
        "type-checking-import",
        {
            "p/__init__.py": "",
            "p/a.py": "from p.b import y\n\n\nclass A:\n    z = y\n",
            "p/b.py": (
                "from __future__ import annotations\n\nfrom typing import Any\n\n"
                "from p.a import A\n\ny: Any = 1\n\n\ndef f(a: A) -> None:\n    pass\n"
            ),
        },
        {
            "p/b.py": (
                "from __future__ import annotations\n\nfrom typing import TYPE_CHECKING, Any\n\n"
                "if TYPE_CHECKING:\n    from p.a import A\n\ny: Any = 1\n\n\n"
                "def f(a: A) -> None:\n    pass\n"
            )
        },
    ),
    "a lambda uses it": (
        "import-module",
        {
            "p/__init__.py": "",
            "p/a.py": "from p.b import y\n\n\nclass A:\n    z = y\n",
            "p/b.py": (
                "from .a import (\n    A,  # back\n)\n\ny = lambda: A.z\n\n\n"
                "def f():\n    return [A() for A.x in A]\n"
            ),
        },
        {
            "p/b.py": (
                "from . import a\n\ny = lambda: a.A.z\n\n\n"
                "def f():\n    return [a.A() for a.A.x in a.A]\n"
            )
        },
    ),
    "one of several names, and the module's own name is taken": (
        "import-module",
        {
            "p/__init__.py": "",
            "p/a.py": "x = 1\nfrom p.b import y\n\n\nclass A:\n    z = y\n",
            "p/b.py": (
                "import os\n\nfrom p.a import A as C, x\n\ny = x\n\n\ndef f(a):\n"
                "    return C(a)\n"
            ),
        },
        {
            "p/b.py": (
                "import os\n\nfrom p import a as a_module\nfrom p.a import x\n\ny = x\n\n\n"
                "def f(a):\n    return a_module.A(a)\n"
            )
        },
    ),
    "a module that is imported as well": (
        "import-module",
        {
            "a.py": "from b import y\n\n\nclass A:\n    z = y\n",
            "b.py": "import a\nfrom a import A\n\ny = 1\n\n\ndef f():\n    return A(a)\n",
        },
        {"b.py": "import a\n\ny = 1\n\n\ndef f():\n    return a.A(a)\n"},
    ),
    "a base class that stands for itself": (
        "move-definitions",
        {
            "p/__init__.py": "",
            "p/a.py": "from .b import Base\n\n\nclass A(Base):\n    pass\n",
            "p/b.py": (
                "import os\nimport sys\n\nfrom .a import A\n\nLIMIT = 3\n\n\n"
                "# What all have.\nclass Base:\n    limit = LIMIT\n    here = os.curdir\n\n\n"
                "KINDS = [A, Base, sys]\n"
            ),
        },
        {
            "p/a.py": "from .base import Base\n\n\nclass A(Base):\n    pass\n",
            "p/b.py": (
                "import sys\n\nfrom .a import A\nfrom .base import LIMIT, Base\n\n"
                "KINDS = [A, Base, sys]\n"
            ),
            "p/base.py": (
                '"""Base, LIMIT: shared by p.b and p.a."""\n\nimport os\n\nLIMIT = 3\n\n\n'
                "# What all have.\nclass Base:\n    limit = LIMIT\n    here = os.curdir\n"
            ),
        },
    ),
    "through the package that re-exports": (
        "import-from-definer",
        {
            "p/__init__.py": "from .a import A\nfrom .b import B\n",
            "p/a.py": "from p import B\n\n\nclass A(B):\n    pass\n",
            "p/b.py": "class B:\n    pass\n",
        },
        {"p/a.py": "from p.b import B\n\n\nclass A(B):\n    pass\n"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "before", "after"), TRANSFORMED.values(), ids=TRANSFORMED.keys())
def test_transformed(kind: str, before: Files, after: Files) -> None:
    analysis = analysed(before)
    found = proposals(analysis, kind)
    assert found, [finding.title for finding in analysis.findings]
    assert changed_by(analysis, found[0]) == after


NOOP: dict[str, tuple[str, Files]] = {
    "a class without what importers take from it at once is another one": (
        "moved-module",
        {
            "p/__init__.py": "",
            "p/core/__init__.py": "",
            "p/core/old.py": "class Base:\n    x = 1\n\n\nclass Thing(Base):\n    pass\n",
            "p/a.py": "from p.old import Thing\n\n\n@Thing.route\ndef f(): ...\n",
        },
    ),
    "the same for a name": (
        "point-elsewhere",
        {
            "p/__init__.py": "",
            "p/b.py": "",
            "p/new.py": "class Base:\n    x = 1\n\n\nclass Thing(Base):\n    pass\n",
            "p/a.py": "from p.b import Thing\n\n\n@Thing.route\ndef f(): ...\n",
        },
    ),
    "what only looks alike is no rename": (
        "keep-old-name",
        {
            "p/__init__.py": "",
            "p/b.py": "FAST = 1\n\n\ndef fastest():\n    return FAST\n\n\nfastest()\n",
            "p/a.py": "from p.b import fast\n\nfast()\n",
        },
    ),
    "a constant is no decorator": (
        "correct-typo",
        {
            "p/__init__.py": "",
            "p/b.py": "load_all = 'all'\n",
            "p/a.py": "from p.b import load_al\n\n\n@load_al\ndef f():\n    pass\n",
        },
    ),
    "a name unlike any other is no typo": (
        "correct-typo",
        {"p/__init__.py": "", "p/b.py": DEFINES, "p/a.py": "from p.b import zebra\nzebra()\n"},
    ),
    "what a file uses is not dropped": (
        "drop-unused",
        {"p/__init__.py": "", "p/b.py": "", "p/a.py": "from p.b import gone\ngone()\n"},
    ),
    "what others import from there is not dropped": (
        "drop-unused",
        {
            "p/__init__.py": "from p.b import gone\n",
            "p/b.py": "",
            "main.py": "from p import gone\n\ngone()\n",
        },
    ),
    "what others take as an attribute is not dropped": (
        "drop-unused",
        {
            "p/__init__.py": "",
            "p/a.py": "from p.b import y\n\n\nclass A:\n    x = y\n",
            "p/b.py": "from p.a import A\n\ny = 1\n",
            "main.py": "import p.b\n\n\ndef f():\n    return p.b.A\n",
        },
    ),
    "an explicit re-export is not dropped": (
        "drop-unused",
        {
            "p/__init__.py": "",
            "p/a.py": "from p.b import y\n\n\nclass A:\n    z = y\n",
            "p/b.py": "from p.a import A as A\n\ny = 1\n",
        },
    ),
    "what runs at import can't wait": (
        "defer-import",
        {
            "p/__init__.py": "",
            "p/a.py": "from p.b import B\n\n\nclass A(B):\n    pass\n",
            "p/b.py": "from p.a import A\n\n\nclass B:\n    other = A\n",
        },
    ),
    "what a lambda uses can't wait": (
        "defer-import",
        {
            "p/__init__.py": "",
            "p/a.py": "from p.b import y\n\n\nclass A:\n    z = y\n",
            "p/b.py": "from p.a import A\n\ny = lambda: A()\n",
        },
    ),
    "what others import from there can't wait": (
        "defer-import",
        {
            "p/__init__.py": "",
            "p/a.py": "from p.b import y\n\n\nclass A:\n    z = y\n",
            "p/b.py": "from p.a import A\n\ny = 1\n\n\ndef f():\n    return A()\n",
            "main.py": "from p.b import A\n",
        },
    ),
    "what __all__ promises can't wait": (
        "defer-import",
        {
            "p/__init__.py": "",
            "p/a.py": "from p.b import y\n\n\nclass A:\n    z = y\n",
            "p/b.py": (
                'from p.a import A\n\n__all__ = ["A"]\ny = 1\n\n\ndef f():\n    return A()\n'
            ),
        },
    ),
    "what asks for its own module does not move": (
        "move-definitions",
        {
            "p/__init__.py": "",
            "p/a.py": "from .b import Base\n\n\nclass A(Base):\n    pass\n",
            "p/b.py": "from .a import A\n\n\nclass Base:\n    name = __name__\n\n\nK = A\n",
        },
    ),
    "what needs the cycle does not move": (
        "move-definitions",
        {
            "p/__init__.py": "",
            "p/a.py": "from .b import Base\n\n\nclass A(Base):\n    pass\n",
            "p/b.py": (
                "from .a import A\n\n\nclass Base:\n    def make(self):\n        return A()\n"
                "\n\nK = A\n"
            ),
        },
    ),
    "what a function binds anew does not move": (
        "move-definitions",
        {
            "p/__init__.py": "",
            "p/a.py": "from .b import state\n\nx = state\n",
            "p/b.py": (
                "from .a import x\n\nstate = 1\n\n\ndef change():\n    global state\n"
                "    state = x\n\n\nK = x\n"
            ),
        },
    ),
    "a guarded import needs no stub": (
        "add-stub",
        {
            "p/__init__.py": "",
            "p/a.py": "try:\n    from p.fast import f\nexcept ImportError:\n    f = None\n",
        },
    ),
}


@pytest.mark.parametrize(("kind", "before"), NOOP.values(), ids=NOOP.keys())
def test_noop(kind: str, before: Files) -> None:
    analysis = analysed(before)
    assert analysis.findings
    assert proposals(analysis, kind) == []
