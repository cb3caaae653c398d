"""Small repositories that tickets are written about, as tables of files."""

from __future__ import annotations

from pathlib import Path

_GATEWAY = """
class PaymentGateway:
    def __init__(self, key):
        self.key = key

    def send(self, amount):
        return {"key": self.key, "amount": amount}

    def refund(self, amount):
        return self.send(-amount)
"""

_SERIALIZER = """
class Serializer:
    def __init__(self, value):
        self.value = value

    def to_dict(self):
        return {"value": self.value}
"""

SHOP = {
    "manage.py": "from shop.main import run\n\nif __name__ == '__main__':\n    run()\n",
    "worker.py": "from shop.users.account import Account\n\n\ndef work():\n    return Account()\n",
    "pyproject.toml": (
        "[project]\nname = 'shop'\nversion = '1'\n\n"
        "[tool.plumbline]\n"
        "golden_paths = {checkout = 'shop.api.routes', worker = 'worker'}\n"
    ),
    "shop/__init__.py": "",
    "shop/main.py": "from shop.api import routes\n\n\ndef run():\n    return routes\n",
    "shop/api/__init__.py": "",
    "shop/api/routes.py": (
        "from shop.orders.service import place_order\n\n\n"
        "def checkout():\n    return place_order()\n"
    ),
    "shop/api/health.py": "def health():\n    return 'ok'\n",
    "shop/api/serializers.py": _SERIALIZER,
    "shop/orders/__init__.py": "",
    "shop/orders/service.py": (
        "from shop.orders.models import Order\n"
        "from shop.payments.gateway import charge_card\n\n\n"
        "def place_order():\n    return charge_card(Order())\n"
    ),
    "shop/orders/models.py": (
        "class Order:\n    total = 0\n\n\n"
        "class Money:\n"
        "    def __init__(self, amount):\n        self.amount = amount\n\n"
        "    def add(self, other):\n        return Money(self.amount + other.amount)\n\n"
        "    def rounded(self):\n        return round(self.amount, 2)\n"
    ),
    "shop/orders/serializers.py": _SERIALIZER,
    "shop/payments/__init__.py": "",
    "shop/payments/gateway.py": f"def charge(order):\n    return order\n\n{_GATEWAY}",
    "shop/payments/legacy.py": (
        f"{_GATEWAY}\n\n"
        "class Money:\n"
        "    def __init__(self, amount):\n        self.cents = amount * 100\n\n"
        "    def add(self, other):\n        return Money((self.cents + other.cents) / 100)\n\n"
        "    def in_cents(self):\n        return self.cents\n"
    ),
    "shop/payments/retry.py": (
        "def again(order):\n"
        "    from shop.payments.gateway import charge_card\n\n"
        "    return charge_card(order)\n"
    ),
    "shop/catalog/__init__.py": "",
    "shop/catalog/product.py": (
        "from shop.catalog.category import Category\n\n\nclass Product:\n    kind = Category\n"
    ),
    "shop/catalog/category.py": (
        "from shop.catalog.product import Product\n\n\nclass Category:\n    of = [Product]\n"
    ),
    "shop/catalog/search.py": (
        "def search():\n    from shop.catalog.product import Product\n\n    return Product\n"
    ),
    "shop/users/__init__.py": "",
    "shop/users/account.py": (
        "from shop.users.session import Session\n\n\n"
        "class Account:\n    def open(self):\n        return Session()\n"
    ),
    "shop/users/session.py": (
        "class Session:\n"
        "    def account(self):\n"
        "        from shop.users.account import Account\n\n"
        "        return Account()\n"
    ),
    "shop/users/profile.py": (
        "from typing import TYPE_CHECKING\n\n"
        "if TYPE_CHECKING:\n    from shop.users.avatar import Avatar\n\n\n"
        "class Profile:\n    avatar: 'Avatar'\n"
    ),
    "shop/users/avatar.py": (
        "from shop.users.profile import Profile\n\n\nclass Avatar:\n    of = Profile\n"
    ),
    "shop/users/serializers.py": _SERIALIZER,
    "shop/reports/__init__.py": "",
    "shop/reports/daily.py": "from shop.reports import weekly\nimport shop.reports.charts\n",
    "shop/reports/weekly.py": "from shop.orders.models import Order\n\nROWS = [Order]\n",
    "shop/notify/__init__.py": "",
    "shop/notify/mailer.py": "def send_mail():\n    return None\n",
    "shop/notify/sms.py": (
        "try:\n    from shop.notify.mailer import send_sms\n"
        "except ImportError:\n    send_sms = None\n"
    ),
    "tests/__init__.py": "",
    "tests/test_orders.py": (
        "import pytest\n\n\n"
        "def test_no_cart():\n"
        "    with pytest.raises(ImportError):\n"
        "        from shop.orders.models import Cart\n"
    ),
    "tests/test_health.py": "from shop.api.health import health\n",
}
"""`shop.orders.service` asks for a name that was renamed; two modules of the catalog crash."""

