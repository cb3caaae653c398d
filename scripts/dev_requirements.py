"""Print the requirements of the `dev` extra, one a line, for pip to read."""

from __future__ import annotations

import tomllib
from pathlib import Path


def main() -> None:
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    print("\n".join(tomllib.loads(text)["project"]["optional-dependencies"]["dev"]))


if __name__ == "__main__":
    main()
