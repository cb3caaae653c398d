"""Imports whose failure the code foresees, told apart from those that must come true."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from analysis.extract.facts import ImportFact
from analysis.extract.module import extract

LOAD = 'importlib.import_module("p.gone")'


def the_import(source: str) -> ImportFact:
    found = [fact for fact in extract(source.encode()).imports if fact.module == "p.gone"]
    assert len(found) == 1
    return found[0]


def in_a_test(body: str) -> ImportFact:
    return the_import(f"def test():\n{indent(dedent(body).strip(), '    ')}\n")


@pytest.mark.parametrize(
    "body",
    [
        "with pytest.raises(ImportError):\n    from p.gone import x",
        "with pytest.raises(ModuleNotFoundError):\n    import p.gone",
        "with pytest.raises((OSError, ImportError)):\n    import p.gone",
        "with pytest.raises(ImportError, match='gone'):\n    import p.gone",
        "with pytest.raises(expected_exception=ImportError):\n    import p.gone",
        "with pytest.raises(Exception):\n    import p.gone",
        "with raises(builtins.ImportError) as caught:\n    import p.gone",
        "with self.assertRaises(ImportError):\n    import p.gone",
        "with self.assertRaises(expected_exception=ImportError):\n    import p.gone",
        "with self.subTest('x'), self.assertRaises(ImportError):\n    import p.gone",
        "with self.assertRaisesRegex(ImportError, 'gone'):\n    import p.gone",
        "with np.testing.assert_raises(ImportError):\n    import p.gone",
        f"with pytest.raises(ImportError):\n    {LOAD}",
        f"with pytest.raises(ImportError):\n    found = {LOAD}.x",
        "pytest.raises(ImportError, importlib.import_module, 'p.gone')",
        "self.assertRaises(ImportError, __import__, 'p.gone')",
        "self.assertRaisesRegex(ImportError, 'gone', import_module, 'p.gone')",
        f"self.assertRaises(ImportError, lambda: {LOAD})",
        "def load():\n    import p.gone\nself.assertRaises(ImportError, load)",
        "def load():\n    import p.gone\nwith pytest.raises(ImportError):\n    load()",
        "try:\n    import p.gone\n    pytest.fail('it is back')\nexcept ImportError:\n    pass",
        "try:\n    import p.gone\n    self.fail()\nexcept (ImportError, OSError):\n    pass",
        "try:\n    import p.gone\nexcept ImportError:\n    pass\nelse:\n    self.fail('back')",
        "try:\n    import p.gone\nexcept ImportError:\n    pass\nelse:\n    raise AssertionError",
        "try:\n    import p.gone\n    assert False, 'back'\nexcept ImportError:\n    pass",
        "gone = pytest.importorskip('p.gone')",
        "gone = pytest.importorskip(modname='p.gone')",
    ],
)
def test_expected_by_a_test(body: str) -> None:
    assert in_a_test(body).expected_by_test


@pytest.mark.parametrize(
    "body",
    [
        "with pytest.raises(ValueError):\n    import p.gone",
        "with pytest.raises(ValueError, match=ImportError):\n    import p.gone",
        "with self.assertRaisesRegex(ValueError, 'ImportError'):\n    import p.gone",
        "with open(ImportError):\n    import p.gone",
        "with self.assertRaises(ImportError):\n    pass\nimport p.gone",
        "def load():\n    import p.gone\nself.assertRaises(ValueError, load)",
        "def load():\n    import p.gone\nload()",
        f"self.assertRaises(ValueError, lambda: {LOAD})",
        f"load({LOAD}, self.assertRaises(ImportError))",
        "try:\n    import p.gone\nexcept ImportError:\n    gone = None",
        "try:\n    import p.gone\n    self.fail()\nexcept ValueError:\n    pass",
    ],
)
def test_not_expected(body: str) -> None:
    assert not in_a_test(body).expected_by_test


@pytest.mark.parametrize(
    ("decorator", "expected"),
    [
        ("pytest.mark.xfail(raises=ImportError)", True),
        ("pytest.mark.xfail(raises=(OSError, ImportError), strict=True)", True),
        ("raises(ImportError)", True),
        ("pytest.mark.xfail(raises=ValueError)", False),
        ("pytest.mark.xfail(reason='ImportError')", False),
        ("raises(ValueError)", False),
        ("pytest.mark.xfail", False),
    ],
)
@pytest.mark.parametrize("on_class", [False, True])
def test_decorators(decorator: str, expected: bool, on_class: bool) -> None:
    text = f"@{decorator}\ndef test():\n    import p.gone\n"
    if on_class:
        text = f"@{decorator}\nclass TestIt:\n    def test(self):\n        import p.gone\n"
    assert the_import(text).expected_by_test == expected


@pytest.mark.parametrize(
    ("body", "guarded"),
    [
        ("try:\n    import p.gone\nexcept ImportError:\n    gone = None", True),
        ("try:\n    import p.gone\nexcept:\n    gone = None", True),
        ("try:\n    import p.gone\nexcept (KeyError, ImportError) as error:\n    log(error)", True),
        ("try:\n    import p.gone\nexcept KeyError:\n    gone = None", False),
        ("with contextlib.suppress(ImportError):\n    import p.gone", True),
        ("with suppress(KeyError, ModuleNotFoundError):\n    import p.gone", True),
        ("with suppress(KeyError):\n    import p.gone", False),
        ("try:\n    import p.gone\nexcept ImportError:\n    pytest.fail('it is needed')", False),
        ("try:\n    import p.gone\nexcept ImportError as e:\n    self.fail(str(e))", False),
        ("pytest.importorskip('p.gone')", True),
    ],
)
@pytest.mark.parametrize("in_function", [False, True])
def test_guarded(body: str, guarded: bool, in_function: bool) -> None:
    found = in_a_test(body) if in_function else the_import(f"{body}\n")
    assert found.guarded == guarded
