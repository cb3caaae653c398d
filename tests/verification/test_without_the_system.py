"""Where the system has no namespaces and no Landlock: what is left, and that it is told."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from analysis.verification import interpreter
from analysis.verification.value import Happened, Limits, Verdict
from tests.verification.conftest import Verify, of

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(),
    reason="NOT CHECKED: there is no /proc",
)

HERE = Path(interpreter.__file__).parent


@pytest.fixture
def no_walls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("child", "stand_in", "watch", "confine"):
        shutil.copy(HERE / f"{name}.py", tmp_path)
    text = (tmp_path / "confine.py").read_text()
    assert 'if sys.platform == "linux":' in text
    (tmp_path / "confine.py").write_text(text.replace('if sys.platform == "linux":', "if False:"))
    monkeypatch.setattr(interpreter, "_HERE", tmp_path)


@pytest.mark.usefixtures("no_walls")
def test_pythons_own_functions_still_refuse(verified: Verify, tmp_path: Path) -> None:
    place = tmp_path / "outside"
    files = {
        "connects.py": "import socket\nsocket.create_connection(('127.0.0.1', 9), 1)\n",
        "writes.py": f"open({str(place)!r}, 'w')\n",
        "renames.py": f"import os\nopen('x', 'w').close()\nos.rename('x', {str(place)!r})\n",
        "kills.py": "import os\nos.kill(os.getppid(), 9)\n",
        "forks.py": "import os, time\nif os.fork() == 0:\n    time.sleep(600)\n",
        "sound.py": "x = 1\n",
    }
    done = verified(files)
    for name in ("connects", "writes", "renames", "kills"):
        assert of(done, name).refused
        assert of(done, name).verdict is Verdict.UNDECIDED
    assert of(done, "sound").verdict is Verdict.AGREE
    assert not place.exists()
    enforced = {one.name: one.complete for one in done.protections}
    assert not enforced["network"] and not enforced["files outside of the copy"]
    assert enforced["wall time"]


@pytest.mark.usefixtures("no_walls")
def test_what_a_module_starts_in_its_group_ends_with_it(verified: Verify, tmp_path: Path) -> None:
    text = "import os, time\nprint(os.fork(), flush=True)\ntime.sleep(600)\n"
    done = verified({"forks.py": text}, limits=Limits(module_seconds=1))
    assert of(done, "forks").observed.happened is Happened.STOPPED
    started = [int(word) for word in of(done, "forks").output.split() if word != "0"]
    assert len(started) == 1
    for _ in range(200):
        if not runs(started[0]):
            return
        time.sleep(0.05)
    raise AssertionError("it still runs")


def runs(process: int) -> bool:
    """Whether a process is more than an entry that nobody has waited for."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"
