"""All words of the pages that are not part of a sentence with numbers, from texts.toml; under
"views" those of the views."""

import tomllib
from pathlib import Path

from orgnet_views.texts import TEXTS as VIEWS

_PAGES = tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))
TEXTS = _PAGES | {"views": VIEWS}
