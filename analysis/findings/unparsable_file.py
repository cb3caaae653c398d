"""Files that are no Python."""

from __future__ import annotations

import msgspec

from analysis.findings.base import Finding


class UnparsableFileData(msgspec.Struct, frozen=True):
    error: str
    message: str
    line: int | None


class UnparsableFile(Finding, frozen=True, tag="unparsable-file", kw_only=True):
    data: UnparsableFileData
