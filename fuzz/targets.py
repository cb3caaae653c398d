"""What is fuzzed: each target takes bytes, and may raise nothing but what it says it raises."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec
from hypothesis import strategies as st

from analysis.cli.audit_report import render
from analysis.cli.configured import standing_of
from analysis.execution.outcome import Fails
from analysis.extract.cache.facts import FactCache, Remembered, encode_facts
from analysis.extract.cache.folder import CacheFolder
from analysis.extract.cache.layer import Layer, decode_layer
from analysis.extract.cache.sealed import Damaged, seal, unseal
from analysis.extract.module import extract, extract_notebook
from analysis.findings import RULES
from analysis.pipeline import Analysis, Options, analyze
from analysis.report import triage_json, triage_markdown, triage_text
from analysis.sources.archive import open_archive
from analysis.sources.directory import open_directory
from analysis.sources.errors import SourceError
from analysis.sources.git_history import history_of
from analysis.sources.git_pack import BadPack, PackLimits, PackObjects
from analysis.sources.git_revision import branches_and_tags, open_revision, recent_revisions
from analysis.sources.remote_url import parse_remote, without_credentials
from analysis.sources.revision_name import parse_revision
from analysis.sources.settings import read_settings
from analysis.sources.tree import MemoryTree
from analysis.story.tell import story_of
from analysis.triage.examine import examine
from analysis.triage.tracker.state import UnreadableTracker, is_tracker
from analysis.triage.tracker.write import recheck
from fuzz import seeds
from fuzz.mutation import mixed, spoilt

JOBS = Options(jobs=1)
VERSION = b"fuzz" * 4


class Target(msgspec.Struct, frozen=True):
    """Inputs, and what is done with one of them."""

    inputs: Callable[[], st.SearchStrategy[bytes]]
    run: Callable[[bytes], None]


def _source() -> st.SearchStrategy[bytes]:
    python = seeds.python()
    return spoilt(python, seeds.PYTHON_WORDS) | mixed(python, seeds.PYTHON_WORDS)


def _trees() -> st.SearchStrategy[bytes]:
    others = ("pkg/c.py", "main.py", "tests/test_x.py", "pyproject.toml")
    names = st.sampled_from((*seeds.CODE, *others))
    return st.dictionaries(names, _source(), min_size=1, max_size=5).map(_written)


def _repositories() -> st.SearchStrategy[bytes]:
    files = seeds.repository()
    names = sorted(name for name in files if name.startswith(".git/"))
    one = st.sampled_from(names).flatmap(
        lambda name: st.tuples(st.just(name), spoilt([files[name]], seeds.BINARY_WORDS))
    )
    return st.lists(one, min_size=1, max_size=3).map(dict).map(_written)


def _written(files: Mapping[str, bytes]) -> bytes:
    """Several files as one input."""
    return json.dumps({name: data.decode("latin-1") for name, data in files.items()}).encode()


def _read(data: bytes) -> dict[str, bytes]:
    return {name: text.encode("latin-1") for name, text in json.loads(data).items()}


def _facts() -> st.SearchStrategy[bytes]:
    kept = [encode_facts(extract(text)) for text in seeds.python()[:6]]
    return spoilt(kept, [bytes([first]) * 4 for first in range(0x80, 0x100)])


def _extract(data: bytes) -> None:
    encode_facts(extract(data))


def _notebook(data: bytes) -> None:
    encode_facts(extract_notebook(data))


def _analyze(data: bytes) -> None:
    found = analyze(MemoryTree(_read(data)), JOBS)
    standing = standing_of(found, None, None)
    for form in ("json", "markdown", "text"):
        "".join(render(found, standing, form, 100)).encode("utf-8", "backslashreplace")
    for name, outcome in found.execution.outcomes.items():
        if isinstance(outcome, Fails):
            story_of(found, name)
            break


@functools.cache
def _golden() -> Analysis:
    return analyze(open_directory(seeds.ROOT / "sample_repos/golden_path"), JOBS)


def _triage(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    found = examine(_golden(), text, propose=False)
    for report in (triage_json, triage_markdown, triage_text):
        report.render(found)
    if is_tracker(text):
        with suppress(UnreadableTracker):
            recheck(text, _golden())


def _archive(data: bytes) -> None:
    with suppress(SourceError):
        tree = open_archive(data, "fuzzed")
        for path in tree.paths():
            tree.read(path)


def _pack(data: bytes) -> None:
    limits = PackLimits(objects=1_000, unfolded=2**24, most=2**22)
    # With its checksum, for without the right one nothing more is looked at.
    for pack in (data, data[:-20] + hashlib.sha1(data[:-20]).digest()):
        with suppress(BadPack):
            PackObjects(pack, 20, limits, lambda done, of: None)


def _git(data: bytes) -> None:
    files = seeds.repository() | _read(data)
    with tempfile.TemporaryDirectory(dir=os.environ.get("FUZZ_TMP")) as folder:
        for name, content in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        Path(folder, "pkg").mkdir(exist_ok=True)
        Path(folder, "pkg/b.py").write_text("two = 4\n")
        with suppress(SourceError):
            recent_revisions(folder, 5)
        with suppress(SourceError):
            branches_and_tags(folder)
        with suppress(SourceError):
            tree = open_revision(folder, "HEAD~1")
            for each in tree.paths():
                with suppress(SourceError):
                    tree.read(each)
        for version in history_of(open_directory(folder)).versions("pkg/b.py"):
            history_of(open_directory(folder)).read(version.content)


def _settings(data: bytes) -> None:
    read_settings(MemoryTree({"pyproject.toml": data, "src/a.py": "x = 1\n"}), RULES)
    analyze(MemoryTree({"pyproject.toml": data, "src/a.py": "x = 1\n", "setup.cfg": data}), JOBS)


def _cache(data: bytes) -> None:
    with suppress(Damaged):
        unseal(data, VERSION)
    # As a file that says that it is ours, with a right checksum: head, body, and facts.
    half = len(data) // 2
    sealed = b"".join(seal(VERSION, data[:half], [data[half:]]))
    with suppress(Damaged):
        decode_layer(sealed, VERSION)
    digest = b"fuzz" * 4
    cache = FactCache(CacheFolder(Path(os.devnull)), os.devnull)
    Remembered(cache, Layer({}, {digest: data}), Layer()).facts(digest)


def _name(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    with suppress(SourceError):
        clean, _ = without_credentials(text)
        remote = parse_remote(clean)
        assert str(remote).startswith("https://"), remote
    with suppress(SourceError):
        parse_revision(text)


TARGETS = {
    "extract": Target(_source, _extract),
    "notebook": Target(lambda: spoilt(seeds.notebooks(), seeds.PYTHON_WORDS), _notebook),
    "analyze": Target(_trees, _analyze),
    "triage": Target(
        lambda: (
            spoilt(seeds.tickets(), seeds.TICKET_WORDS) | mixed(seeds.tickets(), seeds.TICKET_WORDS)
        ),
        _triage,
    ),
    "archive": Target(lambda: spoilt(seeds.archives(), seeds.BINARY_WORDS), _archive),
    "pack": Target(lambda: spoilt(seeds.packs(), seeds.BINARY_WORDS), _pack),
    "git": Target(_repositories, _git),
    "settings": Target(lambda: spoilt(seeds.settings(), seeds.TOML_WORDS), _settings),
    "cache": Target(_facts, _cache),
    "name": Target(lambda: spoilt(seeds.NAMES, seeds.NAME_WORDS), _name),
}
