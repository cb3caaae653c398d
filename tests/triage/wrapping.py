"""What stands around a traceback when it is pasted: each of these leaves the answer as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

Wrap = Callable[[str], str]


def each_line(prefix: str) -> Wrap:
    """The same before every line; `@@` counts the lines."""

    def wrapped(text: str) -> str:
        lines = text.rstrip("\n").split("\n")
        return "\n".join(
            f"{prefix.replace('@@', f'{at:03}')}{line}".rstrip() for at, line in enumerate(lines)
        )

    return wrapped


def after(*lines: str) -> Wrap:
    """Lines of something else before and after."""
    return lambda text: "\n".join([*lines, text.rstrip("\n"), *lines[:1]]) + "\n"


def json_records(text: str) -> str:
    """Docker's own log files: one record a line."""
    return "\n".join(
        json.dumps({"log": f"{line}\n", "stream": "stderr", "time": "2024-05-01T10:00:00.1Z"})
        for line in text.rstrip("\n").split("\n")
    )


def json_field(text: str) -> str:
    """A structured logger: the whole traceback in one field."""
    return json.dumps(
        {"level": "error", "event": "boot failed", "logger": "app", "exc_info": text, "pid": 7}
    )


def json_list(text: str) -> str:
    return json.dumps({"msg": "failed", "stack": text.rstrip("\n").split("\n")})


def escaped(text: str) -> str:
    """A repr, as somebody printed it; no JSON."""
    return "2024-05-01 ERROR app: " + text.replace("\\", "\\\\").replace("\n", "\\n")


def coloured(text: str) -> str:
    """As Python 3.13 and IPython colour it."""
    text = re.sub(
        r'File "([^"]*)", line (\d+)', '\x1b[35mFile "\\1"\x1b[0m, line \x1b[35m\\2', text
    )
    text = text.replace('\x1b[35mFile "', 'File "\x1b[35m')
    text = re.sub(r'"\x1b\[0m, line', '\x1b[0m", line', text)
    return re.sub(r"(?m)^(\w+Error)(:.*)?$", "\x1b[1;35m\\1\x1b[0m\\2\x1b[0m", text)


def windows(text: str) -> str:
    """As the same run prints it on Windows."""

    def path(match: re.Match[str]) -> str:
        return "C:\\app\\" + match[1].replace("/", "\\")

    text = re.sub(r"/app/([\w./-]+)", path, text)
    text = re.sub(r"/usr/local/lib/python3.\d+", r"C:\\Python312\\Lib", text)
    return text.replace("\n", "\r\n")


def head_cut_off(text: str) -> str:
    """Without the header and the first frame, where more than one follow."""
    frames = text.count('  File "')
    if "Traceback (" not in text or frames < 3 or "xception" in text:
        return text
    start = text.index('  File "', text.index('  File "') + 1)
    return text[start:]


def interleaved(text: str) -> str:
    """Another container writes between the lines."""
    lines = text.rstrip("\n").split("\n")
    return "\n".join(
        f"web-1  | {line}\ndb-1   | 2024-05-01 10:00:00.1 UTC [1] LOG:  checkpoint {at}"
        for at, line in enumerate(lines)
    )


WRAPS: dict[str, Wrap] = {
    "compose": each_line("web_1  | "),
    "compose-interleaved": interleaved,
    "kubectl": each_line("[pod/web-7d4b9c-x2x/app] "),
    "cri": each_line("2024-05-01T10:00:00.000000@@Z stderr F "),
    "journald": each_line("May 01 10:00:00 host python3[1234]: "),
    "syslog": each_line("<11>May  1 10:00:00 web-1 app[77]: "),
    "short-iso": each_line("2024-05-01T10:00:00+0000 host gunicorn[12]: "),
    "logging": each_line("2024-05-01 10:00:00,@@ ERROR app.boot: "),
    "loguru": each_line("2024-05-01 10:00:00.@@ | ERROR    | app.boot:run:12 - "),
    "gunicorn": after(
        "[2024-05-01 10:00:00 +0000] [7] [INFO] Starting gunicorn 21.2.0",
        "[2024-05-01 10:00:01 +0000] [8] [ERROR] Exception in worker process",
    ),
    "uvicorn": after(
        "INFO:     Will watch for changes in these directories: ['/app']",
        "INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)",
        "Process SpawnProcess-1:",
    ),
    "celery": after(
        "[2024-05-01 10:00:00,000: INFO/MainProcess] celery@web ready.",
        "[2024-05-01 10:00:01,000: ERROR/ForkPoolWorker-1] Task shop.run[5b1] raised unexpected:",
    ),
    "celery-lines": each_line("[2024-05-01 10:00:00,@@: ERROR/ForkPoolWorker-1] "),
    "heroku": each_line("2024-05-01T10:00:00.000000+00:00 app[web.1]: "),
    "buildkit": each_line("#12 0.@@ "),
    "actions": each_line("2024-05-01T10:00:00.1234567Z "),
    "quoted": each_line("> "),
    "indented": each_line("        "),
    "fenced": lambda text: f"It broke:\n\n```\n$ python main.py\n{text}```\n\nAny idea?\n",
    "blank-lines": lambda text: text.replace("\n", "\n\n"),
    "blanks-at-the-end": lambda text: text.replace("\n", "   \n"),
    "json-records": json_records,
    "json-field": json_field,
    "json-list": json_list,
    "escaped": escaped,
    "coloured": coloured,
    "windows": windows,
    "head-cut-off": head_cut_off,
    "twice": lambda text: f"{text}\n{text}",
}
