"""`plumbline fix`: the repairs of findings, listed, as one diff, or written."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from analysis.cli.configured import standing_of
from analysis.cli.inputs import (
    SOURCE_HELP,
    Reading,
    add_reading,
    analysis_of,
    require_one_of,
)
from analysis.cli.misuse import Misuse
from analysis.cli.output import emit, emit_bytes, notice, progress
from analysis.cli.writing import write_changes
from analysis.findings import Severity
from analysis.fixes.edits import Applicability, Fix, overlay
from analysis.fixes.patch import unified_diff
from analysis.fixes.plan import Plan, combine, consider, plan_all, propose
from analysis.pipeline import Analysis
from analysis.report import fixes_json, fixes_text
from analysis.sources.git_changes import uncommitted
from analysis.sources.named import is_address, split_revision
from analysis.verification.value import Verification
from analysis.verification.verify import telling, verify, worth_verifying
from analysis.verification.words import headlines

_NO_SUCH_FIX = "there is no fix {!r}: `plumbline fix PATH` lists them"


class FixFindings(Reading, frozen=True, kw_only=True):
    """The arguments of `fix`."""

    path: str
    finding: tuple[str, ...]
    all: bool
    fix: tuple[str, ...]
    applicability: Applicability
    diff: bool
    write: bool
    verify: bool
    force: bool
    format: str

    def run(self) -> int:
        """Lists, shows or writes fixes.

        1 where errors are left once they are applied, or CPython does not do what was predicted.
        """
        self._check()
        found = analysis_of(self.path, self)
        for key in self.finding:
            require_one_of(key, (finding.key for finding in found.findings), "finding")
        if not (self.all or self.finding or self.fix):
            return self._list(found)
        with progress(self.path) as show:
            if self.fix:
                plan = combine(found, [_named(found, id) for id in dict.fromkeys(self.fix)])
            else:
                keys = _counting(found) if self.all else self.finding
                plan = plan_all(found, self.applicability, keys, show)
        if self.write and not self.force:
            self._refuse_uncommitted(found, plan)
        verification = self._verify(plan.after, worth_verifying(plan)) if self.verify else None
        disagrees = verification is not None and bool(verification.disagreements)
        writes = self.write and (self.force or not disagrees)
        written = self._write(found, plan) if writes else ()
        self._show(found, plan, written, verification)
        if self.write and not writes:
            notice("nothing was written: CPython disagrees (--force writes all the same)")
        return int(disagrees or _has_errors(plan.after))

    def _check(self) -> None:
        if self.all and (self.finding or self.fix):
            raise Misuse("--all takes every finding: leave --finding and --fix out")
        if self.finding and self.fix:
            raise Misuse("--fix names its finding itself: leave --finding out")
        if (self.diff or self.write) and not (self.all or self.finding or self.fix):
            raise Misuse("say what to fix: --all, --finding KEY or --fix ID")
        if self.write and Path(self.path).is_file():
            raise Misuse(f"{self.path} is a file: --write changes folders; use --diff")
        if self.write and split_revision(self.path) is not None:
            raise Misuse(f"{self.path} is a revision: --write changes folders; use --diff")
        if self.write and is_address(self.path):
            raise Misuse(f"{self.path} is on a server: --write changes folders; use --diff")
        if self.force and not self.write:
            raise Misuse("--force is for --write")

    def _list(self, analysis: Analysis) -> int:
        with progress(self.path) as show:
            proposals = propose(analysis, _counting(analysis), show)
        verification = None
        if self.verify:
            verification = self._verify(analysis, telling(analysis))
        if self.format == "json":
            emit(fixes_json.render_proposals(proposals, verification))
        else:
            emit(fixes_text.render_proposals(proposals))
            if verification is not None:
                emit(fixes_text.render_verification(verification))
        disagrees = verification is not None and bool(verification.disagreements)
        return int(disagrees or _has_errors(analysis))

    def _verify(self, analysis: Analysis, modules: tuple[str, ...]) -> Verification:
        with progress(self.path) as show:
            return verify(analysis, modules, progress=show)

    def _refuse_uncommitted(self, analysis: Analysis, plan: Plan) -> None:
        """Misuse where git could not bring back what a file that is to change holds now."""
        top = Path(self.path).expanduser()
        present = set(analysis.tree.paths())
        real = {
            Path(os.path.realpath(top / path)): path
            for path in overlay(analysis.tree, plan.edits).changed
            if path in present
        }
        if found := uncommitted(sorted(real)):
            first, *more = found
            others = f" (and {len(more)} more files)" if more else ""
            raise Misuse(
                f"{real[first]} {found[first]}{others}: nothing was written; "
                "commit first, or use --force"
            )

    def _write(self, analysis: Analysis, plan: Plan) -> tuple[str, ...]:
        changed = overlay(analysis.tree, plan.edits).changed
        write_changes(Path(self.path).expanduser(), analysis.tree, changed)
        return tuple(sorted(changed))

    def _show(
        self,
        analysis: Analysis,
        plan: Plan,
        written: tuple[str, ...],
        verification: Verification | None,
    ) -> None:
        if self.format == "json":
            diff = unified_diff(analysis.tree, plan.edits)
            emit(fixes_json.render_plan(plan, diff, written, verification))
        elif self.diff:
            # The bytes of the files as they are: a patch in another encoding would not apply.
            diff = unified_diff(analysis.tree, plan.edits)
            emit_bytes(diff.encode("utf-8", "surrogateescape"))
            for words in _left_out(plan):
                notice(words)
            for words in headlines(verification) if verification is not None else ():
                notice(words)
        else:
            emit(fixes_text.render_plan(plan, written, verification))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PATH and the options of `fix`."""
    parser.add_argument("path", metavar="PATH", help=f"{SOURCE_HELP}; to write, a folder")
    parser.add_argument(
        "--finding",
        action="append",
        default=[],
        metavar="KEY",
        help="the best fix of this finding; may be repeated",
    )
    parser.add_argument("--all", action="store_true", help="the best fix of every finding")
    parser.add_argument(
        "--fix", action="append", default=[], metavar="ID", help="this fix; may be repeated"
    )
    parser.add_argument(
        "--applicability",
        choices=("safe", "unsafe"),
        default="safe",
        help="the least sure fixes that --finding and --all take (default: safe)",
    )
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--diff", action="store_true", help="print one diff that git apply takes")
    action.add_argument("--write", action="store_true", help="change the files in PATH")
    parser.add_argument(
        "--verify",
        action="store_true",
        help="import the healed modules with real CPython, which runs the code of PATH, limited",
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="write also over changes that are not committed, and where CPython disagrees",
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="the list (default: text)"
    )
    add_reading(parser)


