"""Terms of the glossary where they stand in a text: as Markdown's links, to #glossary-KEY.

Whoever shows the text has js/parts/terms.js show the definition where such a link is pressed.
"""

import re
from functools import cache

from orgnet_views.glossary import GLOSSARY

# Terms whose words mean the same elsewhere, or much else: a text links them where it needs to.
EVERYDAY = {
    *("activation", "attack", "constraint", "copy", "criterion", "cut", "divergent", "edge"),
    *("gradient", "kind", "layer", "melt", "organism", "other", "phase", "position", "preset"),
    *("projection", "pruning", "run", "schedule", "score", "seed", "snapshot", "sweep", "task"),
    *("taylor", "zero"),
}
_AS_IT_IS = re.compile(r"(`[^`]*`|\[[^\]]*\]\([^)]*\)|https?://\S+)")  # code, links, addresses
_LINKED = re.compile(r"\]\(#glossary-(\w+)\)")


def link_terms(text: str) -> str:
    """The text with each term linked where it first stands, also in the plural, unless the text
    links it itself."""
    linked = set(_LINKED.findall(text))

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
    """Of each term that is linked by itself, in small letters."""
    return {entry.term.lower(): key for key, entry in GLOSSARY.items() if key not in EVERYDAY}


@cache
def _pattern() -> re.Pattern[str]:
    """Of terms that begin alike the longest."""
    terms = "|".join(re.escape(term) for term in sorted(_keys(), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?P<term>{terms})s?(?![\w-])", re.IGNORECASE)


def as_json() -> dict[str, dict[str, str]]:
    """What a page is told of them (js/parts/terms.js), by key and in the alphabet's order."""
    entries = sorted(GLOSSARY.items(), key=lambda entry: entry[1].term.casefold())
    return {key: entry._asdict() for key, entry in entries}
