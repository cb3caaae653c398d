"""The remediation tracker: made from a checked text, or fed back in and checked again."""

from __future__ import annotations

import functools
import io
import re
import zipfile

import msgspec
import streamlit as st

from analysis import Analysis
from analysis.sources.errors import SourceError
from analysis.triage.tracker import write
from analysis.triage.tracker.state import UnreadableTracker
from analysis.triage.tracker.value import CheckedViolation
from views import parts, state
from views.opening import Opened
from views.shelf import of_analysis
from views.triage import checked
from views.triage.pasted import Pasted
from views.words import RULES, count, plain

PREVIEW = 40_000
TALL = 560
_BOX = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+\[([ xX])\]\s+(.*)$")
_NOTE = re.compile(r"\s*<!--.*?-->")
# One that never changes: equal files, equal archives.
_DATE = (1980, 1, 1, 0, 0, 0)


class Made(msgspec.Struct, frozen=True):
    """A tracker, and the tests that it speaks of by file name."""

    text: str
    tests: dict[str, str]


def offer(opened: Opened, pasted: Pasted) -> None:
    """The tracker of a checked text, its tests, and how to go on with them."""
    try:
        made = _made(opened.key, checked.digest(pasted.text), opened, pasted.text)
    except SourceError as error:
        st.caption(f"A file can't be read any more: {plain(str(error))}")
        return
    st.caption(
        "A document for the team: what is wrong with its evidence, tests to write first, the "
        "repairs in order, the pull request. Work in it, and paste it here again: its boxes tick "
        "themselves, and what people wrote stays."
    )
    with st.container(horizontal=True):
        _save("Tracker", made.text.encode("utf-8", "surrogateescape"), "TRACKER.md")
        if made.tests:
            words = f"{count(len(made.tests), 'test file')}, zip"
            _save(words, functools.partial(zipped, made.tests), "tracker-tests.zip")
    _preview(made.text)
    for name, text in made.tests.items():
        with st.expander(plain(name), icon=":material/science:"):
            st.code(text[:PREVIEW], language="python")


def again(opened: Opened, pasted: Pasted) -> None:
    """A tracker that was pasted, as the repository is now."""
    try:
        found = write.checked(pasted.text, opened.analysis)
    except UnreadableTracker as error:
        parts.show(parts.callout("doubt", "This tracker can't be read", str(error)))
        return
    except SourceError as error:
        st.caption(f"A file can't be read any more: {plain(str(error))}")
        return
    gone = len(found.violations) - len(found.open)
    known = {words: done for done, words in boxes(pasted.text)}
    changed = [
        f"{'✓ now ticked' if done else '☐ open again'}: {words.replace('**', '')}"
        for done, words in boxes(found.text)
        if known.get(words, done) is not done
    ]
    left, right = st.columns([5, 7], gap="medium")
    with left:
        parts.show(
            parts.callout(
                "note" if found.open else "good",
                f"A tracker, checked again: {gone} of {len(found.violations)} violations are gone",
                "What people wrote in it stays as it is.",
                *(changed or ("No box changed.",)),
            ),
            parts.section("Steps"),
            *(
                parts.paragraph(f"{_mark(each.done)} {each.number} {each.title}")
                for each in found.steps
            ),
            parts.section("Violations"),
            *(_violation(opened, each) for each in found.violations),
        )
    with right:
        _save("Tracker as of now", found.text.encode("utf-8", "surrogateescape"), "TRACKER.md")
        _preview(found.text)


def _mark(done: bool) -> str:
    return "✓" if done else "☐"


def _violation(opened: Opened, each: CheckedViolation) -> str:
    """A violation and its finding, where that still stands."""
    finding = checked.finding_of(opened.analysis, each.finding)
    words = f"{RULES.get(each.rule, each.rule)}: {', '.join(each.subjects)}"
    if finding is None:
        state_words = "" if not each.open else ", open"
        return parts.paragraph(f"{_mark(not each.open)} {each.id} {words}{state_words}")
    leads = parts.link(finding.title, "problems", **{state.FINDING: finding.key})
    return parts.paragraph(parts.joined(f"{_mark(not each.open)} {each.id} ", leads))


def boxes(text: str) -> list[tuple[bool, str]]:
    """The boxes of a Markdown document: whether each is ticked, and its words."""
    found = (_BOX.match(line) for line in text.splitlines())
    return [(each[1] != " ", _NOTE.sub("", each[2])) for each in found if each is not None]


def zipped(files: dict[str, str]) -> bytes:
    """An archive of these files; the same for the same files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _DATE), text.encode("utf-8", "surrogateescape"))
    return packed.getvalue()


@of_analysis(most=8, spinner="Planning the repairs, and the tests for them …")
def _made(key: str, digest: str, _opened: Opened, _text: str) -> Made:
    analysis: Analysis = _opened.analysis
    triage = checked.checked(_opened, _text)
    plan = write.planned_for(analysis, triage)
    return Made(write.tracker_of(analysis, triage, plan), write.test_files(analysis, triage, plan))


def _save(words: str, data: object, file_name: str) -> None:
    st.download_button(
        words,
        data=data,  # type: ignore[arg-type]
        file_name=file_name,
        icon=":material/download:",
        key=f"save.{file_name}",
        on_click="ignore",
    )


def _preview(text: str) -> None:
    # As text: a document that was pasted may name pictures that lie elsewhere.
    st.code(text[:PREVIEW], language="markdown", height=TALL)
    if len(text) > PREVIEW:
        st.caption(f"The first {PREVIEW:,} of {len(text):,} characters.")
