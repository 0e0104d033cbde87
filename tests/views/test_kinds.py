"""One list of kinds, in JavaScript, which Python reads."""

import re

from orgnet_core.fixpoints import Kind
from orgnet_views.assets import JS
from orgnet_views.kinds import KIND_STYLES


def test_every_kind_has_a_name_and_looks_of_its_own_in_the_order_of_their_numbers():
    assert list(KIND_STYLES) == list(Kind)
    names = [kind.name.lower().replace("_", "-") for kind in Kind]
    names[Kind.SECONDARY] = "second-order fixpoint"
    assert [style.name for style in KIND_STYLES.values()] == names
    for looks in zip(*KIND_STYLES.values(), strict=True):
        assert len(set(looks)) == len(Kind)


def test_no_other_module_or_chart_writes_a_kinds_colour_again():
    colours = "|".join(style.colour for style in KIND_STYLES.values())
    for path in [path for path in JS.rglob("*.js") if "vendor" not in path.parts]:
        found = set(re.findall(colours, path.read_text(encoding="utf-8"), re.IGNORECASE))
        assert not found or path.name in ("kinds.js", "theme.js"), path
