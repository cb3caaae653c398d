from __future__ import annotations

import ast
import random
from pathlib import Path

import pytest

from benchmarks.copies import MAKERS
from benchmarks.planted import main

ORDERS = '''
class Orders:
    """What was ordered."""

    limit = 10

    def __init__(self, store, clock):
        self.store = store
        self.clock = clock

    def total(self, lines):
        """Sum in cents."""
        amount = 0
        for line in lines:
            if line.price > self.limit:
                raise ValueError(f"{line} of Orders is too dear")
            amount += line.price * line.count
        return amount

    def save(self, order):
        self.store.write(order.key, order, at=self.clock.now())
        return order.key
'''


@pytest.mark.parametrize("kind", MAKERS)
def test_a_copy_is_python_and_the_same_for_the_same_seed(kind: str) -> None:
    one, other = (MAKERS[kind](ORDERS.strip(), "Orders", random.Random(5)) for _ in range(2))
    assert one == other
    (found,) = ast.parse(one.text).body
    assert isinstance(found, ast.ClassDef)
    assert found.name == one.name
    assert (one.text == ORDERS.strip()) is (kind == "exact")
    assert (one.name == "Orders") is (kind != "another name")


def test_an_edit_is_of_a_quarter_of_the_statements() -> None:
    plain = ast.unparse(ast.parse(ORDERS)).splitlines()
    for seed in range(20):
        text = MAKERS["25 % edited"](ORDERS.strip(), "Orders", random.Random(seed)).text
        same = sum(line in plain for line in text.splitlines())
        assert len(plain) - 8 <= same < len(plain), text


def test_it_prints_what_was_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = tmp_path / "shop"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "orders.py").write_text(ORDERS)
    (package / "other.py").write_text("class Orders:\n    def paint(self): ...\n")
    (package / "free.py").write_text("")
    main(["--site", str(tmp_path), "--packages", "shop", "--jobs", "1"])
    told = capsys.readouterr().out
    for kind in MAKERS:
        assert f"{kind}: 1/1 = 100.0%, below a namesake: 0" in told
    main(["--site", str(tmp_path), "--packages", "shop", "--jobs", "1", "--reports"])
    assert "100" not in capsys.readouterr().out
