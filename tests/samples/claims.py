"""What the READMEs of the samples claim, as tables: the roots, and what each import does."""

from __future__ import annotations

import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from tests.differential.judge import Verdict, judge

SAMPLES = Path(__file__).parents[2] / "sample_repos"
CIRCULAR = " (most likely due to a circular import)"


class Sample(msgspec.Struct, frozen=True):
    """A sample: its import roots, how many modules they give, and those whose import fails."""

    name: str
    roots: tuple[str, ...]
    modules: int
    fails: Mapping[str, Verdict]

    @property
    def top(self) -> Path:
        return SAMPLES / self.name

    @property
    def readme(self) -> str:
        return (self.top / "README.md").read_text(encoding="utf-8")


def fails(message: str, path: str, line: int) -> Verdict:
    return Verdict("fails", "ImportError", message, path, line)


def partial(name: str, module: str, path: str, line: int) -> Verdict:
    """The error of a circle: `module` was asked for `name` too early."""
    asked = f"cannot import name '{name}' from partially initialized module '{module}'"
    return fails(asked + CIRCULAR, path, line)


NO_FACTORY = fails(
    "cannot import name 'get_db_session_factory' from 'netra_backend.app.db.session'",
    "netra_backend/app/websocket_core/websocket_factory.py",
    8,
)
NO_ENGINE = partial(
    "get_engine", "netra_backend.app.database", "netra_backend/app/db/session.py", 31
)
NO_POOL = partial(
    "PoolOptions",
    "netra_backend.app.db.database_manager",
    "netra_backend/app/database/__init__.py",
    10,
)
NO_CATEGORY = partial("Category", "shop.catalog.category", "shop/catalog/product.py", 17)
NO_ORDER = partial("Order", "shop.orders.order", "shop/orders/invoice.py", 7)
NO_INVOICE = partial("Invoice", "shop.orders.invoice", "shop/orders/order.py", 7)
NO_PAYMENT_ERROR = partial("PaymentError", "shop.payments", "shop/payments/gateway.py", 5)

GOLDEN_PATH = Sample(
    "golden_path",
    (".",),
    49,
    {
        "main": NO_FACTORY,
        "netra_backend.app.application": NO_FACTORY,
        "netra_backend.app.routes.websocket": NO_FACTORY,
        "netra_backend.app.websocket_core.websocket_factory": NO_FACTORY,
        "netra_backend.app.agents.data_agent": NO_ENGINE,
        "netra_backend.app.agents.supervisor": NO_ENGINE,
        "netra_backend.app.database": NO_ENGINE,
        "netra_backend.app.database.request_scoped": NO_ENGINE,
        "netra_backend.app.db.database_manager": NO_POOL,
        "netra_backend.app.services.maintenance": NO_POOL,
    },
)
HEALTHY = Sample("healthy", ("src", "tests"), 20, {})
TANGLED_SHOP = Sample(
    "tangled_shop",
    (".",),
    28,
    {
        "shop.backoffice": NO_CATEGORY,
        "shop.catalog.category": NO_CATEGORY,
        "shop.checkout": NO_ORDER,
        "shop.orders.order": NO_ORDER,
        "shop.orders.invoice": NO_INVOICE,
        "shop.payments": NO_PAYMENT_ERROR,
        "shop.payments.gateway": NO_PAYMENT_ERROR,
    },
)
MONOREPO = Sample(
    "monorepo",
    (
        "packages/acme-core/src",
        "packages/acme-billing/src",
        "services/orders/src",
        "services/inventory/src",
        "packages/acme-core/tests",
        "packages/acme-billing/tests",
        "services/orders/tests",
        "scripts",
    ),
    19,
    {},
)
IMPORTABLE = (GOLDEN_PATH, HEALTHY, TANGLED_SHOP, MONOREPO)

NULL_BYTES = "source code string cannot contain null bytes"
"""A SyntaxError since Python 3.11.4, a ValueError before."""

UNPARSABLE = {
    "broken/conflict.py": ("SyntaxError", "invalid syntax"),
    "broken/garbage.py": ("SyntaxError", NULL_BYTES),
    "broken/indentation.py": (
        "IndentationError",
        "expected an indented block after function definition on line 4",
    ),
    "broken/null_bytes.py": ("SyntaxError", NULL_BYTES),
    "broken/python2.py": (
        "SyntaxError",
        "Missing parentheses in call to 'print'. Did you mean print(...)?",
    ),
    "broken/return_outside.py": ("SyntaxError", "'return' outside function"),
    "broken/tabs_and_spaces.py": (
        "TabError",
        "inconsistent use of tabs and spaces in indentation",
    ),
    "broken/unclosed.py": ("SyntaxError", "'(' was never closed"),
    "deep/indentation.py": ("IndentationError", "too many levels of indentation"),
    "deep/parentheses.py": ("SyntaxError", "too many nested parentheses"),
    "encodings_zoo/bom_and_cookie.py": ("SyntaxError", "encoding problem: iso-8859-1 with BOM"),
    "encodings_zoo/latin1_without_cookie.py": (
        "SyntaxError",
        "(unicode error) 'utf-8' codec can't decode byte 0xe9 in position 6: "
        "invalid continuation byte",
    ),
    "encodings_zoo/unknown_cookie.py": ("SyntaxError", "unknown encoding: klingon-8"),
    "encodings_zoo/utf16.py": ("SyntaxError", NULL_BYTES),
}
"""Of the hopeless sample: (error, message) by file."""


def modules_below(root: Path) -> tuple[str, ...]:
    """Every module of the Python files below an import root; namespace packages are left out."""
    names = set()
    for file in root.rglob("*.py"):
        parts = file.relative_to(root).with_suffix("").parts
        names.add(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return tuple(sorted(names))


def ask_cpython(top: Path, roots: Sequence[str], modules: Sequence[str]) -> dict[str, Verdict]:
    """What CPython says, with `roots` and the installed packages on sys.path.

    Paths are relative to the first root.
    """
    first, *others = [(top / root).resolve() for root in roots]
    installed = sysconfig.get_path("purelib")
    return judge().ask(first, modules, [*map(str, others), installed])
