"""A session of the app without a browser: it speaks what Streamlit's page speaks with its server.

A browser lays out and draws; twenty of them on one machine would measure themselves.
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import FileUploaderState, UploadedFileInfo
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from benchmarks.process import ProgramFailed

XSRF = "_streamlit_xsrf"
MOST_BYTES = 2**28
SUMMARY = "pl-sum"
"""What stands in a page above what it shows of a repository."""


class Shown(NamedTuple):
    """What one run of a page sent."""

    seconds: float
    elements: tuple[Element, ...]

    def text(self) -> str:
        """All words of it, markup included."""
        return "\n".join(str(each) for each in self.elements)

    def trouble(self) -> str:
        """The exception that the page shows; empty where there is none."""
        found = (each.exception for each in self.elements if each.WhichOneof("type") == "exception")
        return next((f"{each.type}: {each.message}" for each in found), "")

    def button(self, label: str) -> str | None:
        """The id of a button."""
        buttons = (each.button for each in self.elements if each.WhichOneof("type") == "button")
        return next((each.id for each in buttons if each.label == label), None)


class Session:
    """One open page."""

    def __init__(self, address: str, most: float) -> None:
        self._host = urlsplit(address).netloc
        self._most = most
        self._xsrf = self._cookie()
        self._open = ExitStack()
        self._socket = self._open.enter_context(
            connect(
                f"ws://{self._host}/_stcore/stream",
                origin=Origin(address),
                subprotocols=[Subprotocol("streamlit"), Subprotocol(self._xsrf)],
                additional_headers={"Cookie": f"{XSRF}={self._xsrf}"},
                max_size=MOST_BYTES,
                compression=None,
                # A session that is not looked at for a while stays open, as a page does.
                ping_interval=None,
                max_queue=None,
            )
        )
        self._id = ""
        self._pages: dict[str, str] = {}
        self.query = ""
        """What the address says, as the app has set it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def visit(
        self,
        page: str,
        parameters: Mapping[str, str],
        until: Callable[[Shown], bool] = lambda shown: False,
    ) -> Shown:
        """Opens a page and waits for its end, or for what `until` finds in it."""
        self.query = urlencode(parameters)
        return self._run(self._asked(page), until)

    def press(self, page: str, button: str) -> Shown:
        """Clicks a button of the page that is shown."""
        asked = self._asked(page)
        asked.widget_states.widgets.add(id=button, trigger_value=True)
        return self._run(asked)

    def upload(self, name: str, content: bytes) -> Shown:
        """Gives an archive to the uploader of the overview, and waits for what is shown of it."""
        shown = self.visit("", {"source": "zip:none"})
        uploaders = (
            each.file_uploader.id
            for each in shown.elements
            if each.WhichOneof("type") == "file_uploader"
        )
        uploader = next(uploaders)
        ask = BackMsg()
        ask.file_urls_request.request_id = "1"
        ask.file_urls_request.session_id = self._id
        ask.file_urls_request.file_names.append(name)
        self._socket.send(ask.SerializeToString())
        urls = next(
            message.file_urls_response.file_urls[0]
            for message in self._messages(time.monotonic() + self._most)
            if message.WhichOneof("type") == "file_urls_response"
        )
        self._put(urls.upload_url, name, content)
        asked = self._asked("")
        files = FileUploaderState()
        files.uploaded_file_info.append(
            UploadedFileInfo(file_id=urls.file_id, name=name, size=len(content), file_urls=urls)
        )
        asked.widget_states.widgets.add(id=uploader, file_uploader_state_value=files)
        begun = time.perf_counter()
        shown = self._run(asked)
        # The app begins anew with the address of what came in.
        while SUMMARY not in shown.text() and not shown.trouble():
            shown = self._collected(begun)
        return shown

    def _asked(self, page: str) -> ClientState:
        return ClientState(query_string=self.query, page_script_hash=self._pages.get(page, ""))

    def _run(
        self, asked: ClientState, until: Callable[[Shown], bool] = lambda shown: False
    ) -> Shown:
        begun = time.perf_counter()
        self._socket.send(BackMsg(rerun_script=asked).SerializeToString())
        return self._collected(begun, until)

    def _collected(
        self, begun: float, until: Callable[[Shown], bool] = lambda shown: False
    ) -> Shown:
        elements: list[Element] = []
        for message in self._messages(time.monotonic() + self._most):
            match message.WhichOneof("type"):
                case "new_session":
                    # The app may begin anew on its own: what came before is not what is shown.
                    elements = []
                    self._id = message.new_session.initialize.session_id or self._id
                case "navigation":
                    pages = message.navigation.app_pages
                    # The first one stands at the top of the address.
                    self._pages = {
                        "" if page.is_default else page.url_pathname: page.page_script_hash
                        for page in pages
                    }
                case "page_info_changed":
                    self.query = message.page_info_changed.query_string
                case "delta" if message.delta.WhichOneof("type") == "new_element":
                    elements.append(message.delta.new_element)
                    if until(Shown(0.0, (message.delta.new_element,))):
                        return Shown(time.perf_counter() - begun, tuple(elements))
                case "script_finished":
                    if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                        return Shown(time.perf_counter() - begun, tuple(elements))
        raise ProgramFailed("the server ended the session")

    def _messages(self, end: float) -> Iterator[ForwardMsg]:
        while True:
            left = end - time.monotonic()
            if left <= 0:
                raise ProgramFailed(f"no answer for {self._most:.0f} s")
            try:
                data: Any = self._socket.recv(timeout=left)
            except TimeoutError:
                continue
            message = ForwardMsg()
            message.ParseFromString(data)
            yield message

    def _cookie(self) -> str:
        cookies = self._answered("GET", "/_stcore/health").headers.get_all("Set-Cookie")
        found = next((each for each in cookies or () if each.startswith(f"{XSRF}=")), "")
        return found.partition("=")[2].partition(";")[0] or "none"

    def _put(self, path: str, name: str, content: bytes) -> None:
        edge = "plumbline-load"
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/zip\r\n\r\n"
        )
        answer = self._answered(
            "PUT",
            path,
            head.encode() + content + f"\r\n--{edge}--\r\n".encode(),
            {
                "Content-Type": f"multipart/form-data; boundary={edge}",
                "Cookie": f"{XSRF}={self._xsrf}",
                "X-Xsrftoken": self._xsrf,
            },
        )
        if answer.status >= 300:
            raise ProgramFailed(f"the upload was refused: {answer.status} {answer.reason}")

    def _answered(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> http.client.HTTPResponse:
        with closing(http.client.HTTPConnection(self._host, timeout=self._most)) as connection:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            answer.read()
            return answer
