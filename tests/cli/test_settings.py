"""What the settings of a repository mean for the commands."""

from __future__ import annotations

import datetime
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from analysis.cli import audit, configured
from tests.cli.conftest import BROKEN, SOUND, Repo, Run
from tests.cli.test_audit import report

KEY = "broken-import:shop.stock:lost"
LAST = datetime.date(2030, 12, 31)
WAIVER = f"""
[[tool.plumbline.waivers]]
finding = "{KEY}"
reason = "the name comes back with the next release"
until = 2030-12-31
"""


def configured_as(text: str) -> dict[str, str]:
    return {**BROKEN, "pyproject.toml": text}


def on(monkeypatch: pytest.MonkeyPatch, day: datetime.date) -> None:
    for module in (audit, configured):
        monkeypatch.setattr(module, "today", lambda: day)


@pytest.fixture(autouse=True)
def the_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, LAST)


def found(run: Run, folder: Path, *words: object) -> dict[str, Any]:
    return report(run("audit", folder, "--format", "json", *words).out)


@pytest.mark.parametrize(
    "words",
    [
        ("audit", "{}"),
        ("audit", "{}", "--no-cache", "--format", "json"),
        ("explain", "{}", "shop.app"),
        ("graph", "{}"),
        ("fix", "{}"),
        ("fix", "{}", "--all", "--diff"),
        ("compare", "{}", "{sound}"),
        ("compare", "{sound}", "{}"),
    ],
    ids=" ".join,
)
def test_what_is_wrong_is_misuse_of_every_command(
    words: tuple[str, ...], repo: Repo, run: Run
) -> None:
    sound = repo(SOUND, "sound")
    folder = repo(configured_as("[tool.plumbline]\ngolden_path = {}\nroots = 1\nbaseline = 2"))
    said = run(*(word.format(folder, sound=sound) for word in words))
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        f'plumbline: {folder}/pyproject.toml: [tool.plumbline] has no key "golden_path": '
        'did you mean "golden_paths"? (and 2 more)\n'
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tool.plumbline.severities]\nimport-cycel = 'off'", 'did you mean "import-cycle"?'),
        ("[tool.plumbline\n", "it is no valid TOML: "),
    ],
)
def test_one_line_says_what_is_wrong(text: str, said: str, repo: Repo, run: Run) -> None:
    answer = run("audit", repo(configured_as(text)))
    assert answer.code == 2
    assert said in answer.err
    assert answer.err.count("\n") == 1


def test_a_file_of_another_that_is_no_toml_is_a_blind_spot(repo: Repo, run: Run) -> None:
    spots = found(run, repo(configured_as("[project\n")))["blind_spots"]
    assert [spot["path"] for spot in spots] == ["pyproject.toml"]
    assert spots[0]["reason"].startswith("it is no valid TOML")


def test_a_waived_finding_does_not_count(repo: Repo, run: Run) -> None:
    folder = repo(configured_as(WAIVER))
    said = run("audit", folder)
    assert said.code == 0
    assert said.out.splitlines()[-1] == "No findings; 1 waived"
    assert KEY not in said.out.replace(f"blocked by {KEY}", "")
    assert "no rule describes" not in said.out
    document = found(run, folder)
    (finding,) = document["findings"]
    assert finding["waived"] == {
        "reason": "the name comes back with the next release",
        "until": "2030-12-31",
    }
    assert document["summary"]["findings"] == {"error": 0, "warning": 0, "info": 0}
    assert document["summary"]["waived"] == 1
    assert "1 waived" in run("audit", folder, "--format", "markdown").out


