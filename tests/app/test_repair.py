"""The Repair page: a plan that is made step by step, kept in the address, and verified."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextInput

from analysis import (
    Analysis,
    Chosen,
    EditConflict,
    Step,
    TextEdit,
    Walk,
    analyze,
    consider,
    open_directory,
)
from analysis.fixes.chosen import decode, encode
from analysis.fixes.walk import start
from analysis.verification.value import Verdict, Verification
from analysis.verification.verify import verify
from tests.app.test_pages import html_of, opened
from views import proofs, state
from views.repair import choice, verifying
from views.source import Source, Verifying
from views.source import verifying as allowed

ROOT = Path(__file__).parents[2]
BROKEN = "broken-import:netra_backend.app.db.session:get_db_session_factory"
POINT = f"{BROKEN}#point-elsewhere:netra_backend.app.db.session_factory"
STUB = f"{BROKEN}#add-stub:inert"
CIRCLE = (
    "import-cycle:netra_backend.app.database,netra_backend.app.db.database_manager,"
    "netra_backend.app.db.session"
)
DEFER = f"{CIRCLE}#defer-import:netra_backend.app.db.session->netra_backend.app.database"


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLUMBLINE_PATH", raising=False)
    monkeypatch.setattr("sys.argv", ["app.py"])


def on(sample: str = "golden_path", **parameters: str) -> AppTest:
    app = opened("repair", sample, **parameters)
    assert not app.exception
    return app


def with_plan(*fixes: str, **parameters: str) -> AppTest:
    return on(plan=encode(Chosen(fixes)), **parameters)


def plan_of(app: AppTest) -> Chosen:
    return decode(named(app, "plan"))


def name_field(app: AppTest) -> TextInput:
    """The field with the name of the plan."""
    [field] = [each for each in app.text_input if each.label == "Name of the plan"]
    return field


def named(app: AppTest, name: str) -> str:
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def press(app: AppTest, key: str) -> AppTest:
    app.button(key).click().run()
    assert not app.exception
    return app


def test_a_plan_is_made_undone_and_made_again() -> None:
    app = on()
    assert "The plan is empty" in html_of(app)
    assert "2. " not in html_of(app)
    press(app, f"add.{POINT}")
    assert plan_of(app).fixes == (POINT,)
    assert "The whole plan: 1 step" in html_of(app)
    press(app, "plan.Undo")
    assert plan_of(app).fixes == ()
    assert "The plan is empty" in html_of(app)
    press(app, "plan.Redo")
    assert plan_of(app).fixes == (POINT,)
    name_field(app).set_value("Chat again").run()
    assert plan_of(app).name == "Chat again"
    assert name_field(app).value == "Chat again"
    press(app, "plan.Clear")
    assert plan_of(app) == Chosen((), "Chat again")


def test_a_name_that_a_browser_sends_late_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    session: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", session)
    monkeypatch.setattr("views.state.remember", lambda name, value: None)

    def sent(shown: str, text: str) -> str:
        field = choice.name_field(shown)
        session[field] = text
        choice.rename("here", field)
        return str(session[state.HISTORIES]["here"].now.name)

    choice.take_all("here", (POINT,), "Heal chat")
    assert sent("", "") == "Heal chat"
    choice.undo("here")
    assert sent("Heal chat", "Heal chat") == ""
    assert choice.can_redo("here")
    assert sent("", " Mine ") == "Mine"


def test_a_link_opens_the_plan_with_its_steps_in_order() -> None:
    app = on(plan=encode(Chosen((DEFER, POINT), "Both")))
    page = html_of(app)
    assert name_field(app).value == "Both"
    assert page.index("1. Import get_engine inside") < page.index("2. Import get_db_session_fact")
    assert "✓ 6 modules healed" in page
    assert "✓ 4 modules healed" in page
    # Nothing is considered unasked where a plan is there already.
    assert not [button for button in app.button if str(button.key).startswith("add.")]


def test_a_step_is_moved_and_removed() -> None:
    app = with_plan(DEFER, POINT, fix=POINT)
    assert "Step 2: Import get_db_session_factory" in html_of(app)
    assert app.button("plan.Down").disabled
    press(app, "plan.Up")
    assert plan_of(app).fixes == (POINT, DEFER)
    assert app.button("plan.Up").disabled
    assert "Step 1: Import get_db_session_factory" in html_of(app)
    press(app, "plan.Remove")
    assert plan_of(app).fixes == (DEFER,)
    assert app.button("plan.Remove").disabled


def test_what_an_address_says_otherwise_can_be_undone() -> None:
    app = with_plan(POINT)
    app.query_params["plan"] = encode(Chosen((POINT, DEFER)))
    app.run()
    assert plan_of(app).fixes == (POINT, DEFER)
    press(app, "plan.Undo")
    assert plan_of(app).fixes == (POINT,)
    # Back in the browser is the same as undoing: the next redo leads where that came from.
    app.query_params["plan"] = encode(Chosen())
    app.run()
    press(app, "plan.Redo")
    assert plan_of(app).fixes == (POINT,)


def test_a_link_that_cannot_be_read_says_so() -> None:
    page = html_of(on(plan="1nonsense"))
    assert "The plan of this link can&#x27;t be read" in page
    assert "The plan is empty" in page


def test_a_hostile_link_is_only_text() -> None:
    hostile = Chosen(("<img src=x onerror=alert(1)>", POINT), "<b>" * 200)
    page = html_of(on(plan=encode(hostile), part="summary"))
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img" not in page


def test_a_step_that_means_nothing_any_more_says_why() -> None:
    page = html_of(with_plan(POINT, "gone:it#x:y"))
    assert "not made: the repository has no finding of this name" in page
    assert "The whole plan: 1 of 2 steps" in page


def test_a_conflict_is_told_with_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    edit = TextEdit("shared/both.py", 3, 9, "x")

    def clashing(key: str, analysis: Analysis, ids: tuple[str, ...], *more: Any) -> Walk:
        walk = start(analysis)
        step = Step(DEFER, None, "its edits overlap", (EditConflict(edit.path, edit, edit),))
        return Walk(analysis, (step,), walk.after, walk.ground)

    monkeypatch.setattr("views.proofs.walked", clashing)
    page = html_of(with_plan(DEFER))
    assert "not made: its edits overlap in shared/both.py" in page


def test_the_golden_path_is_healed_in_one_click() -> None:
    app = press(on(), "heal.chat")
    assert plan_of(app) == Chosen((POINT,), "Heal chat")
    assert "chat healed" in html_of(app)
    assert not [button for button in app.button if button.key == "heal.chat"]


def test_where_nothing_is_safe_that_is_said() -> None:
    app = press(on(), "heal.safe")
    assert "No repair is safe to make without a person" in html_of(app)


def test_rejected_repairs_are_told_with_their_reason() -> None:
    app = on(finding=BROKEN)
    assert "tried and rejected" in "".join(each.label for each in app.expander)
    assert "<th>rejected</th><th>why</th>" in html_of(app)


def test_a_finding_without_a_repair_says_what_was_tried() -> None:
    circle = "import-cycle:shop.shipping.carrier,shop.shipping.tracking"
    app = on("tangled_shop", finding=circle)
    assert named(app, "finding") == circle
    assert "No repair of it has proven itself" in html_of(app)


@pytest.mark.parametrize("sample", ["healthy", "monorepo"])
def test_nothing_to_repair_is_good_news(sample: str) -> None:
    assert "Nothing to repair" in html_of(on(sample))


PARTS = {
    "code": ("pl-minus", 'data-at="netra_backend/app/db/session.py:31"'),
    "findings": ("Fixed (1)", "Remaining (1)"),
    "outcomes": ("fails at", "This runs code of the repository"),
    "edges": ("- gone", "+ new"),
    "lost": ("netra_backend.app.db.session", "get_engine"),
    "decide": ("The one to keep", "No longer importable: netra_backend.app.db.session.get_engine"),
    "summary": ("## What it heals", "**chat** (`netra_backend.app.routes.websocket`): fails"),
}


@pytest.mark.parametrize("part", PARTS)
def test_what_changes_is_told_part_by_part(part: str) -> None:
    app = with_plan(POINT, DEFER, STUB, part=part)
    told = "\n".join(
        [html_of(app), *(each.value for each in (*app.markdown, *app.caption, *app.code))]
    )
    for words in PARTS[part]:
        assert words in told


def test_both_forms_of_the_code_have_the_same_lines() -> None:
    unified = html_of(with_plan(POINT, part="code"))
    sides = html_of(with_plan(POINT, part="code", diff="sides"))
    for page in (unified, sides):
        assert page.count("pl-plus") - page.count(".pl-plus") == 2
        assert page.count("pl-minus") - page.count(".pl-minus") == 2
    assert "pl-two" in sides


# Files that are written meanwhile


def page_of(folder: str) -> None:
    import streamlit as st

    from views import opening, repair, source, state

    st.session_state[state.ASSETS] = "/app/static/canvas-test/"
    found = st.session_state.setdefault("found", opening.opened(source.Source("folder", folder)))
    repair.page(found)


def on_files(tmp_path: Path, **files: str) -> AppTest:
    for name, text in files.items():
        path = tmp_path / "repo" / "pkg" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    folder = str(tmp_path / "repo")
    app = AppTest.from_function(page_of, default_timeout=60, kwargs={"folder": folder}).run()
    assert not app.exception
    return app


def test_all_that_is_safe_becomes_steps_in_one_click(tmp_path: Path) -> None:
    app = on_files(
        tmp_path,
        __init__="",
        a="from pkg.b import thing, other\nprint(thing())\n",
        b="other = 1\n",
        c="def thing():\n    pass\n",
        d="from pkg.cc import thing\nprint(thing())\n",
        e="from pkg.b import othr\nprint(othr)\n",
    )
    press(app, "heal.safe")
    page = html_of(app)
    assert len(plan_of(app).fixes) == 2
    assert page.count("✓ safe") == 2
    assert "The whole plan: 2 steps" in page
    # A typo may have been meant otherwise: that one is left, and said.
    assert "1 finding of any kind left, which no safe repair mends" in page
    press(app, "plan.Undo")
    assert plan_of(app).fixes == ()
    assert "no safe repair mends" not in html_of(app)


def test_a_golden_path_that_cannot_be_healed_says_what_is_in_the_way(tmp_path: Path) -> None:
    app = on_files(tmp_path, __init__="", __main__="import pkg.bad\n", bad="def f(:\n")
    press(app, "heal.pkg.__main__")
    page = html_of(app)
    assert plan_of(app).fixes == ()
    assert "pkg.__main__ still fails: no proven repair: pkg/bad.py is not valid Python" in page


@pytest.mark.parametrize(
    "path", ["websocket_core/websocket_factory.py", "services/execution_context.py"]
)
def test_a_plan_for_files_that_were_written_since_is_not_made(tmp_path: Path, path: str) -> None:
    folder = shutil.copytree(ROOT / "sample_repos" / "golden_path", tmp_path / "repo")
    app = AppTest.from_function(page_of, default_timeout=60, kwargs={"folder": str(folder)})
    app.query_params["plan"] = encode(Chosen((POINT,)))
    app.run()
    assert "The whole plan: 1 step" in html_of(app)
    (folder / "netra_backend/app" / path).write_text("x = 1\n", "utf-8")
    app.run()
    assert not app.exception
    page = html_of(app)
    assert f"netra_backend/app/{path} was written since it was read" in page
    assert "The whole plan" not in page
    assert plan_of(app).fixes == (POINT,)


# Work that is cancelled


class Enough(BaseException):
    """As Streamlit ends the run of a page."""


def test_what_was_proven_before_somebody_cancelled_is_kept() -> None:
    analysis = analyze(open_directory(ROOT / "sample_repos" / "golden_path"))
    heard: list[str] = []

    def told(words: str, share: float | None) -> None:
        heard.append(words)
        if len(heard) == 2:
            raise Enough

    with pytest.raises(Enough):
        proofs.considered("cancelled", analysis, BROKEN, told)
    half = proofs.considered("cancelled", analysis, BROKEN, go_on=False)
    assert half is not None
    assert not half.done
    assert len(half.considered.proofs) + len(half.considered.rejected) == 1
    whole = proofs.considered("cancelled", analysis, BROKEN, told)
    assert whole is not None
    assert whole.done
    expected = consider(analysis, whole.considered.finding)
    fixes = [[proof.fix for proof in each.proofs] for each in (whole.considered, expected)]
    assert fixes[0] == fixes[1]
    assert whole.considered.rejected == expected.rejected
    assert heard[:3] == [f"Trying repair {at} of 3" for at in (1, 2, 2)]


def test_steps_that_were_made_before_somebody_cancelled_are_kept() -> None:
    analysis = analyze(open_directory(ROOT / "sample_repos" / "golden_path"))
    heard: list[str] = []

    def told(words: str, share: float | None) -> None:
        heard.append(words)
        if len(heard) == 2:
            raise Enough

    with pytest.raises(Enough):
        proofs.walked("cancelled", analysis, (POINT, DEFER), told)
    half = proofs.walked("cancelled", analysis, (POINT, DEFER), go_on=False)
    assert half is not None
    assert half.ids == (POINT,)
    whole = proofs.walked("cancelled", analysis, (POINT, DEFER), told)
    assert whole is not None
    assert whole.ids == (POINT, DEFER)
    assert heard == [f"Making step {at} of 2" for at in (1, 2, 2)]


# CPython


def verified_with(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Verification], Verification]
) -> list[str]:
    """Lets the page ask about two modules only, and changes what it hears; gives what it asked."""
    asked: list[str] = []

    def few(analysis: Analysis, modules: Iterable[str], progress: Any) -> Verification:
        asked.extend(modules)
        names = [name for name in asked if name in ("main", "netra_backend.app.routes.websocket")]
        return change(verify(analysis, names, progress=progress))

    monkeypatch.setattr(verifying, "verify", few)
    return asked


def test_cpython_agrees_with_the_healed_golden_path(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = verified_with(monkeypatch, lambda found: found)
    app = press(with_plan(POINT, part="outcomes"), "verify")
    page = html_of(app)
    assert {"main", "netra_backend.app.routes.websocket"} <= set(asked)
    assert "2 agree, 0 disagree, 0 undecided" in page
    assert page.count("✓ agrees") == 2
    assert "disagrees" not in page


def test_a_disagreement_is_loud_and_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def planted(found: Verification) -> Verification:
        modules = tuple(
            msgspec.structs.replace(
                each, verdict=Verdict.DISAGREE, reason="predicted to import, but it fails: boom"
            )
            if each.module == "main"
            else each
            for each in found.modules
        )
        return msgspec.structs.replace(found, modules=modules, stand_ins=("yaml",))

    verified_with(monkeypatch, planted)
    app = press(with_plan(POINT, part="outcomes"), "verify")
    page = html_of(app)
    loud = '<div class="box bad"><b class="head">✕ CPython disagrees with the prediction'
    assert loud in page
    assert "main: predicted to import, but it fails: boom" in page
    assert "replaced by inert stand-ins: yaml" in page
    app.query_params["fix"] = POINT
    assert loud in html_of(app.run())
    del app.query_params["fix"]
    # It belongs to this plan, and to no other.
    app.query_params["plan"] = encode(Chosen((POINT, DEFER)))
    assert loud not in html_of(app.run())


def test_code_of_an_upload_runs_only_when_its_user_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("views.source.verifying", lambda source: Verifying.ASK)
    app = with_plan(POINT, part="outcomes")
    assert app.button("verify").disabled
    app.toggle[0].set_value(True).run()
    assert not app.button("verify").disabled


def test_a_server_that_refuses_says_who_can_allow_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("views.source.verifying", lambda source: Verifying.REFUSED)
    app = with_plan(POINT, part="outcomes")
    assert "PLUMBLINE_VERIFY=1" in html_of(app)
    assert not [button for button in app.button if button.key == "verify"]


@pytest.mark.parametrize(
    ("kind", "address", "said", "expected"),
    [
        ("sample", "127.0.0.1", "", Verifying.ALLOWED),
        ("folder", "127.0.0.1", "", Verifying.ALLOWED),
        ("zip", "127.0.0.1", "", Verifying.ASK),
        ("clone", "127.0.0.1", "", Verifying.ASK),
        ("folder", "0.0.0.0", "", Verifying.REFUSED),
        ("zip", "0.0.0.0", "1", Verifying.ASK),
        ("folder", "0.0.0.0", "1", Verifying.ALLOWED),
    ],
)
def test_whose_code_may_run(
    monkeypatch: pytest.MonkeyPatch, kind: str, address: str, said: str, expected: Verifying
) -> None:
    monkeypatch.setattr(st, "get_option", lambda name: address)
    monkeypatch.setenv("PLUMBLINE_VERIFY", said)
    assert allowed(Source(kind, "x")) is expected
