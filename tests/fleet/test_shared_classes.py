from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from analysis.fleet.shared_classes import shared_classes
from analysis.fleet.value import SharedClass
from tests.fleet.services import FLEET, MANAGER, NEAR, OTHER, USER, VARIANT, report_of

Files = Mapping[str, str]


def shared(*repositories: Files) -> tuple[SharedClass, ...]:
    names = "abcdefgh"
    return shared_classes([report_of(names[at], files) for at, files in enumerate(repositories)])


def one(text: str) -> Files:
    return {"pkg/__init__.py": "", "pkg/db.py": text}


def relations(found: SharedClass) -> dict[str, str]:
    return {f"{each.repository}.{each.class_}": each.relation for each in found.definitions}


@pytest.mark.parametrize(
    ("texts", "kind", "severity"),
    [
        pytest.param((MANAGER, MANAGER), "exact", "warning", id="copied"),
        pytest.param(
            (MANAGER, MANAGER.replace("connection", "link") + "\n# more\n"),
            "exact",
            "warning",
            id="copied, with other names for locals",
        ),
        pytest.param((MANAGER, NEAR), "near", "warning", id="copied and edited"),
        pytest.param((MANAGER, OTHER), "divergent", "warning", id="a namesake"),
        pytest.param((MANAGER, NEAR, OTHER), "divergent", "warning", id="one of each"),
        pytest.param(
            (MANAGER, VARIANT.replace('"""The canonical one."""\n', "")),
            "near",
            "warning",
            id="copied under a longer name",
        ),
    ],
)
def test_classes_that_belong_together(texts: tuple[str, ...], kind: str, severity: str) -> None:
    (found,) = shared(*map(one, texts))
    assert (found.kind, found.severity) == (kind, severity)
    assert len(found.repositories) == len(texts)
    assert [each.relation for each in found.definitions].count("canonical") == 1


@pytest.mark.parametrize(
    "repositories",
    [
        pytest.param((one(MANAGER),), id="one repository"),
        pytest.param(({"a/x.py": MANAGER, "a/y.py": MANAGER}, one("x = 1\n")), id="both in one"),
        pytest.param(
            (one(MANAGER), {"tests/test_db.py": MANAGER, "pkg/__init__.py": ""}), id="a test"
        ),
        pytest.param((one(MANAGER), {"docs/examples/db.py": MANAGER}), id="an example"),
        pytest.param((one(MANAGER), {"pkg/_vendor/db.py": MANAGER}), id="vendored"),
        pytest.param(
            (
                one(MANAGER),
                one(OTHER.replace("DatabaseManager:", "DatabaseManager(common.DatabaseManager):")),
            ),
            id="derived under its name",
        ),
        pytest.param(
            (
                one(MANAGER),
                one(OTHER.replace("DatabaseManager:", "DatabaseManager(CoreDatabaseManager):")),
            ),
            id="derived from one that was imported under another name",
        ),
        pytest.param(
            tuple(one(text.replace("DatabaseManager", "Config")) for text in (MANAGER, OTHER)),
            id="a name that says nothing",
        ),
        pytest.param(
            tuple(one(text.replace("DatabaseManager", "Command")) for text in (MANAGER, MANAGER)),
            id="a name that a framework asks for",
        ),
        pytest.param(
            (one("class Tiny:\n    x = 1\n"), one("class Tiny:\n    x = 1\n")), id="too small"
        ),
        pytest.param(
            (one(MANAGER), one("class DatabaseManager:\n    def paint(self):\n        pass\n")),
            id="nothing in common but the name",
        ),
    ],
)
def test_classes_that_do_not(repositories: tuple[Files, ...]) -> None:
    assert shared(*repositories) == ()


def test_a_variant_stands_with_the_namesakes_that_it_is_one_of() -> None:
    other = OTHER.replace("DatabaseManager", "AuthDatabaseManager")
    (found,) = shared(*map(one, (MANAGER, MANAGER, other)))
    assert relations(found) == {
        "a.DatabaseManager": "canonical",
        "b.DatabaseManager": "exact",
        "c.AuthDatabaseManager": "variant",
    }
    assert "1 variant" in found.title


def test_a_variant_alone_is_worth_knowing() -> None:
    shape = (
        "class {name}:\n"
        "    def connect(self):\n        return self.opened_for({what!r}, retries=3)\n"
        "    def session(self):\n        return self.connect().session()\n"
        "    def close(self):\n        self.connect().close_all_of({what!r})\n"
        "    def {what}(self):\n        return {what!r}\n"
    )
    texts = [
        shape.format(name=name, what=what)
        for name, what in (("SessionBroker", "plain"), ("AuthSessionBroker", "auth"))
    ]
    (found,) = shared(*map(one, texts))
    assert found.kind == "variant"
    assert found.severity == "info"
    assert found.definitions[1].only_here == ("auth",)


def test_what_differs_is_told() -> None:
    (found,) = shared(one(MANAGER), one(OTHER))
    there, other = found.definitions
    assert "check_health" in there.only_here
    assert "open_cursors" in other.only_here
    assert "lacks check_health" in found.message
    assert "alone has open_cursors" in found.message


@pytest.mark.parametrize(
    ("repositories", "canonical", "why"),
    [
        pytest.param(
            (one(NEAR), {**one(NEAR), "pkg/use.py": USER.format(module="pkg.db")}),
            "b",
            "imported by 1 module, the others by 0",
            id="imported",
        ),
        pytest.param((one(NEAR), one(MANAGER)), "b", "its docstring calls it", id="called so"),
        pytest.param(
            (one(NEAR), {"core/__init__.py": "", "core/db.py": NEAR}, {"c.py": "import core\n"}),
            "b",
            "1 other repository imports b",
            id="its repository is a library of others",
        ),
        pytest.param(
            (one(OTHER), one(NEAR), one(NEAR)), "b", "2 of 3 have this very text", id="widespread"
        ),
        pytest.param((one(NEAR), one(NEAR)), "a", "nothing tells them apart", id="nothing"),
    ],
)
def test_the_canonical_one_and_why(
    repositories: tuple[Files, ...], canonical: str, why: str
) -> None:
    (found,) = shared(*repositories)
    assert found.canonical.repository == canonical
    assert any(why in each for each in found.canonical.why)


def test_the_same_groups_whatever_the_order() -> None:
    reports = [report_of(name, files) for name, files in FLEET.items()]
    expected = shared_classes(reports)
    assert expected
    for seed in range(4):
        shuffled = random.Random(seed).sample(reports, len(reports))
        assert [each.key for each in shared_classes(shuffled)] == [each.key for each in expected]


def test_many_versions_of_one_name_are_one_group() -> None:
    texts = [MANAGER + f"\n    def only_{at}(self):\n        return {at}\n" for at in range(40)]
    reports = [report_of(f"r{at}", one(text)) for at, text in enumerate(texts)]
    (found,) = shared_classes(reports)
    assert len(found.repositories) == 40
    assert {each.relation for each in found.definitions[1:]} == {"near"}
