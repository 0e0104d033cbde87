"""The glossary in the page: what a linked term means, and on request all terms as a list."""

from orgnet_views.texts import TEXTS
from ui.shared.modules import ModuleComponent

TERMS = TEXTS["glossary"]
_component = ModuleComponent(
    "organism_glossary",
    "glossary.js",
    "orgnet-glossary",
    """
.orgnet-glossary .search input { font: inherit; padding: 4px 8px; width: min(100%, 24rem); }
.orgnet-glossary dl {
  display: grid; gap: 0 28px;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr));
}
.orgnet-glossary dl > div { margin-bottom: 12px; }
.orgnet-glossary [hidden] { display: none; }
.orgnet-glossary dt { font-weight: 600; }
.orgnet-glossary dd { margin: 0; }
.orgnet-glossary .source { font-size: 0.85rem; opacity: 0.8; }
""",
)


def explain_terms() -> None:
    """From now on every link that `link_terms` makes shows what its term means."""
    _component.show("terms", {"terms": TERMS, "isListed": False})


def glossary() -> None:
    """All terms, to search."""
    _component.show("glossary", {"terms": TERMS, "isListed": True})
