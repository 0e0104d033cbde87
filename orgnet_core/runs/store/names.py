"""What may be the name of a run: text of any script, on one line, of a length that fits a page.

Only the length needs to know what people see as one character, and there a few more or less do
not matter: that is why unicodedata will do and no table of grapheme clusters is brought along.
"""

import re
import unicodedata

from orgnet_core.errors import InputError

LONGEST_NAME = 80  # characters as people count them …
MOST_CODE_POINTS = 640  # … which may be made of so many
_ALLOWED = f"A name must be one line of at most {LONGEST_NAME} printable characters."

_ZWJ = "\N{ZERO WIDTH JOINER}"
# Formats that belong to words: joiners, and signs that stand over or before the digits they mark.
_FORMATS = "\u200c\u200d\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
# Emoji newer than Python's Unicode; and flags of regions, spelt with signs that have no other use.
_NEW_EMOJI = "\U0001f000-\U0001faff"
_REGION_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e007a]{2,6}\U000e007f")
_TEXT = re.compile(f"[{_FORMATS}{_NEW_EMOJI}]")
_SKIN_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"


def checked_name(name: str) -> str:
    """Without blanks around it. Raises InputError for what is no name: controls, and formats that
    would turn round or hide what stands beside it."""
    name = name.strip()
    plain = _REGION_FLAG.sub("\U0001f3f4", name)
    if (
        len(name) > MOST_CODE_POINTS
        or character_count(plain) > LONGEST_NAME
        or not all(map(_is_text, plain))
        or (name and not re.sub(f"[{_FORMATS}\\s]", "", name))
    ):
        raise InputError(_ALLOWED)
    return name


def _is_text(sign: str) -> bool:
    is_blank = unicodedata.category(sign) == "Zs"
    return sign.isprintable() or is_blank or _TEXT.match(sign) is not None


def character_count(text: str) -> int:
    """About as people count them: what combines, joins or colours belongs to what it stands by,
    and so does what is joined on."""
    count, is_joined, is_half_a_flag = 0, False, False
    for sign in unicodedata.normalize("NFC", text):
        extends = unicodedata.category(sign) in ("Mn", "Mc", "Me", "Cf") or sign in _SKIN_TONES
        is_flag = "\U0001f1e6" <= sign <= "\U0001f1ff"
        count += not (extends or is_joined or (is_flag and is_half_a_flag))
        is_half_a_flag = is_flag and not is_half_a_flag
        is_joined = sign == _ZWJ or unicodedata.combining(sign) == 9  # a virama
    return count
