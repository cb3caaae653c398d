"""The remediation tracker at the command line: written, checked again, its tests saved."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.cli.misuse import Misuse
from analysis.cli.output import emit_bytes, replace_file
from analysis.pipeline import Analysis
from analysis.report import tracker_text, triage_json
from analysis.triage.report import Triage
from analysis.triage.tracker.state import UnreadableTracker, state_of
from analysis.triage.tracker.value import Checked
from analysis.triage.tracker.write import checked, planned_for, test_files, tracker_of
from analysis.verification.verify import verify, worth_verifying


def write_tracker(
    analysis: Analysis,
    triage: Triage,
    findings: Sequence[str],
    output: str | None,
    tests: str | None,
    verifying: bool,
) -> int:
    """Prints a tracker, or writes it and its tests; 1 where there is anything to mend."""
    plan = planned_for(analysis, triage, findings)
    files = test_files(analysis, triage, plan, findings)
    targets = _targets(tests, files) if tests is not None else {}
    verification = verify(plan.after, worth_verifying(plan)) if verifying else None
    tracker = tracker_of(analysis, triage, plan, verification, findings)
    _write(output, tracker.encode("utf-8", "backslashreplace"))
    _save(targets)
    return int(bool(state_of(tracker).violations))


def recheck_tracker(
    analysis: Analysis, data: bytes, file: str, output: str | None, format: str
) -> int:
    """Brings a tracker up to date where it is, or at `output`; 1 where a violation is left.

    One from standard input goes to standard output.
    """
    codec = codec_of(data)
    try:
        found = checked(data.decode(codec, "surrogateescape"), analysis)
    except UnreadableTracker as error:
        raise Misuse(f"{file}: {error}") from error
    except UnicodeDecodeError as error:
        raise Misuse(f"{file} is cut off, or no text") from error
    text = found.text.encode(codec, "surrogateescape")
    target = output or file
    if target != "-" and (text != data or output):
        _write(target, text)
    if format == "json":
        emit_bytes(triage_json.render(Triage(), found).encode())
    elif format == "markdown" or target == "-":
        emit_bytes(text)
    else:
        emit_bytes(_told(found))
    return int(bool(found.open))


def codec_of(data: bytes) -> str:
    """How a tracker is encoded; the mark at its start stays part of the text."""
    if data[:2] == b"\xff\xfe":
        return "utf-16-le"
    return "utf-16-be" if data[:2] == b"\xfe\xff" else "utf-8"


def _told(found: Checked) -> bytes:
    return tracker_text.render(found).encode("utf-8", "backslashreplace")


def _write(output: str | None, data: bytes) -> None:
    if output is None or output == "-":
        emit_bytes(data)
        return
    try:
        replace_file(Path(output).expanduser(), data)
    except (OSError, ValueError, RuntimeError) as error:
        raise Misuse(f"cannot write {output}: {_reason(error)}") from error


def _targets(folder: str, files: Mapping[str, str]) -> dict[Path, str]:
    """Where the tests go; Misuse, before anything is written, where one is there already."""
    try:
        top = Path(folder).expanduser()
        if top.exists() and not top.is_dir():
            raise Misuse(f"--tests {folder} is no folder")
        there = [name for name in files if (top / name).exists() or (top / name).is_symlink()]
    except (OSError, ValueError, RuntimeError) as error:
        raise Misuse(f"cannot write tests to {folder}: {_reason(error)}") from error
    if there:
        raise Misuse(f"{there[0]} is in {folder} already: take it away, or name another folder")
    return {top / name: text for name, text in files.items()}


def _save(targets: Mapping[Path, str]) -> None:
    written: list[Path] = []
    try:
        for path, text in targets.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            # Only a new file: whoever was faster keeps theirs.
            with path.open("x", encoding="utf-8", newline="\n") as file:
                written.append(path)
                file.write(text)
    except OSError as error:
        for path in written:
            with contextlib.suppress(OSError):
                path.unlink()
        raise Misuse(f"cannot write {error.filename}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
