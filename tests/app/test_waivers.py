"""A finding is waived from its page, and what is waived is put away."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analysis import Options, analyze, open_directory
from analysis.sources.settings import read_settings
from views import source, standing

DAY = datetime.date(2030, 1, 31)
KEY = "broken-import:shop.stock:lost"
REASON = 'it says "later" <b>& *soon*</b>'
FILES = {
    "shop/__init__.py": "",
    "shop/app.py": "from shop.stock import count, lost\nimport shop.gone\n",
    "shop/stock.py": "def count() -> int:\n    return 1\n",
}
SETTINGS = f"""
[[tool.plumbline.waivers]]
finding = "{KEY}"
reason = "agreed with <script>everyone</script>"
until = 2030-01-31
"""


@pytest.fixture(autouse=True)
def a_day_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLUMBLINE_PATH", raising=False)
    monkeypatch.setattr("sys.argv", ["app.py"])
    monkeypatch.setattr("views.watching.LEAST_SECONDS", 0.0)
    monkeypatch.setattr("views.watching.REST", 0)
    monkeypatch.setattr(source, "serves_others", lambda: False)
    on(monkeypatch, DAY)
    st.cache_resource.clear()


def on(monkeypatch: pytest.MonkeyPatch, day: datetime.date) -> None:
    monkeypatch.setattr(standing, "today", lambda: day)
    monkeypatch.setattr("views.finding.waiver.today", lambda: day)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "repo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "repo"


def app_on(folder: Path) -> AppTest:
    app = AppTest.from_file("../../app.py", default_timeout=60)
    app.query_params["source"] = f"folder:{folder}"
    return app.run()


def one_finding(folder: str, key: str) -> None:
    import streamlit as st

    from views import opening, problems, source, state

    st.session_state[state.ASSETS] = "/app/static/canvas-test/"
    chosen = source.parse(folder)
    assert chosen is not None
    state.remember(state.FINDING, key)
    problems.page(opening.opened(chosen))


def page_of(folder: Path | str, key: str = KEY) -> AppTest:
    named = folder if isinstance(folder, str) else f"folder:{folder}"
    app = AppTest.from_function(
        one_finding, default_timeout=60, kwargs={"folder": named, "key": key}
    )
    return app.run()


def html_of(app: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in app.get("html"))


def reason_of(app: AppTest, key: str = KEY) -> None:
    app.text_input(f"plumbline.waiver.reason.{key}").set_value(REASON).run()


def test_a_waiver_is_written_down_to_be_copied(folder: Path) -> None:
    app = page_of(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert "a waiver without a reason is none" in "".join(each.value for each in app.caption)
    reason_of(app)
    assert not app.exception
    (snippet,) = [each.value for each in app.code if "waivers" in each.value]
    assert f'finding = "{KEY}"' in snippet
    assert f"until = {DAY + datetime.timedelta(days=90)}" in snippet
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_waiver_is_added_to_the_settings_when_asked_for(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[project]\nname = 'shop' # ours\n", "utf-8")
    app = page_of(folder)
    reason_of(app)
    app.button(f"waive.{KEY}").click().run()
    assert not app.exception
    assert not app.error
    assert app.success
    assert (
        (folder / "pyproject.toml")
        .read_text("utf-8")
        .startswith("[project]\nname = 'shop' # ours\n")
    )
    (waiver,) = read_settings(open_directory(folder)).waivers
    assert (waiver.finding, waiver.reason) == (KEY, REASON)


def test_what_was_added_counts_after_a_refresh(folder: Path) -> None:
    app = app_on(folder)
    (folder / "pyproject.toml").write_text(SETTINGS, "utf-8")
    app.run().button("refresh").click().run()
    assert not app.exception
    assert "1 more finding waived" in "".join(toast.value for toast in app.toast)
    assert "and 1 waived" in html_of(app)


def test_a_file_that_changed_meanwhile_is_left_alone(folder: Path) -> None:
    app = page_of(folder)
    reason_of(app)
    (folder / "pyproject.toml").write_text("# mine\n", "utf-8")
    app.button(f"waive.{KEY}").click().run()
    assert "nothing was written" in app.error[0].value.replace("\\", "")
    assert (folder / "pyproject.toml").read_text("utf-8") == "# mine\n"


def test_a_sample_and_a_server_for_others_give_the_lines_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = analyze(open_directory(source.SAMPLES / "golden_path"), Options(jobs=1))
    key = sample.findings[0].key
    app = page_of("sample:golden_path", key)
    reason_of(app, key)
    assert [each for each in app.code if "waivers" in each.value]
    assert not [each for each in app.button if str(each.key).startswith("waive.")]
    monkeypatch.setattr(source, "serves_others", lambda: True)
    monkeypatch.setattr(source, "is_allowed", lambda folder: True)
    app = page_of(folder)
    reason_of(app)
    assert [each for each in app.code if "waivers" in each.value]
    assert not [each for each in app.button if str(each.key).startswith("waive.")]


def items_of(app: AppTest) -> int:
    """How many findings the inbox lists."""
    return html_of(app).count('<div class="item">')


def test_what_is_waived_is_hidden_until_it_is_asked_for(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(SETTINGS, "utf-8")
    app = page_of(folder, "broken-import:shop.gone")
    assert items_of(app) == 1
    assert app.toggle("waived").label == "Show waived (1)"
    app.toggle("waived").set_value(True).run()
    assert not app.exception
    assert items_of(app) == 2
    assert html_of(app).count('<span class="chip">waived</span>') == 1
    page = html_of(page_of(folder))
    assert "Waived until 2030-01-31" in page
    assert "agreed with &lt;script&gt;" in page


def test_after_its_last_day_it_is_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "pyproject.toml").write_text(SETTINGS, "utf-8")
    overview = app_on(folder)
    assert "and 1 waived" in html_of(overview)
    on(monkeypatch, DAY + datetime.timedelta(days=1))
    app = page_of(folder)
    assert items_of(app) == 2
    assert "Its waiver expired after 2030-01-31" in html_of(app)
    assert "Waivers to look at" in html_of(app_on(folder))


def test_what_is_wrong_with_the_settings_is_said_and_the_rest_is_shown(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(
        '[tool.plumbline]\ngolden_path = {}\nroots = ["<b>"]\n', "utf-8"
    )
    app = app_on(folder)
    page = html_of(app)
    assert not app.exception
    assert not app.error
    assert "2 problems in the settings" in page
    assert "did you mean &quot;golden_paths&quot;?" in page
    assert "&lt;b&gt;" in page