def test_after_its_last_day_it_counts_again_and_no_kept_report_hides_it(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = repo(configured_as(WAIVER))
    assert run("audit", folder).code == 0
    assert run("audit", folder).code == 0
    on(monkeypatch, LAST + datetime.timedelta(days=1))
    for _ in range(2):
        said = run("audit", folder)
        assert said.code == 1
        assert "its waiver expired after 2030-12-31: the name comes back" in said.out
        assert said.out.splitlines()[-1].endswith("; 1 with an expired waiver")
    document = found(run, folder)
    assert [each["finding"] for each in document["waivers"]["expired"]] == [KEY]
    assert document["findings"][0]["waived"] is None
    assert "Its waiver expired" in run("audit", folder, "--format", "markdown").out


def test_a_waiver_that_nothing_needs_is_told(repo: Repo, run: Run) -> None:
    folder = repo({**SOUND, "pyproject.toml": WAIVER})
    said = run("audit", folder)
    assert said.code == 0
    assert "Waivers that no finding needs" in said.out
    assert f"{KEY} (until 2030-12-31)" in said.out
    assert found(run, folder)["waivers"]["stale"][0]["finding"] == KEY
    assert "## Waivers that no finding needs" in run("audit", folder, "--format", "markdown").out


def test_a_golden_path_is_still_blocked_by_what_is_waived(repo: Repo, run: Run) -> None:
    golden = '[tool.plumbline.golden_paths]\nshop = "shop.app"\n'
    document = found(run, repo(configured_as(golden + WAIVER)))
    (path,) = document["golden_paths"]
    assert (path["outcome"], path["blocked_by"]) == ("fails", [KEY])
    (module,) = [each for each in document["modules"] if each["name"] == "shop.app"]
    assert module["import"]["finding"] == KEY


def test_a_severity_decides_the_exit_code(repo: Repo, run: Run) -> None:
    folder = repo(configured_as("[tool.plumbline.severities]\nbroken-import = 'warning'\n"))
    assert run("audit", folder).code == 0
    assert run("audit", folder, "--fail-on", "warning").code == 1
    assert found(run, folder)["summary"]["findings"]["warning"] == 1


def test_a_rule_that_is_off_is_not_reported(repo: Repo, run: Run) -> None:
    folder = repo(configured_as("[tool.plumbline.severities]\nbroken-import = 'off'\n"))
    said = run("audit", folder, "--fail-on", "warning")
    assert (said.code, said.out.splitlines()[-1]) == (0, "No findings.")
    assert "no rule describes" not in said.out
    assert found(run, folder)["findings"] == []


def test_severities_rank(repo: Repo, run: Run) -> None:
    files = {
        "a.py": "def f():\n    import b.gone\n",
        "b/__init__.py": "",
        "c.py": "from d import y\nx = 1\n",
        "d.py": "from c import x\ny = 1\n",
    }
    folder = repo(files)
    assert found(run, folder)["findings"][0]["rule"] == "import-cycle"
    settings = "[tool.plumbline.severities]\nimport-cycle = 'info'\nbroken-import = 'error'\n"
    (folder / "pyproject.toml").write_text(settings, "utf-8")
    assert found(run, folder)["findings"][0]["rule"] == "broken-import"


def test_the_baseline_of_the_settings_is_used_unless_another_is_named(
    repo: Repo, run: Run, tmp_path: Path
) -> None:
    folder = repo(configured_as('[tool.plumbline]\nbaseline = "ci/known.json"\n'))
    missing = run("audit", folder)
    assert (missing.code, missing.out) == (2, "")
    assert missing.err == (
        f"plumbline: cannot read the baseline {folder}/ci/known.json: No such file or directory\n"
    )
    (folder / "ci").mkdir()
    empty = tmp_path / "empty.json"
    empty.write_text('{"schema_version": 1, "findings": []}', "utf-8")
    assert run("audit", folder, "--baseline", empty).code == 1
    assert (
        run("audit", folder, "--baseline", empty, "--write-baseline", folder / "ci/known.json").code
        == 0
    )
    said = run("audit", folder)
    assert (said.code, said.out.splitlines()[-1]) == (0, "No findings; 1 in the baseline")
    assert "no rule describes" not in said.out


def test_a_baseline_that_is_a_link_out_of_the_folder_is_refused(
    repo: Repo, run: Run, tmp_path: Path
) -> None:
    folder = repo(configured_as('[tool.plumbline]\nbaseline = "known.json"\n'))
    secret = tmp_path / "secret.json"
    secret.write_text("{}", "utf-8")
    (folder / "known.json").symlink_to(secret)
    said = run("audit", folder)
    assert (said.code, said.err) == (
        2,
        f"plumbline: {folder}: the baseline known.json leads out of it\n",
    )


def test_of_an_archive_the_baseline_is_not_read(repo: Repo, run: Run, tmp_path: Path) -> None:
    archive = tmp_path / "shop.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for name, text in configured_as('[tool.plumbline]\nbaseline = "known.json"\n').items():
            zipped.writestr(name, text)
    said = run("audit", archive)
    assert said.code == 1
    assert said.err == (
        f"plumbline: {archive} is no folder: the baseline that its settings name is not read\n"
    )


def test_what_the_baseline_has_and_nobody_finds_is_told(
    repo: Repo, run: Run, tmp_path: Path
) -> None:
    folder, baseline = repo(), tmp_path / "known.json"
    keys = [KEY, "import-cycle:long.gone"]
    baseline.write_text(json.dumps({"schema_version": 1, "findings": keys}), "utf-8")
    said = run("audit", folder, "--baseline", baseline)
    assert said.code == 0
    assert "In the baseline, and no longer found\n    key: import-cycle:long.gone\n" in said.out
    assert found(run, folder, "--baseline", baseline)["baseline"] == {
        "known": [KEY],
        "stale": ["import-cycle:long.gone"],
    }
    markdown = run("audit", folder, "--baseline", baseline, "--format", "markdown").out
    assert "## In the baseline, and no longer found\n\n- `import-cycle:long.gone`" in markdown


def test_a_waived_finding_is_not_written_into_a_baseline(
    repo: Repo, run: Run, tmp_path: Path
) -> None:
    baseline = tmp_path / "known.json"
    run("audit", repo(configured_as(WAIVER)), "--write-baseline", baseline)
    assert json.loads(baseline.read_text("utf-8"))["findings"] == []


def test_excluded_files_are_counted(repo: Repo, run: Run) -> None:
    folder = repo(configured_as('[tool.plumbline]\nexclude = ["shop/app.py"]\n'))
    said = run("audit", folder)
    assert said.code == 0
    assert "; 1 file excluded" in said.out
    assert found(run, folder)["summary"]["excluded"] == 1


def test_an_edit_of_the_settings_is_seen_with_a_warm_cache(repo: Repo, run: Run) -> None:
    folder = repo()
    assert run("audit", folder).code == 1
    settings = folder / "pyproject.toml"
    settings.write_text('[tool.plumbline]\nexclude = ["shop/app.py"]\n', "utf-8")
    assert run("audit", folder).code == 0
    settings.write_text('[tool.plumbline]\nexclude = ["shop/stock.py"]\n', "utf-8")
    document = found(run, folder)
    assert (document["findings"], document["summary"]["excluded"]) == ([], 1)
    settings.unlink()
    assert run("audit", folder).code == 1


def test_root_goes_before_the_settings(repo: Repo, run: Run) -> None:
    folder = repo(
        {"one/a.py": "", "two/b.py": "", "pyproject.toml": "[tool.plumbline]\nroots = ['one']\n"}
    )
    assert found(run, folder)["roots"] == ["one"]
    assert found(run, folder, "--root", "two")["roots"] == ["two"]


def test_fix_leaves_what_is_waived_alone_unless_it_is_named(repo: Repo, run: Run) -> None:
    folder = repo(configured_as(WAIVER))
    assert run("fix", folder).out == "No findings, nothing to fix.\n"
    assert run("fix", folder).code == 0
    assert run("fix", folder, "--all", "--diff").out == ""
    assert "shop.store" in run("fix", folder, "--finding", KEY, "--diff").out


def test_compare_counts_no_waived_finding(repo: Repo, run: Run) -> None:
    before = {**SOUND, "shop/late.py": "def f():\n    return 1\n"}
    after = {**before, "shop/late.py": "def f():\n    import shop.gone\n"}
    one = repo(before, "before")
    two = repo(after, "after")
    severities = "[tool.plumbline.severities]\nbroken-import = 'error'\n"
    waiver = WAIVER.replace(KEY, "broken-import:shop.gone")
    (two / "pyproject.toml").write_text(severities, "utf-8")
    assert run("compare", one, two).code == 1
    (two / "pyproject.toml").write_text(severities + waiver, "utf-8")
    said = run("compare", one, two)
    assert said.code == 0
    assert "[broken-import] shop/late.py:2 (waived)" in said.out
    introduced = json.loads(run("compare", one, two, "--format", "json").out)["introduced"]
    assert [each["waived"] for each in introduced] == [True]


def test_keys_may_be_written_with_escapes(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = repo(
        configured_as(
            WAIVER.replace(
                "tool.plumbline.waivers", '"to\\u006fl"."plumblin\\u0065"."waiver\\u0073"'
            )
        )
    )
    assert run("audit", folder).code == 0
    on(monkeypatch, LAST + datetime.timedelta(days=1))
    assert run("audit", folder).code == 1


def test_a_module_that_is_excluded_is_no_module_and_it_is_said_why(repo: Repo, run: Run) -> None:
    settings = '[tool.plumbline]\nexclude = ["app.py"]\ngolden_paths = {shop = "shop.app"}\n'
    folder = repo(configured_as(settings))
    said = run("explain", folder, "shop.app")
    assert (said.code, said.err) == (2, "plumbline: the settings exclude the module shop.app\n")
    assert "unknown shop (shop.app): the settings exclude it" in run("audit", folder).out
    assert found(run, folder)["golden_paths"][0]["why"] == "the settings exclude it"
