"""The class drawing keeps to the part that is asked for."""

from __future__ import annotations

import pytest

from analysis.graphs.class_layout import draw_classes
from analysis.graphs.scene import ClassOptions, Mark, MarkKind, Scene
from tests.graphs.builders import class_of, execution, structure

MADE = structure(
    classes=[
        class_of("zoo.base:Animal"),
        class_of("zoo.dogs:Dog", ["zoo.base:Animal"], uses=["zoo.food:Bone"]),
        class_of("zoo.dogs:Puppy", ["zoo.dogs:Dog"]),
        class_of("zoo.food:Bone"),
        class_of("zoo.food:Shop"),
        class_of("zoo.test_dogs:FakeDog", ["zoo.dogs:Dog"]),
    ],
    tests=["zoo.test_dogs"],
)
SCENE = Scene(
    MADE,
    execution(MADE),
    marks=(Mark(MarkKind.DUPLICATES, ("zoo.dogs:Dog", "zoo.food:Shop")),),
)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param(ClassOptions(), "Animal Bone Dog Puppy Shop", id="all-but-tests"),
        pytest.param(ClassOptions(within="zoo.dogs"), "Dog Puppy", id="a-module"),
        pytest.param(
            ClassOptions(family_of="zoo.dogs:Dog", hide_tests=False),
            "Animal Dog FakeDog Puppy",
            id="a-family",
        ),
        pytest.param(
            ClassOptions(only=frozenset({"zoo.food:Bone", "zoo.food:Shop"})),
            "Bone Dog Shop",
            id="with-neighbours",
        ),
        pytest.param(ClassOptions(family_of="no.such:Class"), "", id="nothing"),
    ],
)
def test_what_is_drawn(options: ClassOptions, expected: str) -> None:
    picture = draw_classes(SCENE, options)
    drawn = [box.id.partition(":")[2] for box in picture.boxes if box.kind == "class"]
    assert sorted(drawn) == expected.split()


def test_arrows_and_badges() -> None:
    picture = draw_classes(SCENE)
    arrows = {(a.source, a.target, a.kind) for a in picture.arrows}
    assert arrows == {
        ("zoo.dogs:Dog", "zoo.base:Animal", "inherits"),
        ("zoo.dogs:Puppy", "zoo.dogs:Dog", "inherits"),
        ("zoo.dogs:Dog", "zoo.food:Bone", "uses"),
    }
    boxes = {box.id: box for box in picture.boxes}
    assert boxes["zoo.dogs:Dog"].badges.duplicates == 1
    assert boxes["zoo.dogs:Dog"].parent == "zoo.dogs"
    assert boxes["zoo.dogs:Dog"].label == "Dog"
    assert boxes["zoo.base:Animal"].label == "base:Animal"
    assert picture.hidden == ("1 class of test modules is not drawn.",)


def test_inheritance_only() -> None:
    picture = draw_classes(SCENE, ClassOptions(inheritance_only=True))
    assert {arrow.kind for arrow in picture.arrows} == {"inherits"}
