from __future__ import annotations

from pathlib import Path

import pytest

from analysis.fleet.listing import repositories_in
from analysis.sources.errors import SourceError
from tests.fleet.services import write


def listed(folder: Path, text: str, name: str = "fleet.txt") -> dict[str, tuple[str, str]]:
    """By name: the source as it is written, and where it is below the folder of the list."""
    (folder / name).write_text(text, "utf-8")
    return {
        each.name: (each.source, each.opened.removeprefix(f"{folder}/"))
        for each in repositories_in(str(folder / name))
    }


def test_a_list_has_a_source_a_line(tmp_path: Path) -> None:
    text = """
        # the services
        services/billing
        ../auth            # beside this folder
        core = libraries/core.git
        wheels/mail-1.0.whl
        services/chat@v1.2
        services/chat@feature/x
        https://example.org/team/search.git
        https://example.org/team/search.git@v2/x
        /srv/away
    """
    found = listed(tmp_path, text)
    assert list(found) == [
        *("billing", "auth", "core", "mail-1.0", "chat@v1.2", "chat@feature/x"),
        *("search", "search@v2/x", "away"),
    ]
    assert found["billing"] == ("services/billing", "services/billing")
    assert found["auth"] == ("../auth", str(tmp_path.parent / "auth"))
    assert found["chat@v1.2"] == ("services/chat@v1.2", "services/chat@v1.2")
    assert found["search"] == ("https://example.org/team/search.git",) * 2
    assert found["away"] == ("/srv/away", "/srv/away")


def test_what_would_have_one_name_is_named_by_all_of_its_path(tmp_path: Path) -> None:
    assert list(listed(tmp_path, "a/api\nb/api\nc/web\n")) == ["a/api", "b/api", "web"]


def test_a_list_in_toml(tmp_path: Path) -> None:
    text = '[repositories]\nbilling = "services/billing"\n"old auth" = "auth@v1"\n'
    found = listed(tmp_path, text, "fleet.toml")
    assert found == {
        "billing": ("services/billing", "services/billing"),
        "old auth": ("auth@v1", "auth@v1"),
    }


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("fleet.txt", "", "names no repository"),
        ("fleet.txt", "# nothing\n", "names no repository"),
        ("fleet.txt", "a = x\na = y\n", "line 2: there is another a"),
        ("fleet.txt", "a = x\nb = ./x\n", "line 2: this is a once more"),
        ("fleet.txt", "a\n\nhttps://me:secret@example.org/x\n", "line 3: an address must hold no"),
        ("fleet.txt", "\udcff", "no text in UTF-8"),
        ("fleet.toml", "[repositories", "is no TOML"),
        ("fleet.toml", "a = 1\n", "must have the table [repositories]"),
        ("fleet.toml", "[repositories]\na = 1\n", "a must be a string"),
        ("fleet.toml", "[repositories]\n[more]\n", "and nothing else"),
    ],
)
def test_what_is_no_list(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SourceError) as error:
        repositories_in(str(tmp_path / name))
    assert words in str(error.value)
    assert "secret" not in str(error.value)


def test_there_is_no_such_list(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file or folder"):
        repositories_in(str(tmp_path / "gone"))


def test_a_folder_has_the_repositories_that_are_in_it(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "b/setup.py": "",
            "a/pyproject.toml": "",
            "c/.git/HEAD": "",
            "d/pkg/mod.py": "",
            "notes/readme.md": "",
            "deep/er/pkg/mod.py": "",
            ".hidden/mod.py": "",
            "single.py": "",
        },
    )
    (tmp_path / "link").symlink_to(tmp_path / "b")
    found = repositories_in(str(tmp_path))
    assert [each.name for each in found] == ["a", "b", "c", "d"]
    assert found[0].source == found[0].opened == f"{tmp_path}/a"
