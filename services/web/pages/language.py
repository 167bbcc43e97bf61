"""In which language a page speaks: Chinese is the source, English comes from the catalogue."""

from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent.parent / "locale"
LANGUAGES = ("zh", "en")
COOKIE = "sibi_language"


def chosen(cookies: Mapping[str, str], accepted: str = "") -> str:
    """The language somebody chose, or else what the browser asks for, or else Chinese."""
    said = cookies.get(COOKIE, "")
    if said in LANGUAGES:
        return said
    return "en" if accepted.strip().lower().startswith("en") else "zh"


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language; Chinese needs none."""
    if language == "zh":
        return NullTranslations()
    compiled = BytesIO()
    with (LOCALE / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def of_two(pair: Mapping[str, str] | tuple[str, str], language: str) -> str:
    """The half of a pair that the language asks for; Chinese where there is no other."""
    if isinstance(pair, tuple):
        return pair[language == "en"]
    return pair.get(language) or pair.get("zh", "")
