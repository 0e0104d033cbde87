"""How kinds of particle look, by colour and by shape; js/core/kinds.js is the one list of them."""

import json
from typing import NamedTuple

from orgnet_core.fixpoints import Kind
from orgnet_views.assets import JS


class KindStyle(NamedTuple):
    id: str  # in JSON and in the columns of tables
    name: str
    plural: str
    colour: str
    mark: str  # the shape as a character
    symbol: str  # Plotly's name of the shape


def _listed() -> list[dict[str, str]]:
    """The array in the ES module, which is JSON."""
    text = (JS / "core" / "kinds.js").read_text(encoding="utf-8")
    return json.loads(text[text.index("[") : text.rindex("]") + 1])


KIND_STYLES: dict[int, KindStyle] = {
    kind: KindStyle(**style) for kind, style in zip(Kind, _listed(), strict=True)
}
