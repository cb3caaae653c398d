"""`python -m benchmarks`: one command that measures, and prints the tables of its figures."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.circumstances import circumstances, jobs
from benchmarks.contenders import OURS, audit, floor
from benchmarks.monorepo.write import FILES, LINES
from benchmarks.peers import PEERS, Found, Setting, find_peers
from benchmarks.process import ProgramFailed
from benchmarks.results import DOCUMENT, Results, as_json, report, written_between
from benchmarks.rounds import OVERLAY, Figures, overlays, take_turns
from benchmarks.stages import measure_stages
from benchmarks.table import STAGES, stage_row
from benchmarks.targets import (
    STANDARD,
    NoSuchPackage,
    Target,
    Tree,
    copy_alone,
    generate,
    targets_in,
    targets_named,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Measures and prints; 2 where a package is missing or a program of ours fails."""
    asked = _parser().parse_args(argv)
    try:
        targets = _targets(asked)
        if asked.stages:
            _print_stages(targets, asked.runs)
            return 0
        results = _measured(asked, targets)
    except (NoSuchPackage, ProgramFailed) as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 2
    text = report(results)
    print(text)
    if asked.json is not None:
        asked.json.write_bytes(as_json(results))
    if asked.record:
        document = DOCUMENT.read_text("utf-8")
        DOCUMENT.write_text(written_between(document, text), "utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    names = tuple(peer.name for peer in PEERS)
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    say = parser.add_argument
    say("folders", nargs="*", type=Path, help="packages to measure, as folders")
    say("--packages", nargs="+", metavar="NAME", help="packages, by their import names")
    say("--site", type=Path, metavar="DIR", help="a folder that holds packages: DIR/NAME")
    say("--monorepo", action="store_true", help="measure the generated monorepo too")
    say("--files", type=_positive, default=FILES, metavar="N", help="files of the monorepo")
    say("--lines", type=_positive, default=LINES, metavar="N", help="lines of the monorepo")
    say("--peers-venv", type=Path, metavar="DIR", help="an environment that holds the peers")
    say("--skip", nargs="+", choices=names, default=[], help="leave these peers out")
    say("--no-peers", action="store_true", help="leave all peers out")
    say("--runs", type=_positive, default=3, metavar="N", help="how often each (default: 3)")
    say("--jobs", type=_positive, default=jobs(), metavar="N", help="processes of ours")
    say("--timeout", type=float, default=600, metavar="S", help="seconds a run (default: 600)")
    say("--stages", action="store_true", help="the execution stage against the parse, no more")
    say("--json", type=Path, metavar="FILE", help="keep every figure in this file")
    say("--record", action="store_true", help="write the tables into docs/benchmarks.md")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least one is needed")
    return number


def _targets(asked: argparse.Namespace) -> list[Target]:
    """What is named, or else every one of the standard selection that is there."""
    if asked.folders or asked.packages or asked.monorepo:
        return targets_in(asked.folders) + targets_named(asked.packages or (), asked.site)
    found = []
    for name in STANDARD:
        try:
            found += targets_named([name], asked.site)
        except NoSuchPackage as error:
            print(f"Left out: {error}", file=sys.stderr)
    asked.monorepo = True
    return found


def _measured(asked: argparse.Namespace, targets: Sequence[Target]) -> Results:
    every = tuple(peer.name for peer in PEERS)
    peers, missing = find_peers(asked.peers_venv, every if asked.no_peers else asked.skip)
    figures, sizes = {}, {}
    for tree, scratch in _trees(asked, targets):
        _tell(f"{tree.title}: {tree.files:,} files, {tree.lines:,} lines")
        figures[tree.title] = _figures(asked, tree, scratch, peers)
        sizes[tree.title] = (tree.files, tree.lines)
    versions = {found.peer.name: found.version for found in peers}
    return Results(circumstances(), asked.runs, versions, missing, sizes, figures)


def _trees(asked: argparse.Namespace, targets: Sequence[Target]) -> Iterator[tuple[Tree, Path]]:
    """One at a time, each gone when the next one comes."""
    for target in targets:
        with tempfile.TemporaryDirectory() as scratch:
            yield copy_alone(target, Path(scratch)), Path(scratch)
    if asked.monorepo:
        with tempfile.TemporaryDirectory() as scratch:
            yield generate(asked.files, asked.lines, Path(scratch)), Path(scratch)


def _figures(
    asked: argparse.Namespace, tree: Tree, scratch: Path, peers: Sequence[Found]
) -> Figures:
    at = Setting(tree.folder, tree.packages, scratch)
    contenders = [
        floor(tree.folder, asked.jobs),
        floor(tree.folder, 1, "`ast.parse`, one process"),
        audit(tree.folder, asked.jobs, scratch / "cache"),
        *(found.peer.contender(found.start, at) for found in peers),
    ]
    figures = take_turns(contenders, tree.folder, asked.runs, asked.timeout, _tell)
    figures[OURS, OVERLAY] = overlays(tree.folder, asked.runs, asked.jobs, asked.timeout)
    return {
        row: figures[row]
        for contender in contenders
        for row in figures
        if row[0] == contender.label
    }


def _print_stages(targets: Sequence[Target], runs: int) -> None:
    print(STAGES, flush=True)
    for target in targets:
        with tempfile.TemporaryDirectory() as scratch:
            tree = copy_alone(target, Path(scratch))
            print(stage_row(tree.title, measure_stages(tree.folder, runs)), flush=True)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
