"""The choice of a package that several views are narrowed to, kept in the address."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from views import state


def package_of(modules: Iterable[str]) -> str | None:
    """The package that is chosen among those of the modules; None: the whole repository."""
    packages = sorted({name.rpartition(".")[0] for name in modules} - {""})
    state.follow(state.WITHIN, packages)
    return st.selectbox(
        "Package",
        packages,
        index=None,
        placeholder="In the whole repository",
        key=state.WITHIN,
        on_change=state.lead,
        args=(state.WITHIN,),
        label_visibility="collapsed",
        width=300,
    )
