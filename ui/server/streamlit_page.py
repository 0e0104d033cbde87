"""Streamlit's own page, and what a page can tell it."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from streamlit import config
from streamlit.file_util import get_static_dir

STATIC = Path(get_static_dir())
INDEX = (STATIC / "index.html").read_text(encoding="utf-8")
# Where its server is, and what Streamlit would ask that for before it connects. It takes a page's
# name, such as /particle, for a folder's at first: it would ask there, then here, then connect.
_KNOWN = {
    "allowedOrigins": config.get_option("client.allowedOrigins"),
    "useExternalAuthToken": False,
}
CONNECT = (
    'window.__streamlit = { BACKEND_BASE_URL: new URL(".", location.href).href, '
    f"HOST_CONFIG: {json.dumps(_KNOWN)} }};"
)
ARRIVAL = Path(__file__).with_name("arrival.js").read_text(encoding="utf-8")


def inline_scripts() -> list[str]:
    """All that may stand in a page, by their hashes."""
    scripts = [*re.findall("<script>(.*?)</script>", INDEX, re.DOTALL), CONNECT, ARRIVAL]
    return [f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" for each in scripts]
