"""The duplicate classes of the last run, for a run after edits that leave them as they were."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from analysis.checks.context import CodeContext
from analysis.checks.duplicate_class.unchanged import is_unchanged
from analysis.extract.bodies import Bodies
from analysis.extract.cache.facts import FactCache
from analysis.extract.facts import FileFacts
from analysis.findings import AnyFinding
from analysis.graphs.structure import build_structure
from analysis.resolve.again import resolved_again
from analysis.resolve.basis import Basis, Kept

KIND = "duplicates"


class _Found(msgspec.Struct, frozen=True, array_like=True):
    canonical_classes: dict[str, str]
    findings: tuple[AnyFinding, ...]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Found).decode


class KeptDuplicates:
    """`bodies_then` gives what is known of files whose content, by path, was another."""

    def __init__(
        self,
        cache: FactCache,
        basis: Basis,
        bodies_then: Callable[[Mapping[str, bytes]], Bodies],
    ) -> None:
        self._kept = Kept[_Found](cache, KIND, basis)
        self._bodies_then = bodies_then
        self._is_kept = False

    def find(self, code: CodeContext) -> tuple[AnyFinding, ...] | None:
        """What the check would find in `code`; None where only the check can tell."""
        last = self._kept.read(lambda data, then: _decode(data))
        if last is None:
            return None
        kept, then = last
        facts = {name: known for name, known in then.facts.items() if known is not None}
        before = _as_it_was(code, facts, self._bodies_then(then.digests), kept.canonical_classes)
        if before is None or not is_unchanged(code, before, kept.findings):
            return None
        self._is_kept = then.is_now
        return kept.findings

    def keep(self, code: CodeContext, findings: tuple[AnyFinding, ...]) -> None:
        """Keeps what the check has found in `code` for the next run."""
        if not self._is_kept:
            self._kept.write(lambda: _encode(_Found(dict(code.canonical_classes), findings)))


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
