from __future__ import annotations

from analysis.extract.bodies import Bodies
from analysis.extract.module import extract
from analysis.extract.usage import outline_of

CLASS = "class A:\n    def go(self):\n        return self.{}\n"


class Reads:
    """Files in memory, and which of them were read."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files
        self.paths: list[str] = []

    def __call__(self, path: str) -> bytes:
        self.paths.append(path)
        return self.files[path].encode()


def asked(bodies: Bodies, reads: Reads, path: str) -> list[object]:
    facts = extract(reads.files[path].encode())
    return [
        bodies.class_shape(path, 1, 3),
        bodies.import_time_uses(path, lambda: outline_of(facts)),
        bodies.is_read_in_functions(path, lambda: outline_of(facts), "other"),
        bodies.later_uses(path),
        bodies.function(path, 2, 3, "go", False),
    ]


def test_nothing_is_read_again_but_what_changed() -> None:
    before = Reads({"a.py": CLASS.format("one"), "b.py": CLASS.format("two")})
    bodies = Bodies(before)
    first = {path: asked(bodies, before, path) for path in before.files}
    after = Reads({**before.files, "b.py": CLASS.format("three")})
    over = bodies.over(after, {"b.py"})
    assert asked(over, after, "a.py") == first["a.py"]
    assert not after.paths
    assert asked(over, after, "b.py") == asked(Bodies(after), after, "b.py") != first["b.py"]
    assert asked(bodies, before, "b.py") == first["b.py"]
