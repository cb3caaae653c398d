"""Export: everything the pages show, as files."""

from __future__ import annotations

import functools

import streamlit as st

from views import parts, state
from views.export_files import FORMATS, Format, Group, text_of
from views.opening import Opened
from views.words import safe

PREVIEW = 20_000
LARGEST_PICTURE = 2_000_000
KB = 1024


def page(opened: Opened) -> None:
    """Draw the list of files, with a look into the one that is picked."""
    left, right = st.columns([2, 3], gap="medium")
    with left:
        dark = False
        for group in Group:
            parts.show(f"<h5>{group.value}</h5>")
            if group is Group.PICTURES:
                dark = _paper()
            for each in FORMATS:
                if each.group is group:
                    _row(each, opened, dark=dark and group is Group.PICTURES)
    with right:
        _look(opened, dark=dark)


def _paper() -> bool:
    """Whether pictures are on dark paper: at first as the app is."""
    usual = st.context.theme.type == "dark"
    return st.toggle("On dark paper", value=usual, key=state.DARK_PAPER)


def _row(each: Format, opened: Opened, *, dark: bool) -> None:
    words, button = st.columns([5, 1], vertical_alignment="center", gap="small")
    with words:
        parts.show(f'<b>{safe(each.title)}</b><div class="muted">{safe(each.what)}</div>')
    button.download_button(
        "Save",
        data=functools.partial(_bytes, each, opened, dark),
        file_name=each.file_name,
        mime=each.mime,
        icon=":material/download:",
        key=f"save.{each.file_name}",
        on_click="ignore",
    )


def _look(opened: Opened, *, dark: bool) -> None:
    titles = {each.title: each for each in FORMATS}
    names = list(titles)
    # A picture says most at a glance, and is made at once.
    first = next(at for at, each in enumerate(FORMATS) if each.form == "map-svg")
    chosen = titles[
        st.selectbox("Look into", names, index=first, key=state.PREVIEW, bind="query-params")
    ]
    text = text_of(chosen.form, opened, dark=dark and chosen.group is Group.PICTURES)
    if not text:
        st.caption("Empty: there is nothing to put in it.")
        return
    size = len(text.encode("utf-8", "surrogateescape"))
    said = f"{chosen.file_name}, {size / KB:,.0f} KB" if size >= KB else chosen.file_name
    if chosen.language == "svg" and size <= LARGEST_PICTURE:
        st.caption(f"{said}.")
        # As an image: nothing in one can run, or ask for anything.
        st.image(text, width="stretch")
        return
    if chosen.form == "html":
        st.caption(f"{said}. Save it and open it in a browser: this is its source.")
    printable = text.encode("utf-8", "replace").decode("utf-8")
    st.code(printable[:PREVIEW], language=chosen.language, height=560)
    shown = f"The first {PREVIEW:,} of {len(text):,} characters of {said}."
    st.caption(shown if len(text) > PREVIEW else f"{said}.")


def _bytes(form: Format, opened: Opened, dark: bool) -> bytes:
    return text_of(form.form, opened, dark=dark).encode("utf-8", "surrogateescape")
