"""Words of the glossary, marked where they stand in a text: as Markdown's links, to #glossary-KEY.

Whoever shows the text has js/parts/terms.js show the definition where such a link is pressed.
"""

import re
from functools import cache

from orgnet_views.glossary import GLOSSARY

_AS_IT_IS = re.compile(r"(`[^`]*`|\[[^\]]*\]\([^)]*\)|https?://\S+)")  # code, links, addresses


def link_terms(text: str) -> str:
    """The text with each term linked where it first stands, also in the plural."""
    linked = set[str]()

    def link(found: re.Match[str]) -> str:
        key = _keys()[found["term"].lower()]
        if key in linked:
            return found[0]
        linked.add(key)
        return f"[{found[0]}](#glossary-{key})"

    parts = _AS_IT_IS.split(text)
    parts[::2] = [_pattern().sub(link, part) for part in parts[::2]]
    return "".join(parts)


@cache
def _keys() -> dict[str, str]:
    return {entry["term"].lower(): key for key, entry in GLOSSARY.items()}


@cache
def _pattern() -> re.Pattern[str]:
    """Of terms that begin alike the longest."""
    terms = "|".join(re.escape(term) for term in sorted(_keys(), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?P<term>{terms})s?(?![\w-])", re.IGNORECASE)
