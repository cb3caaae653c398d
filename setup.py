"""The step of the build that pyproject.toml cannot say: folders that are copied as they are."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

COPIED = ("sample_repos", ".streamlit")


class BuildWithFolders(build_py):
    """Puts the samples, and what the app asks of Streamlit, where a checkout has them.

    The samples are data that happens to be Python, broken on purpose (a folder called `folder.py`,
    files that do not parse), which neither packages nor package data can be. The settings must lie
    beside `app.py`.
    """

    def run(self) -> None:
        super().run()
        for folder in () if self.editable_mode else COPIED:
            target = Path(self.build_lib, folder)
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(folder, target, ignore=_left_out)


def _left_out(folder: str, names: list[str]) -> set[str]:
    """A wheel cannot hold links, and some of the samples' lead in circles."""
    return {name for name in names if name == "__pycache__" or Path(folder, name).is_symlink()}


setup(cmdclass={"build_py": BuildWithFolders})