LAB = {
    "pyproject.toml": (
        "[project]\nname = 'lab'\nversion = '1'\n\n"
        "[project.scripts]\nlab = 'lab.cli:main'\n\n"
        "[tool.setuptools.packages.find]\nwhere = ['src']\n"
    ),
    "src/lab/__init__.py": "",
    "src/lab/cli.py": (
        "from lab.config import load_config\n\n\n"
        "class Config:\n"
        "    def __init__(self, path):\n        self.path = path\n\n"
        "    def read(self):\n        return load_config(self.path)\n\n"
        "    def save(self):\n        return self.path\n\n\n"
        "def main():\n    return Config('.')\n"
    ),
    "src/lab/config.py": (
        "def read_config(path):\n    return path\n\n\n"
        "class Config:\n"
        "    def __init__(self, path):\n        self.path = path\n\n"
        "    def read(self):\n        return read_config(self.path)\n\n"
        "    def merge(self, other):\n        return Config(self.path + other.path)\n"
    ),
    "src/lab/app.py": "from lab.config import Config\n\nSETTINGS = Config('.')\n",
    "src/lab/jobs.py": "from lab.cli import Config\n\nSETTINGS = Config('.')\n",
    "src/lab/io/__init__.py": "",
    "src/lab/io/reader.py": (
        "import lab.io.writer\n\n\ndef read():\n    return lab.io.writer.write\n"
    ),
    "src/lab/io/writer.py": (
        "import lab.io.reader\n\n\ndef write():\n    return lab.io.reader.read\n"
    ),
    "src/lab/io/formats.py": "from lab.io.reader import read\n\nFORMATS = [read]\n",
    "src/lab/model/__init__.py": "",
    "src/lab/model/tensor.py": "from lab.model.ops import add\n\n\nclass Tensor:\n    add = add\n",
    "src/lab/model/ops.py": "from lab.model.shape import Shape\n\n\ndef add():\n    return Shape\n",
    "src/lab/model/shape.py": "import lab.model.tensor\n\n\nclass Shape:\n    rank = 0\n",
    "src/lab/model/graph.py": "from lab.model.shape import Shape\n\nNODES = [Shape]\n",
    "src/lab/numeric.py": "def mean(rows):\n    return sum(rows) / len(rows)\n",
    "src/lab/stats.py": "from lab.numeric import mean\n\n__all__ = ['mean']\n",
    "src/lab/viz/__init__.py": "",
    "src/lab/viz/plot.py": (
        "def plot():\n    import lab.viz.colors\n\n    return lab.viz.colors\n"
    ),
    "src/lab/viz/theme.py": "from lab.viz.plot import plot\n\nDRAW = plot\n",
    "src/lab/cache/__init__.py": "from lab.cache.store import Store\n",
    "src/lab/cache/store.py": "class Store:\n    pass\n",
    "src/lab/dynamic.py": ("def __getattr__(name):\n    return name\n"),
    "scripts/run.py": "from lab.stats import median\n\nprint(median)\n",
    "scripts/clean.py": "from lab.cache import Store\n\nprint(Store)\n",
    "tests/test_stats.py": "from lab.stats import mean\n\nassert mean([1]) == 1\n",
}
"""A src layout: a circle that is safe, one that depends on the entry, and a renamed function."""


def golden_path() -> dict[str, str]:
    """The sample of that name."""
    top = Path(__file__).parents[2] / "sample_repos" / "golden_path"
    files = (path for path in sorted(top.rglob("*")) if path.suffix in (".py", ".toml"))
    return {path.relative_to(top).as_posix(): path.read_text("utf-8") for path in files}
