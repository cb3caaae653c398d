"""Patterns mean what they mean in a `.gitignore`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sources.patterns import Matcher, pattern_of


def is_excluded(text: str, path: str) -> bool:
    return Matcher([pattern_of(text)]).of_file(path) is not None


@pytest.mark.parametrize(
    ("text", "path", "excluded"),
    [
        ("vendor", "vendor", True),
        ("vendor", "vendor/a.py", True),
        ("vendor", "pkg/vendor/deep/a.py", True),
        ("vendor", "pkg/vendors/a.py", False),
        ("vendor/", "vendor/a.py", True),
        ("vendor/", "pkg/vendor/a.py", True),
        ("vendor/", "pkg/vendor", False),
        ("/vendor", "vendor/a.py", True),
        ("/vendor", "pkg/vendor/a.py", False),
        ("pkg/vendor", "pkg/vendor/a.py", True),
        ("pkg/vendor", "src/pkg/vendor/a.py", False),
        ("*_pb2.py", "pkg/deep/a_pb2.py", True),
        ("*_pb2.py", "a_pb2.pyi", False),
        ("pkg/*.py", "pkg/a.py", True),
        ("pkg/*.py", "pkg/deep/a.py", False),
        ("pkg/**/a.py", "pkg/a.py", True),
        ("pkg/**/a.py", "pkg/x/y/a.py", True),
        ("pkg/**/a.py", "a.py", False),
        ("**/b/a.py", "b/a.py", True),
        ("**/b/a.py", "x/b/b/a.py", True),
        ("pkg/**", "pkg/a.py", True),
        ("pkg/**", "pkg/x/a.py", True),
        ("pkg/**", "pkgs/a.py", False),
        ("a?.py", "ab.py", True),
        ("a?.py", "a.py", False),
        ("[ab].py", "x/b.py", True),
        ("[!ab].py", "b.py", False),
        ("./pkg/a.py", "pkg/a.py", True),
        ("PKG", "pkg/a.py", False),
        ("**", "a.py", True),
    ],
)
def test_what_a_pattern_matches(text: str, path: str, excluded: bool) -> None:
    assert is_excluded(text, path) is excluded


@pytest.mark.parametrize("text", ["", "/", "!a", "../a", "a/../b", ".", "  "])
def test_what_is_no_pattern(text: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        pattern_of(text)


names = st.text("ab", min_size=1, max_size=3)
paths = st.lists(names, min_size=1, max_size=6).map("/".join)


@given(paths, paths)
def test_a_path_from_the_top_excludes_itself_and_what_is_below(text: str, path: str) -> None:
    expected = f"{path}/".startswith(f"{text}/")
    assert is_excluded(f"/{text}", path) is expected


@given(paths, st.integers(0, 5))
def test_two_stars_stand_for_any_number_of_folders(path: str, cut: int) -> None:
    parts = path.split("/")
    assert is_excluded("/".join(["**", *parts[min(cut, len(parts) - 1) :]]), path)


def test_no_pattern_is_slow() -> None:
    # Backtracking over every `**` would not end.
    text = "/".join(["**", "a"] * 200) + "/b"
    assert not is_excluded(text, "/".join(["a"] * 400))


def test_the_first_pattern_that_matches_is_named() -> None:
    matcher = Matcher([pattern_of("*.pyi"), pattern_of("pkg"), pattern_of("a.py")])
    assert matcher.of_file("pkg/a.py") == pattern_of("pkg")
    assert matcher.of_file("a.py") == pattern_of("a.py")
    assert matcher.of_file("b.py") is None
