"""The class graph joins classes by inheritance and use."""

from __future__ import annotations

import pytest

from analysis.graphs.class_graph import build_class_graph, family
from tests.graphs.builders import class_of, project, ref_of

ZOO = build_class_graph(
    project(
        classes=[
            class_of("m:Base"),
            class_of("m:Left", ["m:Base"], uses=["m:Tool"]),
            class_of("m:Right", ["m:Base", "abc.ABC"], uses=["m:Base", "m:Right", "gone:Class"]),
            class_of("m:Leaf", ["m:Left", "o:Mixin"]),
            class_of("m:Tool"),
            class_of("o:Mixin"),
            class_of("o:Other", ["o:Mixin"]),
        ]
    )
)


def test_inheritance_hides_use_and_outsiders_are_left_out() -> None:
    edges = {(str(u), str(v), data["kind"]) for u, v, data in ZOO.edges(data=True)}
    assert edges == {
        ("m:Left", "m:Base", "inherits"),
        ("m:Left", "m:Tool", "uses"),
        ("m:Right", "m:Base", "inherits"),
        ("m:Leaf", "m:Left", "inherits"),
        ("m:Leaf", "o:Mixin", "inherits"),
        ("o:Other", "o:Mixin", "inherits"),
    }


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        pytest.param("m:Left", "m:Base m:Leaf m:Left m:Right", id="ancestors-and-theirs"),
        pytest.param("o:Other", "m:Leaf o:Mixin o:Other", id="through-a-mixin"),
        pytest.param("m:Tool", "m:Tool", id="alone"),
    ],
)
def test_family(ref: str, expected: str) -> None:
    assert " ".join(str(member) for member in family(ZOO, ref_of(ref))) == expected
