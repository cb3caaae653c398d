"""Repositories on a server: what is fetched, who is asked, and how a server that lies is met."""

from __future__ import annotations

import itertools
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dulwich.refs import Ref

from analysis.sources.addresses import Policy
from analysis.sources.credentials import Credentials
from analysis.sources.errors import SourceError
from analysis.sources.git_remote import RemoteLimits, open_remote
from analysis.sources.git_revision import open_revision
from analysis.sources.git_wire import SERVICE
from tests.sources.git_server import (
    ADVERTISED,
    HOST,
    RESULT,
    Answer,
    Asked,
    Certificate,
    Running,
    Write,
    by_dulwich,
    by_git,
    make_certificate,
    ok,
    packet,
    serving,
)
from tests.sources.packs import (
    BLOB,
    TREE,
    commit_of,
    entry,
    name_of,
    pack_of,
    repository,
)
from tests.sources.repositories import MAIN, Made

MB = 2**20
ABILITIES = b"side-band-64k shallow ofs-delta"
FILES = {
    "pkg/__init__.py": "x = 1\n",
    "pkg/data/note.md": "text\n",
    "app.py": "import pkg\n" * 200,
    "link.py": "app.py",
    "logo.png": "no text",
    "env/pyvenv.cfg": "",
    "env/lib.py": "x = 1\n",
}
pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    found = Made(tmp_path_factory.mktemp("repository") / "made")
    found.commit(FILES, "First", modes={"link.py": 0o120000})
    first = found.repo.refs[MAIN]
    found.repo.refs[Ref(b"refs/tags/light")] = first
    found.repo.refs[Ref(b"refs/heads/feature/x")] = first
    found.commit({**FILES, "app.py": "import pkg\n" * 201, "new.py": ""}, "Second")
    return found


@pytest.fixture(scope="module", params=["dulwich", "git"])
def server(
    request: pytest.FixtureRequest, made: Made, certificate: Certificate
) -> Iterator[Running]:
    if request.param == "git" and shutil.which("git") is None:
        pytest.skip("there is no git")
    answer = by_git(made.folder / ".git") if request.param == "git" else by_dulwich(made.folder)
    with serving(answer, certificate) as running:
        yield running


def fetched(running: Running, limits: RemoteLimits | None = None, **changes: object) -> str:
    """The one sentence that says why nothing was fetched."""
    begun = time.monotonic()
    with pytest.raises(SourceError) as caught:
        open_remote(running.url, policy=running.policy(**changes), limits=limits)
    assert time.monotonic() - begun < 20
    assert str(caught.value).isprintable()
    return str(caught.value)


@pytest.mark.parametrize("revision", ["", "@main", "@light", "@feature/x", "@refs/tags/light"])
def test_is_the_revision_of_a_clone(server: Running, made: Made, revision: str) -> None:
    tree = open_remote(server.url + revision, policy=server.policy())
    local = open_revision(made.folder, revision[1:] or "HEAD")
    assert tree.paths() == local.paths()
    assert tree.folders() == local.folders()
    assert tree.skipped == local.skipped
    assert [tree.read(path) for path in tree.paths()] == [*map(local.read, local.paths())]
    assert tree.label == server.url + revision


def test_a_whole_id_or_an_option_says_which_one(server: Running, made: Made) -> None:
    newest = made.repo.refs[MAIN].decode()
    for url, revision in ((f"{server.url}@{newest}", ""), (server.url, newest)):
        tree = open_remote(url, revision=revision, policy=server.policy())
        assert "new.py" in tree.paths()
    with pytest.raises(SourceError, match="already"):
        open_remote(f"{server.url}@main", revision="main", policy=server.policy())