def _named(analysis: Analysis, id: str) -> Fix:
    """The proven fix of this id; Misuse where there is none, or it does harm."""
    owner = next((one for one in analysis.findings if id.startswith(f"{one.key}#")), None)
    if owner is None:
        raise Misuse(_NO_SUCH_FIX.format(id))
    considered = consider(analysis, owner)
    for proof in considered.proofs:
        if proof.fix.id == id:
            return proof.fix
    for rejected in considered.rejected:
        if rejected.fix.id == id:
            raise Misuse(f"the fix {id!r} is rejected: {rejected.reason}")
    raise Misuse(_NO_SUCH_FIX.format(id))


def _left_out(plan: Plan) -> list[str]:
    words = [
        f"overlapping edits in {one.path}: only the first is in the diff" for one in plan.conflicts
    ]
    if plan.unfixed:
        words.append(f"not fixed ({len(plan.unfixed)}): {', '.join(plan.unfixed)}")
    return words


def _counting(analysis: Analysis) -> tuple[str, ...] | None:
    """The findings that no waiver sets aside; None where that is all of them."""
    standing = standing_of(analysis)
    return tuple(finding.key for finding in standing.counting) if standing.waived else None


def _has_errors(analysis: Analysis) -> bool:
    counting = standing_of(analysis).counting
    return any(finding.severity is Severity.ERROR for finding in counting)
