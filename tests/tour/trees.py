"""Small repositories to be shown round in."""

from __future__ import annotations

from collections.abc import Mapping

from analysis import Analysis, MemoryTree, Options, analyze
from analysis.tour.entries import EntryPoint, entry_points
from analysis.tour.leaning import leaning
from analysis.tour.reading import Reading, read_first
from analysis.tour.running import Running, running

# A start, a hub in the middle, a foundation below, and what nobody should read first.
SHOP = {
    "shop/__init__.py": "",
    "shop/__main__.py": "from shop.desk.counter import serve\n\nserve()\n",
    "shop/desk/__init__.py": '"""Where customers are served."""\n',
    "shop/desk/counter.py": (
        '"""The counter. It rings."""\n'
        "from shop.stock.shelf import Shelf\n"
        "from shop.stock.order import Order\n"
        "from shop.money import Price\n\n"
        "def serve():\n    from shop.report import daily\n    daily()\n\n"
        "def close(): ...\n"
    ),
    "shop/stock/__init__.py": "from shop.stock.shelf import Shelf\n",
    "shop/stock/shelf.py": "from shop.money import Price\n\nclass Shelf: ...\nclass Box: ...\n",
    "shop/stock/order.py": (
        "from shop.money import Price\nfrom shop.stock import Shelf\n\nclass Order(Price): ...\n"
    ),
    "shop/money.py": '"""Money without floats."""\n\nclass Price: ...\n',
    "shop/report.py": (
        "from shop.stock import Shelf\nfrom shop.money import Price\n\ndef daily(): ...\n"
    ),
    "shop/_version.py": "def version(): ...\n",
    "tests/test_shelf.py": "from shop.stock.shelf import Box\n\ndef test_box(): ...\n",
    "tests/test_report.py": "from shop.report import daily\n\ndef test_daily(): ...\n",
}


def analysed(files: Mapping[str, str]) -> Analysis:
    return analyze(MemoryTree(dict(files)), Options(jobs=1))


def started(files: Mapping[str, str]) -> tuple[Analysis, Running, tuple[EntryPoint, ...]]:
    found = analysed(files)
    runs = running(found.structure.project)
    return found, runs, entry_points(found, runs)


def readings(files: Mapping[str, str]) -> tuple[Reading, ...]:
    found, runs, entries = started(files)
    return read_first(found, runs, leaning(found.structure.project), entries)
