"""All words of the views that are not part of a sentence with numbers, from texts.toml; under
"glossary" the terms, which are linked in what each view says of itself."""

import tomllib
from pathlib import Path
from typing import Any

from orgnet_views.terms import as_json, link_terms

_PATH = Path(__file__).with_name("texts.toml")
TEXTS: dict[str, Any] = tomllib.loads(_PATH.read_text(encoding="utf-8"))
for view in (of for of in TEXTS.values() if "help" in of):
    view["help"] = link_terms(view["help"])
TEXTS["glossary"] = as_json()
