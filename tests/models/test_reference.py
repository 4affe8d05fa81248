"""The gazetteer holds together: codes, parents, aliases and the list of ambiguous names."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict

import pytest

from extract.gazetteer import gazetteer, kind_of, name_key, place_words
from models import reference
from models.config import ConfigError
from models.reference import DATA, Region, aliases, ambiguous, indicators, place_name, province_of, regions


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_codes_are_unique() -> None:
    codes = Counter(row["code"] for row in _rows("regions.csv"))
    assert [code for code, count in codes.items() if count > 1] == []


def test_every_row_has_the_keys_of_a_region() -> None:
    for row in _rows("regions.csv")[::97]:
        assert Region.model_validate(row | {"level": "regency" if row["level"] == "city" else row["level"]})


@pytest.mark.parametrize(("level", "count"), [("province", 38), ("district", 7285)])
def test_how_many(level: str, count: int) -> None:
    assert sum(region.level == level for region in regions().values()) == count


def test_514_regencies_and_cities() -> None:
    assert sum(len(code) == 5 for code in regions()) == 514


def test_parents_exist_and_begin_the_code() -> None:
    wrong = [
        code
        for code, region in regions().items()
        if region.parent_code != code.rpartition(".")[0] or (region.parent_code and region.parent_code not in regions())
    ]
    assert wrong == []


def test_every_regency_has_a_capital() -> None:
    assert [r.full_name for r in regions().values() if r.type_prefix == "Kabupaten" and not r.capital] == []


def test_aliases_name_regions_that_exist() -> None:
    assert [alias.alias for alias in aliases() if alias.code not in regions()] == []


def test_every_alias_of_a_regency_is_read() -> None:
    """But for two-letter forms ("BM", "DS"), which are too short to be a place anywhere."""
    never = {name_key(name) for name in place_words().names.never}
    unread = [
        alias.alias
        for alias in aliases()
        if len(alias.code) < 6
        and name_key(alias.alias).isalpha()
        and name_key(alias.alias) not in never
        and alias.code not in {entry.code for entry in gazetteer().get(name_key(alias.alias), ())}
    ]
    assert unread == []


def test_names_of_two_regions_are_listed_as_ambiguous() -> None:
    listed = {name_key(name) for name in ambiguous()}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for key, entries in gazetteer().items():
        named = {entry.code for entry in entries if entry.level != "district" and entry.via != "capital"}
        if len(named) > 1:
            found[key] |= named
    assert {key: codes for key, codes in found.items() if key not in listed} == {}


def test_ambiguous_candidates_exist() -> None:
    wrong = {
        name: [code for code in row.candidate_codes.split() if code not in regions()]
        for name, row in ambiguous().items()
    }
    assert {name: codes for name, codes in wrong.items() if codes} == {}


def test_names_with_conditions_are_names_of_regions() -> None:
    names = place_words().names
    listed = {*names.kind_only, *names.province_only, *names.lenient, *names.words}
    unknown = {name for name in listed if name_key(name) not in gazetteer()}
    assert unknown == set()


def test_no_kind_word_is_a_name() -> None:
    assert [word for word in kind_of() if word in gazetteer()] == []


def test_names_for_readers() -> None:
    assert place_name("62.02") == "Kabupaten Kotawaringin Timur"
    assert place_name(None) == "tempat tidak jelas"
    assert province_of("62.02.06") == "62"


def test_a_class_of_words_stands_for_each_of_them() -> None:
    terms = indicators()["sanitation"].terms
    assert {"memiliki jamban", "punya jamban", "mengantongi jamban"} <= set(terms)
    assert not [phrase for indicator in indicators().values() for phrase in indicator.terms if "<" in phrase]


def test_an_unknown_class_names_itself_and_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "word_classes", lambda: {"have": ("punya",)})
    with pytest.raises(ConfigError, match=r"\[library\] '<hold> kartu': no class <hold>; allowed: have"):
        reference._each("library", ("<hold> kartu",))
