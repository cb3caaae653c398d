"""`@of_analysis`: computed once of an analysis, and dropped with it.

Streamlit's own caches count entries over all sessions: twenty of them would take each other's
away, and an entry would hold on to an analysis that was dropped long ago.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from contextlib import nullcontext
from typing import Concatenate, ParamSpec, TypeVar, cast

import streamlit as st

from views import kept

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
Function = Callable[Concatenate[str, Asked], Answer]


def of_analysis(
    most: int = 1, spinner: str | None = None
) -> Callable[[Function[Asked, Answer]], Function[Asked, Answer]]:
    """For a function whose first argument is the key of an analysis.

    `most` answers are kept of each analysis. Arguments with a leading underscore follow from the
    others, as for `st.cache_resource`.
    """

    def decorate(function: Function[Asked, Answer]) -> Function[Asked, Answer]:
        signature = inspect.signature(function)
        asked = [name for name in signature.parameters if not name.startswith("_")]
        name = f"{function.__module__}.{function.__qualname__}"

        @functools.wraps(function)
        def answered(key: str, /, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
            bound = signature.bind(key, *args, **kwargs)
            bound.apply_defaults()

            def make() -> Answer:
                with st.spinner(spinner) if spinner else nullcontext():
                    return function(key, *args, **kwargs)

            question = tuple(bound.arguments[each] for each in asked)
            return cast(Answer, kept.everything().shelf(key).made(name, most, question, make))

        return answered

    return decorate
