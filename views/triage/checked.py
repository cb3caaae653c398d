"""What triage says of a text, computed once of an analysis and a text, and kept."""

from __future__ import annotations

import hashlib

from analysis import Analysis
from analysis.findings import AnyFinding
from analysis.report import triage_json, triage_markdown
from analysis.sources.errors import SourceError
from analysis.triage.diagnosis.ground import Ground
from analysis.triage.examine import examine
from analysis.triage.report import SuggestedFix, Triage
from views.opening import Opened
from views.shelf import of_analysis


def checked(opened: Opened, text: str) -> Triage:
    """The claims and tracebacks of a text, judged; no repair is looked for yet."""
    return _examined(opened.key, digest(text), opened.analysis, text, False)


def taken_away(opened: Opened, text: str, form: str) -> str:
    """The whole answer as Markdown or JSON, repairs included."""
    found = _examined(opened.key, digest(text), opened.analysis, text, True)
    match form:
        case "markdown":
            return triage_markdown.render(found)
        case "json":
            return triage_json.render(found)
        case _:
            raise ValueError(form)


@of_analysis(most=64, spinner="Looking for a repair …")
def fix_of(key: str, _analysis: Analysis, finding_key: str) -> SuggestedFix | None:
    """The likeliest repair of a finding, not proven yet."""
    finding = finding_of(_analysis, finding_key)
    if finding is None:
        return None
    try:
        return Ground(_analysis).best_fix(finding)
    except SourceError:
        # A file is gone since it was read. The next analysis has another key.
        return None


def finding_of(analysis: Analysis, key: str | None) -> AnyFinding | None:
    """The finding of a key, if it stands."""
    return next((each for each in analysis.findings if each.key == key), None)


# The text is no argument that Streamlit would keep: its digest is.
@of_analysis(most=16, spinner="Holding it against the code …")
def _examined(key: str, digest: str, _analysis: Analysis, _text: str, propose: bool) -> Triage:
    return examine(_analysis, _text, propose)


def digest(text: str) -> str:
    """What stands for a text where it is kept."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
