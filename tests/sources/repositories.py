"""Small git repositories, made without the git program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from dulwich.index import commit_tree
from dulwich.objects import Blob, Commit, ObjectID
from dulwich.pack import write_pack
from dulwich.refs import Ref
from dulwich.repo import Repo

MAIN = Ref(b"refs/heads/main")
FIRST = 1_700_000_000
HOUR = 3_600


class Made:
    """A repository in `folder`, with a commit an hour and two hours ahead of UTC."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.repo = Repo.init(str(folder))
        self.repo.refs.set_symbolic_ref(Ref(b"HEAD"), MAIN)
        self._time = FIRST

    def commit(
        self,
        files: Mapping[str, str | bytes],
        message: str = "Change it",
        parents: Sequence[bytes] | None = None,
        author: str = "Ada <ada@example.org>",
        modes: Mapping[str, int] | None = None,
    ) -> bytes:
        """The id of a new newest commit, whose tree has `files` and no others."""
        store = self.repo.object_store
        blobs = []
        for path, text in files.items():
            blob = Blob.from_string(text.encode() if isinstance(text, str) else text)
            store.add_object(blob)
            blobs.append((path.encode(), blob.id, (modes or {}).get(path, 0o100644)))
        commit = Commit()
        commit.tree = commit_tree(store, blobs)
        newest = self.repo.refs.read_loose_ref(MAIN)
        before = parents if parents is not None else [newest] if newest else []
        commit.parents = [ObjectID(one) for one in before]
        commit.author = commit.committer = author.encode()
        commit.author_time = commit.commit_time = self._time
        commit.author_timezone = commit.commit_timezone = 2 * HOUR
        commit.message = message.encode()
        store.add_object(commit)
        self._time += HOUR
        self.repo.refs[MAIN] = commit.id
        return bytes(commit.id)

    def check_out(self, files: Mapping[str, str]) -> None:
        """Writes `files` into the work tree."""
        for path, text in files.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")

    def pack(self) -> None:
        """Moves every object into one pack, as deltas where that is shorter."""
        store = self.repo.object_store
        names = list(store)
        objects = [(store[name], None) for name in names]
        stem = Path(self.folder, ".git/objects/pack/pack-all")
        write_pack(str(stem), objects, object_format=store.object_format, deltify=True)
        for name in names:
            self.loose(name).unlink()

    def loose(self, name: bytes) -> Path:
        """The file of an object that is in no pack."""
        text = name.decode()
        return Path(self.folder, ".git/objects", text[:2], text[2:])
