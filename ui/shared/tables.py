"""Small tables of words; on a phone each row of a wide one is a list, a line for each column."""

import json
from collections.abc import Mapping, Sequence

import streamlit as st

FOR_A_PHONE = 4  # columns that it has room for


def show_table(columns: Mapping[str, Sequence[str]], key: str) -> None:
    """Of columns by their heads; `key` is the table's own on its page."""
    if len(columns) <= FOR_A_PHONE:
        st.table(columns)
        return
    with st.container(key=f"wide_table_{key}"):
        st.html(f"<style>{_heads(columns, key)}</style>")
        st.table(columns)


def _heads(columns: Mapping[str, Sequence[str]], key: str) -> str:
    """What stands before each cell where pages.css shows rows as lists."""
    cell = f".st-key-wide_table_{key} td:nth-child"
    heads = [json.dumps(head, ensure_ascii=False).replace("<", "\\3c ") for head in columns]
    return "".join(
        f"{cell}({number})::before{{--head:{head}}}" for number, head in enumerate(heads, 1)
    )
