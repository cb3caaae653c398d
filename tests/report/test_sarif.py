from __future__ import annotations

import datetime
import json
import re
from typing import Any
from urllib.parse import unquote

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.findings import RULES, AnyFinding, CycleEdge, Location, Standing, advice_of, rule_of
from analysis.fixes.edits import Applicability, Fix, TextEdit, apply_edits
from analysis.pipeline import analyze
from analysis.report.sarif import render as sarif
from analysis.report.sarif.document import Region
from analysis.report.sarif.places import Places
from analysis.report.sarif.repairs import repairs
from analysis.report.sarif.rules import TEXTS
from analysis.sources.settings import Waiver
from analysis.sources.tree import MemoryTree
from tests.report.made import ALL, BROKEN, CYCLE, DUPLICATE, UNDEFINED, UNPARSABLE, analysis
from tests.report.test_golden import VALIDATOR

DAY = datetime.date(2030, 1, 1)


def run_of(text: str) -> dict[str, Any]:
    log = json.loads(text)
    VALIDATOR.validate(log)
    run: dict[str, Any] = log["runs"][0]
    assert run["columnKind"] == "utf16CodeUnits"
    assert run["newlineSequences"] == ["\r\n", "\n", "\r"]
    for result in run["results"]:
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
    return run


def made(*findings: AnyFinding, standing: Standing | None = None) -> dict[str, Any]:
    return run_of(sarif.render(analysis(findings=findings), standing=standing))


def test_every_rule_is_described() -> None:
    assert set(TEXTS) == set(RULES)
    for text in TEXTS.values():
        assert text.name.isidentifier()
        assert all(words.endswith(".") for words in (text.short, text.full, text.help))


def test_a_result_for_each_finding_in_ranked_order() -> None:
    results = made(*ALL)["results"]
    assert [each["ruleId"] for each in results] == [rule_of(each) for each in ALL]
    assert [each["partialFingerprints"]["plumblineKey/v1"] for each in results] == [
        each.key for each in ALL
    ]
    assert {each["level"] for each in results} == {"error", "warning"}
    assert results[0]["properties"]["certainty"] == "certain"
    assert results[0]["properties"]["goldenPaths"] == ["web"]


def test_without_a_baseline_nothing_is_said_of_one() -> None:
    for result in made(*ALL)["results"]:
        assert "baselineState" not in result
        assert "suppressions" not in result


def test_what_is_waived_is_suppressed_and_what_is_known_unchanged() -> None:
    standing = Standing(
        counting=(BROKEN,),
        waived=((CYCLE, Waiver(reason="later", until=DAY)),),
        known=(UNDEFINED,),
        gone=(),
    )
    results = {
        each["ruleId"]: each
        for each in made(CYCLE, UNDEFINED, BROKEN, standing=standing)["results"]
    }
    # What counts comes first.
    assert next(iter(results)) == "broken-import"
    assert results["broken-import"]["baselineState"] == "new"
    assert results["broken-import"]["suppressions"] == []
    assert results["undefined-name"]["baselineState"] == "unchanged"
    assert results["import-cycle"]["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "later (until 2030-01-01)",
        }
    ]


def test_places_beyond_the_first_are_related_and_the_cycle_is_a_flow() -> None:
    result = made(CYCLE)["results"][0]
    assert places([result["locations"][0]]) == [("pkg/c.py", 1)]
    assert ("pkg/d.py", 2) in places(result["relatedLocations"])
    assert [each["id"] for each in result["relatedLocations"]] == list(
        range(1, len(result["relatedLocations"]) + 1)
    )
    steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert places([each["location"] for each in steps]) == [("pkg/c.py", 1), ("pkg/d.py", 2)]


def test_the_message_leads_to_the_related_places() -> None:
    hostile = CycleEdge("pkg.c", "pkg.d", "pkg/[x](http:).py", 4)
    data = msgspec.structs.replace(CYCLE.data, cycle=(*CYCLE.data.cycle, hostile))
    result = made(msgspec.structs.replace(CYCLE, data=data))["results"][0]
    text = result["message"]["text"]
    assert text.endswith(r" See [pkg/d.py:2](1), [pkg/\[x\](http:).py:4](2).")
    assert places(result["relatedLocations"])[:2] == [("pkg/d.py", 2), ("pkg/[x](http:).py", 4)]
    assert r"[pkg/\[x\](http:).py:4](2)" in result["message"]["markdown"]


