"""All words of the pages that are not part of a sentence with numbers, from texts.toml."""

import tomllib
from pathlib import Path

TEXTS = tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))
