"""Every Chinese word of the pages has an English one."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

import services.web

WEB = Path(services.web.__file__).parent


def first(words: str | tuple[str, ...]) -> str:
    return words if isinstance(words, str) else words[0]


def said_in_templates() -> Iterator[str]:
    for path in (WEB / "templates").rglob("*.html"):
        with path.open("rb") as file:
            found = babel_extract(file, ("_",), (), {"encoding": "utf-8", "silent": "false"})
            yield from (first(words) for _, _, words, _ in found if words)


def said_in_code() -> Iterator[str]:
    for path in (WEB / "pages").glob("*.py"):
        with path.open("rb") as file:
            for _, _, words, _ in extract_python(file, ("_", "say"), (), {}):
                if words:
                    yield first(words)


def catalogue() -> Catalog:
    with (WEB / "locale" / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def test_every_word_of_the_pages_has_an_english_one() -> None:
    said = {*said_in_templates(), *said_in_code()}

    english = {str(one.id): one.string for one in catalogue() if one.id}

    assert said, "nothing was found to translate"
    assert not sorted(words for words in said if not english.get(words))


def test_no_english_word_is_left_over() -> None:
    said = {*said_in_templates(), *said_in_code()}

    assert not sorted({str(one.id) for one in catalogue() if one.id} - said)


def test_english_words_keep_their_placeholders() -> None:
    wrong = [
        one.id
        for one in catalogue()
        if one.id
        and str(one.id).count("%(") + str(one.id).count("{}")
        != str(one.string).count("%(") + str(one.string).count("{}")
    ]

    assert not wrong
