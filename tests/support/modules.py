"""What an ES module imports."""

import re

# What runs, and what only types in comments name; `import("…")` as well.
IMPORTS = re.compile(
    r"""(?:^\s*(?:import|export)\b[^;"']*?\bfrom\s*|@import\b[^;"']*?\bfrom\s*|^import\s*"""
    r"""|\bimport\(\s*)["']([^"']+)["']""",
    re.MULTILINE,
)


def imports(text: str) -> list[str]:
    return IMPORTS.findall(text)
