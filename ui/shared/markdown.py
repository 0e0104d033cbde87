"""Words that a visitor or an imported file brought, as they are: never Markdown, never HTML."""

import re

_SIGNS = re.compile(r"[!#$&()*+:<=>@\[\\\]^_`{|}~-]")
# What Streamlit looks for even where Markdown's own signs are escaped: icons and emojis between
# colons, addresses, arrows. An invisible sign that joins words keeps it from finding them.
_APART = re.compile(r"(?<=[:/])(?=\S)|(?<=www)(?=\.)|(?=@)|(?<=[-<>=])(?=[-<>=])", re.IGNORECASE)
_JOINER = "\N{WORD JOINER}"


def escape_markdown(text: str) -> str:
    """Markdown that shows `text`, on one line, and does nothing else."""
    words = _SIGNS.sub(r"\\\g<0>", _APART.sub(_JOINER, " ".join(text.split())))
    return re.sub(r"\A(\d+)\.", r"\1\.", words)  # no list
