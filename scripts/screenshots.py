"""Write the pictures of the documentation, from the running app in a headless Chromium."""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from dulwich import porcelain
from PIL import Image  # it comes with Streamlit
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample_repos" / "golden_path"
ISSUE = (SAMPLE / "ISSUE.md").read_text(encoding="utf-8")
CHROMIUM_ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run")
FACTORY = quote("netra_backend.app.websocket_core.websocket_factory")
FACTORY_FINDING = quote("broken-import:netra_backend.app.db.session:get_db_session_factory")
SITE = quote("netra_backend/app/websocket_core/websocket_factory.py:8")
MERMAID = quote("Module graph, Mermaid")
WITH_A_PAST = "source=folder:{past}"
LOG_OF_DJANGO = """\
web-1  | Traceback (most recent call last):
web-1  |   File "/srv/django/contrib/admin/__init__.py", line 14, in <module>
web-1  |     from django.contrib.admin.options import (
web-1  |   File "/srv/django/contrib/admin/options.py", line 14, in <module>
web-1  |     from django.contrib.admin import helpers, widget
web-1  | ImportError: cannot import name 'widget' from 'django.contrib.admin'

The admin is down: `django.contrib.admin` cannot be imported, and `django/utils/text.py` does not
define `slugify`. There is a circle: django.db.models.query -> django.db.models.sql ->
django.db.models.query. The class `Model` is defined twice.
"""


class Scene(NamedTuple):
    """What to open: a page, its parameters, whether a picture must be there, what is pasted.

    `{past}` in the parameters is a copy of the sample whose last commit repaired it.
    """

    page: str
    parameters: str = ""
    has_picture: bool = False
    pasted: str = ""


OF_SAMPLE = {
    "overview": Scene("", "", True),
    "modules": Scene("modules", "", True),
    "module": Scene("modules", f"select={FACTORY}", True),
    "matrix": Scene("modules", "view=matrix&within=netra_backend.app"),
    "list": Scene("modules", "view=list&outcome=fails&tests=true"),
    "classes": Scene("classes", "", True),
    "duplicates": Scene("classes", "show=Duplicates"),
    "problems": Scene("problems", "", True),
    "finding": Scene("problems", f"finding={FACTORY_FINDING}&part=blocked", True),
    "code": Scene("problems", f"finding={FACTORY_FINDING}&at={SITE}", True),
    "repair": Scene("repair", "", True),
    "compare": Scene("compare", f"{WITH_A_PAST}&before=revision:{{past}}@HEAD~1", True),
    "triage": Scene("triage", "told=claim-32", True, ISSUE),
    "triage-log": Scene("triage", "", True, ISSUE),
    "tracker": Scene("triage", "part=tracker", False, ISSUE),
    "tour": Scene("tour", "step=3", True),
    "export": Scene("export", f"preview={MERMAID}"),
}
OF_DJANGO = {
    "overview": Scene("", "", True),
    "modules": Scene("modules", "", True),
    "module": Scene("modules", "focus=django.urls.base&select=django.urls.base", True),
    "chain": Scene("modules", "from=django.__main__&to=django.utils.functional", True),
    "matrix": Scene("modules", "view=matrix&within=django.db"),
    "list": Scene("modules", "view=list&within=django.db"),
    "classes": Scene("classes", "", True),
    "duplicates": Scene("classes", "show=Duplicates"),
    "problems": Scene("problems"),
    "code": Scene("problems", f"at={quote('django/db/models/query.py:1')}"),
    "repair": Scene("repair"),
    "triage": Scene("triage", "told=claim-9", True, LOG_OF_DJANGO),
    "tour": Scene("tour", "step=3", True),
    "export": Scene("export", f"preview={MERMAID}"),
}
COLOURS = 128
FIRST_LOOK_MS = 180_000