def test_the_way_of_an_import_to_its_failure() -> None:
    found = analyze(
        MemoryTree(
            {
                "app/__init__.py": "",
                "app/main.py": "import os\nimport app.store\n",
                "app/store.py": "from app.base import Base\n",
                "app/base.py": "",
            }
        )
    )
    flows = run_of(sarif.render(found))["results"][0]["codeFlows"]
    steps = [each["location"] for each in flows[0]["threadFlows"][0]["locations"]]
    assert places(steps) == [("app/main.py", 2), ("app/store.py", 1)]
    assert steps[-1]["message"]["text"].startswith("ImportError: cannot import name 'Base'")


def places(locations: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [
        (
            unquote(each["physicalLocation"]["artifactLocation"]["uri"]),
            each["physicalLocation"]["region"]["startLine"],
        )
        for each in locations
    ]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        pytest.param("a b/c#d?.py", "a%20b/c%23d%3F.py", id="marks of a URI"),
        pytest.param("c:/x.py", "c%3A/x.py", id="a scheme"),
        pytest.param("é/100%.py", "%C3%A9/100%25.py", id="not ASCII"),
        pytest.param("bad\udcff.py", "bad%FF.py", id="no text"),
        pytest.param("a\n\x1b[31m.py", "a%0A%1B%5B31m.py", id="control characters"),
    ],
)
def test_a_path_is_a_relative_uri(path: str, uri: str) -> None:
    finding = msgspec.structs.replace(UNDEFINED, locations=(Location(path, 1),))
    run = run_of(sarif.render(analysis(findings=[finding]), beneath="top dir"))
    where = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert where["uri"] == f"top%20dir/{uri}"
    assert run["artifacts"][where["index"]]["location"]["uri"] == where["uri"]
    assert where["uriBaseId"] in run["originalUriBaseIds"]


def test_a_column_is_counted_in_utf_16() -> None:
    line = "x = '\N{GRINNING FACE}é'; import pkg.gone\n"
    found = analyze(MemoryTree({"pkg/__init__.py": "", "pkg/a.py": line}))
    at = run_of(sarif.render(found))["results"][0]["locations"][0]["physicalLocation"]
    before = line[: line.index("import")]
    assert at["region"] == {"startLine": 1, "startColumn": len(before.encode("utf-16-le")) // 2 + 1}


@pytest.mark.parametrize(
    ("words", "written"),
    [
        pytest.param("[x](javascript:alert)", r"\[x\](javascript:alert)", id="a link"),
        pytest.param("f'{0}'", "f'{{0}}'", id="a place to fill in"),
        pytest.param("a[0] {x}", "a[0] {x}", id="neither"),
        pytest.param("\x1b[31m\u202e", r"\x1b[31m\u202e", id="steering"),
    ],
)
def test_words_of_a_repository_are_only_words(words: str, written: str) -> None:
    finding = msgspec.structs.replace(UNPARSABLE, title="t.", message=words)
    message = made(finding)["results"][0]["message"]
    assert message["text"] == f"t. {written} First: {advice_of(finding)}"
    assert "\x1b" not in message["markdown"]
    assert "](" not in message["markdown"].replace(r"\](", "")


def test_what_does_not_fit_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)
    monkeypatch.setattr(sarif, "MOST_PLACES", 1)
    standing = Standing(counting=(DUPLICATE, BROKEN), known=(CYCLE, UNDEFINED), gone=())
    run = made(CYCLE, DUPLICATE, UNDEFINED, BROKEN, standing=standing)
    assert {each["ruleId"] for each in run["results"]} == {"duplicate-class", "broken-import"}
    notes = [
        each["message"]["text"] for each in run["invocations"][0]["toolExecutionNotifications"]
    ]
    assert notes[0] == "2 findings more than fit into a file."
    run = made(CYCLE)
    assert len(run["results"][0]["relatedLocations"]) == 1
    assert run["results"][0]["properties"]["placesLeftOut"] == 1


