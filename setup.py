"""The one step of the build that pyproject.toml cannot say: the samples, copied as they are."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SAMPLES = "sample_repos"


class BuildWithSamples(build_py):
    """Puts the samples beside `analysis`, where a checkout has them.

    They are data that happens to be Python, broken on purpose (a folder called `folder.py`, files
    that do not parse), which neither packages nor package data can be.
    """

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib, SAMPLES)
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(SAMPLES, target, ignore=_left_out)


def _left_out(folder: str, names: list[str]) -> set[str]:
    """A wheel cannot hold links, and some of the samples' lead in circles."""
    return {name for name in names if name == "__pycache__" or Path(folder, name).is_symlink()}


setup(cmdclass={"build_py": BuildWithSamples})