@contextmanager
def with_a_past(sample: Path) -> Iterator[Path]:
    """A copy of the sample in git: as it is, and then with the repairs that can be proven."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made, sample.name)
        shutil.copytree(sample, folder)
        porcelain.init(str(folder))
        commit(folder, "As the ticket found it")
        words = ["fix", str(folder), "--all", "--applicability", "unsafe", "--write"]
        subprocess.run([sys.executable, "-m", "analysis", *words], cwd=ROOT, capture_output=True)
        commit(folder, "Bring the session factory back, and untie the circle")
        yield folder


def commit(folder: Path, message: str) -> None:
    porcelain.add(str(folder), [str(path) for path in folder.rglob("*") if path.is_file()])
    who = b"A Reviewer <reviewer@example.org>"
    porcelain.commit(str(folder), message.encode(), author=who, committer=who)


@contextmanager
def served(repository: Path) -> Iterator[str]:
    """The address of a server of its own that opens with `repository`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            str(ROOT / "app.py"),
            "--server.port",
            str(port),
            "--server.headless",
            "true",
        ],
        env=os.environ | {"PLUMBLINE_PATH": str(repository)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        if not any("URL:" in line for line in server.stdout):
            sys.exit("the app did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def settle(page: Page, has_picture: bool) -> None:
    """Waits until nothing is computed and nothing moves any more."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    if has_picture:
        page.wait_for_selector(".stage[data-ready] canvas")
    page.wait_for_function("!document.querySelector('[data-testid=stSpinner]')")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(700)


def saved(picture: bytes, path: Path) -> None:
    """Few colours are enough for a page, and make a file of a third the size."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    few = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    print(path)


def photograph(
    browser: Browser,
    address: str,
    scenes: dict[str, Scene],
    asked: argparse.Namespace,
    to: Path,
    past: Path,
) -> None:
    """Opens every scene in light and in dark."""
    to.mkdir(parents=True, exist_ok=True)
    for look in ("light", "dark"):
        page = browser.new_page(
            viewport={"width": asked.width, "height": asked.height},
            color_scheme="dark" if look == "dark" else "light",
            reduced_motion="reduce",
        )
        page.set_default_timeout(FIRST_LOOK_MS)
        for name in asked.only or scenes:
            if name not in scenes:
                continue
            scene = scenes[name]
            parameters = scene.parameters.replace("{past}", quote(str(past)))
            page.goto(f"{address}/{scene.page}?{parameters}")
            if scene.pasted:
                page.get_by_label("Traceback, log or ticket").fill(scene.pasted)
                page.get_by_role("button", name="Check it").click()
                page.wait_for_selector(".st-key-triage-bar")
            settle(page, scene.has_picture)
            saved(page.screenshot(), to / f"{name}{'-dark' if look == 'dark' else ''}.png")
        page.close()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=Path, default=SAMPLE, help="the repository of the story")
    parser.add_argument(
        "--django", type=Path, help="a folder that holds the package django: its pages as well"
    )
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=800)
    parser.add_argument("--only", action="append", choices=sorted(OF_SAMPLE | OF_DJANGO))
    asked = parser.parse_args()
    if asked.django is not None and not (asked.django / "django" / "__init__.py").is_file():
        parser.error(f"{asked.django} holds no package django")
    return asked


def main() -> None:
    """Every page with the sample and, where there is one, with Django."""
    asked = arguments()
    chromium = os.environ.get("PLUMBLINE_CHROMIUM") or shutil.which("chromium")
    if not chromium:
        sys.exit("no Chromium: name one in PLUMBLINE_CHROMIUM")
    shown = [(asked.sample, OF_SAMPLE, asked.to)]
    if asked.django is not None:
        shown.append((asked.django, OF_DJANGO, asked.to / "django"))
    else:
        print("No --django: only the pictures of the sample are taken.", file=sys.stderr)
    with sync_playwright() as playwright, with_a_past(asked.sample) as past:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=list(CHROMIUM_ARGUMENTS)
        )
        for repository, scenes, to in shown:
            with served(repository) as address:
                photograph(browser, address, scenes, asked, to, past)
        browser.close()


if __name__ == "__main__":
    main()
