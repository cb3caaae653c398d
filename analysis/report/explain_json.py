"""The story of an import as JSON."""

from __future__ import annotations

from analysis import __version__
from analysis.pipeline import Analysis
from analysis.report.json_text import json_text
from analysis.story.value import Story

SCHEMA_VERSION = 1


def render(analysis: Analysis, story: Story) -> str:
    """The fields of `Story`, with the Python that it speaks for."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "plumbline", "version": __version__},
        "python_version": ".".join(map(str, analysis.options.python_version)),
        "story": story,
    }
    # Escaped to ASCII: the names of a hostile repository may hold lone surrogates.
    return json_text(document)
