"""One vocabulary: every public class of the domain and every topic stands in the glossary, once."""

import importlib
import inspect
import pkgutil
import re
from collections import Counter
from pathlib import Path

import domain
from domain.kinds import FACTS

GLOSSARY = Path(domain.__file__).with_name("GLOSSARY.md")


def _rows() -> list[tuple[str, str, list[str]]]:
    rows = [line.split("|")[1:-1] for line in GLOSSARY.read_text().splitlines() if "`" in line]
    tables = [cells for cells in rows if len(cells) == 3]
    return [(zh.strip(), en.strip(), re.findall(r"`([^`]+)`", ids)) for zh, en, ids in tables]


def _classes() -> set[str]:
    found = set()
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        for name, one in vars(importlib.import_module(module.name)).items():
            if inspect.isclass(one) and one.__module__ == module.name and name[0] != "_":
                found.add(name)
    return found


def test_everything_public_is_in_the_glossary() -> None:
    told = {name for _, _, names in _rows() for name in names}

    assert _classes() | set(FACTS) == told


def test_no_identifier_stands_for_two_terms() -> None:
    told = Counter(name for _, _, names in _rows() for name in names)

    assert [name for name, times in told.items() if times > 1] == []


def test_every_term_is_chinese_and_has_an_english_word() -> None:
    for zh, en, _ in _rows():
        assert re.search("[一-鿿]", zh), zh
        assert re.search("[a-z]", en), en
