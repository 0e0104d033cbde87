"""Values that nothing asks for, as they stand in an address; and what no answer may tell."""

from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

ROOT = Path(__file__).parents[2]
BAD = (
    *("", "%00", "%0A", "%0D%0ASet-Cookie:%20a=b", "-1", "1e999", "NaN", "9" * 20, "0x10", "1.5"),
    *("%F0%9F%A6%A0", "%FF%FE", "%ED%A0%80", "..%2F..%2Fetc%2Fpasswd", "C:%5Cboot.ini", "~root"),
    *("%3Cscript%3Ealert(1)%3C/script%3E", "'%20OR%201=1--", "%7B%7B7*7%7D%7D", "%25s%25n"),
    *("None", "null", "true", "[]", "__class__", "a" * 3_000, "0-" * 2_000, "9" * 500),
    *("%E2%80%AE", "%D9%A1", "0_0_0", "5-1", "1-999999999", "inf", "1,,2", "by_hand", "none"),
)


def leaks(text: str, *secrets: str) -> bool:
    """Whether an answer tells of the server's inside: a traceback, a path, a secret."""
    return any(each in text for each in ("Traceback (", '.py", line', str(ROOT), *secrets))


def faults(log: str) -> Iterator[str]:
    """Where our own code has failed, by the tracebacks in the server's log; what only Streamlit
    cannot read, it logs as well."""
    for block in log.split("Traceback (most recent call last):\n")[1:]:
        lines = [*takewhile(lambda line: line.startswith(" "), block.splitlines())]
        places = [line.strip() for line in lines if line.startswith("  File ")]
        if places and str(ROOT) in places[-1] and ".venv" not in places[-1]:
            yield f"{places[-1]}: {block.splitlines()[len(lines)][:200]}"