def test_what_no_rule_describes_and_what_is_not_seen_stand_beside() -> None:
    found = analyze(MemoryTree({"a.py": "raise ValueError('no')\n", "b.py": "exec(input())\n"}))
    run = run_of(sarif.render(found))
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert ("failure-without-rule", "warning") in [
        (each["descriptor"]["id"], each["level"]) for each in told
    ]
    kinds = run["tool"]["driver"]["notifications"]
    assert all(
        kinds[each["descriptor"]["index"]]["id"] == each["descriptor"]["id"] for each in told
    )


LINES = st.lists(
    st.tuples(
        st.text("ab é\N{LATIN SMALL LETTER Y WITH DIAERESIS}\N{GRINNING FACE}\f", max_size=6),
        st.sampled_from(["\n", "\r\n", "\r"]),
    ),
    max_size=5,
)
HEADS = st.sampled_from([("utf-8", ""), ("utf-8-sig", ""), ("latin-1", "# coding: latin-1\n")])


@given(LINES, HEADS, st.data())
def test_replacing_what_a_fix_says_gives_what_its_edits_give(
    lines: list[tuple[str, str]], head: tuple[str, str], data: st.DataObject
) -> None:
    encoding, cookie = head
    text = cookie + "".join(map("".join, lines))
    if encoding == "latin-1":
        text = text.replace("\N{GRINNING FACE}", "e")
    # An edit between the two characters of a line end has no place in lines and columns.
    inner = {number + 1 for number in range(len(text)) if text[number : number + 2] == "\r\n"}
    cuts = [number for number in range(len(cookie), len(text) + 1) if number not in inner]
    ends = sorted(data.draw(st.lists(st.sampled_from(cuts), max_size=6)))
    # `utf-8-sig` puts a mark before the first character.
    mark = len("".encode(encoding))
    plain = "latin-1" if encoding == "latin-1" else "utf-8"

    def offset(number: int) -> int:
        return mark + len(text[:number].encode(plain))

    edits = tuple(
        TextEdit("a.py", offset(start), offset(end), data.draw(st.sampled_from(["", "é\r\n", "x"])))
        for start, end in zip(ends[::2], ends[1::2], strict=False)
    )
    before = text.encode(encoding)
    fix = Fix("i", UNDEFINED.key, "k", "t", "r", Applicability.SAFE, edits)
    made = repairs([fix], Places(MemoryTree({"a.py": before})))
    changes = [
        one for each in made for change in each.artifact_changes for one in change.replacements
    ]
    after = text
    for change in reversed(changes):
        start, end = spanned(text, change.deleted_region)
        new = change.inserted_content.text if change.inserted_content else ""
        after = after[:start] + new + after[end:]
    assert after.encode(encoding) == apply_edits(before, edits)


def spanned(text: str, region: Region) -> tuple[int, int]:
    """The characters of a region, as a reader of SARIF counts them."""
    begins = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]
    found = []
    for line, column in (
        (region.start_line, region.start_column),
        (region.end_line, region.end_column),
    ):
        assert line is not None
        assert column is not None
        units = text[begins[line - 1] :].encode("utf-16-le")[: 2 * (column - 1)]
        found.append(begins[line - 1] + len(units.decode("utf-16-le")))
    return found[0], found[1]


def test_a_fix_for_a_person_to_decide_is_not_offered() -> None:
    edit = TextEdit("new.py", 0, 0, "x = 1\n")
    fixes = tuple(Fix(kind, UNDEFINED.key, kind, "t", "r", kind, (edit,)) for kind in Applicability)
    run = run_of(sarif.render(analysis(findings=[UNDEFINED]), {UNDEFINED.key: fixes}))
    offered = run["results"][0]["fixes"]
    assert [each["properties"]["applicability"] for each in offered] == ["safe", "unsafe"]
    assert [each["roles"] for each in run["artifacts"] if "roles" in each] == [["added"]]


def test_a_fix_with_text_in_no_encoding_is_not_offered() -> None:
    edit = TextEdit("a.py", 0, 0, "# \udcff\n")
    fix = Fix("i", UNDEFINED.key, "k", "t", "r", Applicability.SAFE, (edit,))
    run = run_of(sarif.render(analysis(findings=[UNDEFINED]), {UNDEFINED.key: (fix,)}))
    assert "fixes" not in run["results"][0]
