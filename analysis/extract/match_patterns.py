"""Whether the compiler may refuse a `match` statement: a case that hides the next, a name twice."""

from __future__ import annotations

import ast


def is_plain(match: ast.Match) -> bool:
    """Whether the patterns of a `match` statement are plainly right."""
    for case in match.cases:
        names: list[str] = []
        if not _is_plain_pattern(case.pattern, names) or len(names) != len(set(names)):
            return False
        if case.guard is None and case is not match.cases[-1] and _takes_all(case.pattern):
            return False
    return True


def _takes_all(pattern: ast.pattern) -> bool:
    return isinstance(pattern, ast.MatchAs) and (
        pattern.pattern is None or _takes_all(pattern.pattern)
    )


def _is_plain_pattern(pattern: ast.pattern, names: list[str]) -> bool:
    """Adds the names that the pattern binds."""
    match pattern:
        case ast.MatchValue() | ast.MatchSingleton():
            return True
        case ast.MatchAs(inner, name):
            if name is not None:
                names.append(name)
            return inner is None or (not _takes_all(inner) and _is_plain_pattern(inner, names))
        case ast.MatchClass(_, patterns, keywords, named):
            return len(keywords) == len(set(keywords)) and all(
                _is_plain_pattern(each, names) for each in (*patterns, *named)
            )
        case ast.MatchOr(patterns):
            # Alternatives must bind the same names: here, none.
            bound: list[str] = []
            return (
                not any(map(_takes_all, patterns))
                and all(_is_plain_pattern(each, bound) for each in patterns)
                and not bound
            )
    return False
