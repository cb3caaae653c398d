"""Which web pages may talk to the app: on this machine, only those that it serves itself.

A page of another site, open in the same browser, can ask servers on this machine: by a name that it
lets lead here (DNS rebinding), by a connection that says where it comes from, or in a frame.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

import streamlit as st

from views.source import LOOPBACK, serves_others

VARIABLE = "PLUMBLINE_HOSTS"

# Where another site shows the app in a frame, it has whoever sees it click on what they don't see.
UNFRAMED = """\
<script>
if (window.top !== window.self) {
  try { void window.top.location.href; } catch {
    const link = document.createElement("a");
    Object.assign(link, {href: location.href, target: "_blank", rel: "noopener"});
    link.textContent = "Another site shows Plumbline in a frame. Open it in a tab of its own.";
    document.documentElement.replaceChildren(document.createElement("body"));
    document.body.append(link);
  }
}
</script>
"""


def refuse_strangers() -> None:
    """Ends the run of a page that another site has asked for; nothing was read for it."""
    if serves_others():
        return  # by names that are not ours to know: `server.allowedHosts` of Streamlit limits them
    why = refusal(st.context.headers, named_hosts())
    if why is not None:
        st.error(why, icon=":material/block:")
        st.stop()


def unframed() -> str:
    """HTML that takes the app out of a frame of another site."""
    return "" if "*" in named_hosts() else UNFRAMED


def named_hosts() -> frozenset[str]:
    """Names beside those of this machine by which the app may be reached, `*` for any."""
    listed = os.environ.get(VARIABLE, "").replace(",", " ")
    return frozenset(listed.lower().split())


def refusal(headers: Mapping[str, str], named: frozenset[str]) -> str | None:
    """Why a session with these headers is shown nothing; None where it may see all.

    A program that is no browser sends no Origin; a browser always does, and can't be lied to.
    """
    host, origin = headers.get("Host"), headers.get("Origin")
    if "*" in named:
        return None
    if host is not None and _name(f"//{host}") not in named.union(LOOPBACK):
        return (
            "This server is for this machine only, and was reached by another name. Whoever runs "
            f"it can allow that name with the environment variable {VARIABLE}."
        )
    is_ours = origin in (None, f"http://{host}", f"https://{host}")
    if not is_ours and _name(origin or "") not in named:
        return (
            "Another web page has asked for this one: it is shown nothing. Whoever runs this "
            f"server can allow its host with the environment variable {VARIABLE}."
        )
    return None


def _name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
