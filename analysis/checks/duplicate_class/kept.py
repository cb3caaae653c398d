"""The duplicate classes of the last run, for a run after edits that leave them as they were."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from analysis.checks.context import CodeContext
from analysis.checks.duplicate_class.unchanged import is_unchanged
from analysis.extract.bodies import Bodies
from analysis.extract.cache.facts import FactCache
from analysis.extract.cache.version import version_of_reports
from analysis.extract.facts import FileFacts
from analysis.findings import AnyFinding
from analysis.graphs.structure import build_structure
from analysis.resolve.again import resolved_again
from analysis.resolve.basis import Basis

KIND = "duplicates"


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    canonical_classes: dict[str, str]
    findings: tuple[AnyFinding, ...]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Kept).decode


class KeptDuplicates:
    """`bodies_then` gives what is known of files whose content, by path, was another."""

    def __init__(
        self,
        cache: FactCache,
        basis: Basis,
        bodies_then: Callable[[Mapping[str, bytes]], Bodies],
    ) -> None:
        self._cache = cache
        self._basis = basis
        self._bodies_then = bodies_then
        self._is_kept = False

    def find(self, code: CodeContext) -> tuple[AnyFinding, ...] | None:
        """What the check would find in `code`; None where only the check can tell."""
        sources = version_of_reports()
        opened = self._cache.read(KIND, sources) if sources is not None else None
        if opened is None:
            return None
        try:
            then = self._basis.decode(opened.head)
            if then is None:
                return None
            kept = _decode(opened.body)
        except (msgspec.DecodeError, ValueError, RecursionError):
            self._cache.damaged(KIND)
            return None
        facts = {name: known for name, known in then.facts.items() if known is not None}
        before = _as_it_was(code, facts, self._bodies_then(then.digests), kept.canonical_classes)
        if before is None or not is_unchanged(code, before, kept.findings):
            return None
        self._is_kept = then.is_now
        return kept.findings

    def keep(self, code: CodeContext, findings: tuple[AnyFinding, ...]) -> None:
        """Keeps what the check has found in `code` for the next run."""
        sources = version_of_reports()
        if sources is None or self._is_kept:
            return
        try:
            body = _encode(_Kept(dict(code.canonical_classes), findings))
        except (UnicodeEncodeError, RecursionError):
            return
        self._cache.write(KIND, sources, self._basis.encode(), [body])


def _as_it_was(
    code: CodeContext,
    facts: Mapping[str, FileFacts],
    bodies: Bodies,
    canonical_classes: dict[str, str],
) -> CodeContext | None:
    """The code that `facts` are of; None where names mean something else now, or facts are lost."""
    now = code.project
    project = resolved_again(now, now.layout, facts, now.declared, now.distributions, now.shadowed)
    if project is None:
        return None
    return CodeContext(
        structure=build_structure(project, code.structure),
        bodies=bodies,
        canonical_classes=canonical_classes,
    )
