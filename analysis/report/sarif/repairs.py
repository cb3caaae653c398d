"""Proven fixes as SARIF: what is taken away and what is put in, by exact regions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from analysis.fixes.edits import Applicability, Fix, merged
from analysis.report.sarif import document
from analysis.report.sarif.document import ArtifactChange, Content, FixProperties, Replacement
from analysis.report.sarif.places import Places, message
from analysis.sources.printable import printable


def repairs(fixes: Iterable[Fix], places: Places) -> tuple[document.Fix, ...]:
    """The fixes that a tool may apply; those that a person has to decide about are left out.

    Left out is also what SARIF can't say: text that is in no encoding.
    """
    return tuple(
        document.Fix(
            description=message(printable(f"{fix.title} ({fix.applicability}): {fix.rationale}")),
            artifact_changes=tuple(_changes(fix, places)),
            properties=FixProperties(id=fix.id, applicability=fix.applicability.value),
        )
        for fix in fixes
        if fix.applicability is not Applicability.DISPLAY and fix.edits and _can_be_said(fix)
    )


def _changes(fix: Fix, places: Places) -> Iterator[ArtifactChange]:
    for path, edits in groupby(merged(fix.edits), key=lambda edit: edit.path):
        yield ArtifactChange(
            artifact_location=places.artifact(path),
            replacements=tuple(
                Replacement(
                    deleted_region=places.deleted(edit),
                    inserted_content=Content(text=edit.replacement) if edit.replacement else None,
                )
                for edit in edits
            ),
        )


def _can_be_said(fix: Fix) -> bool:
    text = "".join(edit.replacement for edit in fix.edits)
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)
