from __future__ import annotations

import re

import msgspec
import pytest

from analysis.report.markdown import render
from tests.report.made import ALL, BROKEN, CYCLE, analysis


def test_a_finding_has_its_place_its_words_and_its_key() -> None:
    text = render(analysis(findings=[BROKEN, CYCLE]))
    assert text.startswith("# Imports of `repo`\n\n1 error, 1 warning, 0 info\n")
    assert "- **fails** web (`pkg.a`), blocked by `broken-import:pkg.b.helper`\n" in text
    assert "### error: pkg.b has no name 'helper'\n" in text
    assert "- `pkg/a.py:3` pkg.a\n" in text
    assert "Blocked: `pkg.a`\n" in text
    assert "- `pkg/c.py:5` exec()\n" in text


def test_what_a_broken_import_asks_for_and_what_it_was() -> None:
    text = render(analysis(findings=[BROKEN]))
    assert "Perhaps meant:\n\n- `pkg.d.helper`: defined there\n" in text
    assert (
        "Last seen in `1111111111:pkg/b.py`, 2025-03-01, Add \\*helper\\* (3 more lines):\n\n"
        "    def helper():\n        '```'\n        return '\\x1b[31m'\n" in text
    )


def test_findings_stand_in_ranked_order() -> None:
    text = render(analysis())
    places = [text.index(f"`{finding.key}`") for finding in ALL]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("<script>alert(1)</script>", id="markup"),
        pytest.param("![x](http://example.org/x.png)", id="a picture"),
        pytest.param("a``b`", id="backticks"),
        pytest.param("a\n# heading", id="line ends"),
        pytest.param("@someone", id="a mention"),
    ],
)
def test_a_name_is_never_markup(name: str) -> None:
    finding = msgspec.structs.replace(BROKEN, title=name, message=name, blocked=(name,))
    text = render(analysis(findings=[finding], label=name))
    assert len(re.findall(r"^#+ ", text, flags=re.MULTILINE)) == 5
    text = re.sub(r"^    .*$", "", text, flags=re.MULTILINE)
    outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text)
    for character in "<>[]@!":
        assert not re.search(rf"(?<!\\){re.escape(character)}", outside), outside
