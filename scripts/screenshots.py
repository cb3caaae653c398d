"""Write the pictures of the documentation, from the running app in a headless Chromium."""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample_repos" / "golden_path"
CHROMIUM_ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run")
FACTORY = quote("netra_backend.app.websocket_core.websocket_factory")
FACTORY_FINDING = quote("broken-import:netra_backend.app.db.session:get_db_session_factory")
SITE = quote("netra_backend/app/websocket_core/websocket_factory.py:8")
# What to open: the page, its parameters, and whether a picture must be there.
SCENES = {
    "overview": ("", "", False),
    "modules": ("modules", "", True),
    "module": ("modules", f"select={FACTORY}", True),
    "matrix": ("modules", "view=matrix&within=netra_backend.app", False),
    "list": ("modules", "view=list&outcome=fails&tests=true", False),
    "classes": ("classes", "", True),
    "duplicates": ("classes", "show=Duplicates", False),
    "problems": ("problems", "", True),
    "finding": ("problems", f"finding={FACTORY_FINDING}&part=blocked", True),
    "code": ("problems", f"finding={FACTORY_FINDING}&at={SITE}", True),
    "repair": ("repair", "", True),
    "tour": ("tour", "step=3", True),
    "export": ("export", f"preview={quote('Module graph, Mermaid')}", False),
}
FIRST_LOOK_MS = 180_000


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


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=800)
    parser.add_argument("--only", action="append", choices=SCENES)
    return parser.parse_args()


def main() -> None:
    """Opens every scene in light and in dark."""
    asked = arguments()
    chromium = os.environ.get("PLUMBLINE_CHROMIUM") or shutil.which("chromium")
    if not chromium:
        sys.exit("no Chromium: name one in PLUMBLINE_CHROMIUM")
    asked.to.mkdir(parents=True, exist_ok=True)
    with served(asked.repository) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=list(CHROMIUM_ARGUMENTS)
        )
        for look in ("light", "dark"):
            page = browser.new_page(
                viewport={"width": asked.width, "height": asked.height},
                color_scheme="dark" if look == "dark" else "light",
                reduced_motion="reduce",
            )
            page.set_default_timeout(FIRST_LOOK_MS)
            for name in asked.only or SCENES:
                path, parameters, has_picture = SCENES[name]
                page.goto(f"{address}/{path}?{parameters}")
                settle(page, has_picture)
                picture = asked.to / f"{name}{'-dark' if look == 'dark' else ''}.png"
                page.screenshot(path=picture)
                print(picture)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