def test_packed_and_as_differences(certificate: Certificate, tmp_path: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    made = Made(tmp_path / "made")
    text = "".join(f"name_{n} = {n}\n" for n in range(300))
    made.commit({f"m{n}.py": f"{text}last = {n}\n" for n in range(5)})
    made.pack()
    with serving(by_git(made.folder / ".git"), certificate) as running:
        tree = open_remote(running.url, policy=running.policy())
    assert tree.read("m3.py").decode() == f"{text}last = 3\n"


def test_an_annotated_tag_leads_to_its_commit(certificate: Certificate) -> None:
    commit, objects = repository({b"a.py": b"x = 1\n"})
    text = f"object {commit}\ntype commit\ntag v1\ntagger A <a@b> 0 +0000\n\nOne\n".encode()
    tag = name_of(4, text).hex()
    with serving(_sending(tag, pack_of(entry(4, text), *objects)), certificate) as running:
        assert open_remote(running.url, policy=running.policy()).paths() == ("a.py",)


def test_near_names_of_branches_are_told(server: Running) -> None:
    with pytest.raises(SourceError, match="has no branch or tag 'mian'; did you mean main"):
        open_remote(f"{server.url}@mian", policy=server.policy())


def test_nothing_is_fetched_twice_and_progress_is_told(server: Running) -> None:
    before = len(server.asked)
    told: list[str] = []
    open_remote(server.url, policy=server.policy(), progress=told.append)
    assert [each.method for each in server.asked[before:]] == ["GET", "POST"]
    assert told[0] == f"asking {HOST}:{server.port}"
    assert any(words.startswith("unfolding") for words in told)


def test_whoever_hears_of_the_progress_can_end_it(server: Running) -> None:
    class Cancelled(Exception):
        pass

    def cancel(words: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        open_remote(server.url, policy=server.policy(), progress=cancel)


def test_settings_and_variables_of_git_and_of_proxies_are_not_read(
    server: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = tmp_path / ".gitconfig"
    config.write_text('[url "https://elsewhere.test/"]\ninsteadOf = https://\n[http]\nproxy = x\n')
    (tmp_path / ".netrc").write_text(f"machine {HOST} login ada password SECRET\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "GIT_PROXY_COMMAND", "GIT_ASKPASS"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    open_remote(server.url, policy=server.policy())
    assert all("authorization" not in each.headers for each in server.asked)


def test_credentials_are_sent_and_never_shown(certificate: Certificate, made: Made) -> None:
    behind = by_dulwich(made.folder)

    def answer(asked: Asked, write: Write) -> None:
        # ada:SECRET
        if asked.headers.get("authorization") == "Basic YWRhOlNFQ1JFVA==":
            behind(asked, write)
        else:
            write(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")

    told: list[str] = []
    with serving(answer, certificate) as running:
        policy = running.policy()
        url = running.url.replace("://", "://ada:SECRET@")
        tree = open_remote(url, policy=policy, progress=told.append)
        assert tree.label == running.url
        given = Credentials("ada", "SECRET")
        assert open_remote(running.url, credentials=given, policy=policy).paths() == tree.paths()
        for wrong in (running.url, url.replace("SECRET", "SECRET2")):
            with pytest.raises(SourceError, match="asks for a name and a token") as caught:
                open_remote(wrong, policy=policy, progress=told.append)
            told.append(str(caught.value))
    assert not any("SECRET" in words for words in told)


def test_another_certificate_is_not_trusted(server: Running, tmp_path: Path) -> None:
    other = make_certificate(tmp_path)
    assert "can't prove who it is" in fetched(server, context=other.trusting)


def test_a_name_is_looked_up_once_and_its_address_used(server: Running) -> None:
    """Whoever answers for the name may say something else the next time."""
    answers = iter([["127.0.0.1"], ["169.254.169.254"], ["169.254.169.254"]])
    open_remote(server.url, policy=server.policy(resolve=lambda host, port: next(answers)))
    assert len([*answers]) == 2


def test_the_next_address_is_tried_where_the_first_does_not_answer(server: Running) -> None:
    found = ["127.0.0.2", "127.0.0.1"]
    assert open_remote(server.url, policy=server.policy(resolve=lambda host, port: found)).paths()


@pytest.mark.parametrize("name", ["127.0.0.1", "::1", "10.0.0.1", "::ffff:127.0.0.1"])
def test_private_addresses_are_not_even_asked(server: Running, name: str) -> None:
    before = len(server.asked)
    with pytest.raises(SourceError, match="private network"):
        open_remote(f"https://{HOST}/repo.git", policy=Policy(resolve=lambda host, port: [name]))
    assert len(server.asked) == before


@pytest.mark.parametrize(
    ("status", "location", "why"),
    [
        (301, "https://127.0.0.1/repo.git/info/refs", "another server"),
        (302, "http://git.test:{port}/repo.git/info/refs", "another server"),
        (307, "https://git.test/repo.git/info/refs", "another server"),
        (308, "//evil.test/x", "another server"),
        (301, "file:///etc/passwd", "another server"),
        (301, "https://user:x@git.test:99999/", "another server"),
        (301, "/x y", "can't be understood"),
        (301, "/a\u00fc", "can't be understood"),
        (301, "", "moved too often"),
        (301, "/around/again", "moved too often"),
    ],
)
def test_redirects(certificate: Certificate, status: int, location: str, why: str) -> None:
    def answer(asked: Asked, write: Write) -> None:
        to = location.format(port=running.port)
        write(f"HTTP/1.1 {status} Moved\r\nLocation: {to}\r\n\r\n".encode("latin-1"))

    with serving(answer, certificate) as running:
        assert why in fetched(running)


def test_a_repository_may_have_moved_on_its_server(certificate: Certificate, made: Made) -> None:
    behind = by_dulwich(made.folder)

    def answer(asked: Asked, write: Write) -> None:
        if asked.path.startswith("/repo.git"):
            behind(asked, write)
        else:
            write(f"HTTP/1.1 301 Moved\r\nLocation: /repo.git{asked.path[4:]}\r\n\r\n".encode())

    with serving(answer, certificate) as running:
        tree = open_remote(running.url.replace("/repo.git", "/old"), policy=running.policy())
        assert "app.py" in tree.paths()


def _offering(commit: str, abilities: bytes = ABILITIES) -> bytes:
    return b"".join(
        [
            packet(f"# service={SERVICE}\n".encode()),
            b"0000",
            packet(f"{commit} HEAD\0".encode() + abilities + b"\n"),
            packet(f"{commit} refs/heads/main\n".encode()),
            b"0000",
        ]
    )


def _sending(commit: str, pack: bytes | Iterator[bytes], offer: bytes | None = None) -> Answer:
    """A server that offers one commit, and sends a pack, whatever it is asked."""
    pieces = iter([pack]) if isinstance(pack, bytes) else pack

    def answer(asked: Asked, write: Write) -> None:
        if asked.method == "GET":
            ok(write, ADVERTISED, _offering(commit) if offer is None else offer)
            return
        ok(write, RESULT, packet(f"shallow {commit}".encode()), b"0000", packet(b"NAK\n"))
        for piece in pieces:
            for at in range(0, len(piece), 60_000):
                write(packet(b"\1" + piece[at : at + 60_000]))
        write(b"0000")

    return answer


COMMIT, OBJECTS = repository({b"a.py": b"x = 1\n"})
GOOD = pack_of(*OBJECTS)
BIG = repository({b"a.py": bytes(9 * MB)})


def _slow(write: Write) -> None:
    for _ in range(100):
        write(b"H")
        time.sleep(0.02)


def _all(content: bytes) -> Callable[[Asked, Write], None]:
    return lambda asked, write: write(content)


HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: " + ADVERTISED.encode() + b"\r\n"
SERVERS: dict[str, tuple[Answer, str]] = {
    "silence": (lambda asked, write: time.sleep(3), "takes more than"),
    "nothing": (_all(b""), "can't be understood"),
    "no-http": (_all(b"\0" * 99 + b"\r\n\r\n"), "can't be understood"),
    "web-page": (lambda asked, write: ok(write, "text/html", b"<b>hi"), "no git repository"),
    "compressed": (_all(HTTP + b"Content-Encoding: gzip\r\n\r\n"), "no git repository"),
    "error": (_all(b"HTTP/1.1 500 \x1b[2J\r\n\r\n"), "answers with the error 500"),
    "not-found": (_all(b"HTTP/1.1 404 No\r\n\r\n"), "has no such repository"),
    "cut-off": (_all(HTTP + b"Content-Length: 99\r\n\r\n0000"), "can't be understood"),
    "odd-chunks": (_all(HTTP + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n"), "understood"),
    "drop-by-drop": (lambda asked, write: _slow(write), "takes more than"),
    "endless-headers": (_all(HTTP + b"X: 1\r\n" * 999), "can't be understood"),
    "endless-line": (_all(b"HTTP/1.1 200 " + b"x" * 99_999), "can't be understood"),
    "many-continues": (_all(b"HTTP/1.1 100 Continue\r\n\r\n" * 200_000), "given up"),
    "garbage-packets": (lambda asked, write: ok(write, ADVERTISED, b"zzzzzz"), "understood"),
    "signed-length": (lambda asked, write: ok(write, ADVERTISED, b"+0a1x"), "understood"),
    "length-of-two": (lambda asked, write: ok(write, ADVERTISED, b"0002"), "understood"),
    "dumb": (lambda asked, write: ok(write, ADVERTISED, b"0" * 40 + b"\tHEAD"), "understood"),
    "says-no": (
        lambda asked, write: ok(write, ADVERTISED, packet(b"ERR no \x1b[31mway\n")),
        r"the server says: no \x1b[31mway",
    ),
    "endless-offer": (
        lambda asked, write: ok(write, ADVERTISED, *itertools.repeat(b"x" * 9_999, 500)),
        "sends more than",
    ),
    "old": (_sending(COMMIT, GOOD, _offering(COMMIT, b"side-band-64k")), "single revision"),
    "no-bands": (_sending(COMMIT, GOOD, _offering(COMMIT, b"shallow")), "can't be understood"),
    "empty": (_sending(COMMIT, GOOD, _offering("0" * 40).replace(b" HEAD", b" c^{}")), "HEAD"),
    "no-pack": (_sending(COMMIT, b""), "is damaged"),
    "junk-pack": (_sending(COMMIT, b"PACK" * 99), "is damaged"),
    "cut-pack": (_sending(COMMIT, GOOD[:-30]), "is damaged"),
    "other-commit": (_sending("1" * 40, GOOD), "not whole"),
    "no-folder": (_sending(COMMIT, pack_of(OBJECTS[0])), "not among the objects"),
    "no-files": (_sending(COMMIT, pack_of(*OBJECTS[:2])), "has no Python files"),
    "folder-for-a-commit": (_sending(name_of(BLOB, b"x = 1\n").hex(), GOOD), "is no commit"),
    "endless-pack": (_sending(COMMIT, itertools.repeat(b"x" * 60_000)), "sends more than"),
    "bomb": (_sending(BIG[0], pack_of(*BIG[1])), "far more than its size"),
    "many-objects": (_sending(COMMIT, pack_of(*OBJECTS, count=10**6)), "more than 1,000 objects"),
}
LIMITS = RemoteLimits(seconds=1, received=3 * MB, unfolded=8 * MB, objects=1_000)


@pytest.mark.parametrize(("answer", "why"), SERVERS.values(), ids=SERVERS)
def test_servers_that_lie(certificate: Certificate, answer: Answer, why: str) -> None:
    with serving(answer, certificate) as running:
        assert why in fetched(running, LIMITS)


def test_folders_that_hold_each_other_end(certificate: Certificate) -> None:
    """Thirty folders, each with the next one twice: a billion paths."""
    tree, objects = b"100644 a.py\0" + name_of(BLOB, b""), [entry(BLOB, b"")]
    for _ in range(30):
        objects.append(entry(TREE, tree))
        name = name_of(TREE, tree)
        tree = b"".join(b"40000 %s\0%s" % (letter, name) for letter in (b"a", b"b"))
    commit, all_objects = commit_of(tree, objects)
    with serving(_sending(commit, pack_of(*all_objects)), certificate) as running:
        assert "takes more than" in fetched(running, LIMITS)


def test_what_is_kept_is_bounded(certificate: Certificate) -> None:
    """One file under many names costs nothing to send."""
    text = b"x = 1\n" * 50_000
    commit, objects = repository({b"%d.py" % n: text for n in range(9)})
    with serving(_sending(commit, pack_of(*objects)), certificate) as running:
        assert "MB of source text" in fetched(running, RemoteLimits(kept=MB))


def test_names_that_lead_elsewhere_are_skipped(certificate: Certificate) -> None:
    commit, objects = repository({b"a.py": b"", b"..": b"x", b"../b.py": b"", b"/c.py": b""})
    with serving(_sending(commit, pack_of(*objects)), certificate) as running:
        tree = open_remote(running.url, policy=running.policy())
    assert tree.paths() == ("a.py",)
    assert len(tree.skipped) == 3
