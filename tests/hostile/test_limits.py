"""The limits that docs/security.md tells are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

from analysis.cli import baseline, triage
from analysis.execution import budget, growth
from analysis.extract import facts
from analysis.extract.cache import folder
from analysis.sources import archive_reading, git_history, git_objects, relevance, settings_files
from analysis.sources.git_remote import RemoteLimits

MB = 2**20
DOCUMENT = Path(__file__).parents[2] / "docs/security.md"
LIMITS = {
    "one file": f"{relevance.MAX_FILE_BYTES // MB} MB",
    "files of a source": f"{relevance.MAX_FILES:,}",
    "an archive": f"{archive_reading.MAX_ARCHIVE_BYTES // MB} MB",
    "what an archive unpacks to": f"{archive_reading.MAX_TOTAL_BYTES // MB} MB",
    "unpacked to packed": f"{archive_reading.MAX_RATIO} : 1",
    "names in a path": f"{relevance.MAX_DEPTH}",
    "a settings file": f"{settings_files.MAX_SETTINGS_BYTES // MB} MB",
    "dots in a TOML key": f"{settings_files.MOST_DOTS}",
    "dots in the name of a module": f"{facts.DEEPEST_NAME}",
    "an object of git's history": f"{git_objects.MAX_OBJECT_BYTES // MB} MB",
    "objects of git's history": f"{git_history.MAX_READ:,}",
    "seconds for a git server": f"{RemoteLimits().seconds:g}",
    "bytes from a git server": f"{RemoteLimits().received // MB} MB",
    "a pasted text, command line": f"{triage.LARGEST // MB} MB",
    "lines of a pasted text": f"{triage.MOST_LINES:,}",
    "a baseline": f"{baseline.LARGEST // MB} MB",
    "statements followed for all entries": f"{budget.MOST_STEPS:,}",
    "items of a list that is followed": f"{growth.MOST_ITEMS:,}",
    "characters of a text that is followed": f"{growth.MOST_TEXT:,}",
    "the cache": f"{folder.LIMIT // MB:,} MB",
}


def test_the_document_tells_the_limits_of_the_code() -> None:
    section = DOCUMENT.read_text("utf-8").split("\n## Limits\n")[1].split("\n## ")[0]
    rows = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", section, re.MULTILINE))
    del rows["limit"]
    assert rows == LIMITS
