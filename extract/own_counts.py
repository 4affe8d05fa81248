"""Whether an amount beside no name of an indicator counts something else: "Kantor itu punya 4 loket"."""

from __future__ import annotations

import re

from extract.discourse import Bundle, Discourse
from extract.mentions import IndicatorMention, Kind, Number
from extract.own_subjects import clause_between, is_own_word, own_subject, turned_from
from extract.reading import Reading, within
from extract.relevance import PROGRESS
from extract.role_pairs import GROUP
from extract.roles import Role, RoleOf
from extract.vocabulary import pattern
from models.reference import indicators
from models.values import Unit

_OTHER_NOUN = pattern("other_noun")
_TAKES_ON = pattern("takes_on")
_COSTS = pattern("costs")
_OF_THOSE = pattern("of_those_counted")
_WORD = re.compile(r"\s+([a-z][\w-]*)")
_WORDS = re.compile(r"[^\W\d_][\w-]*")
_ABSORBS = re.compile(r"\bmenyerap\b[^.;,]*\Z", re.IGNORECASE)
_HIRED = frozenset({"tenaga kerja", "pekerja", "karyawan", "pegawai", "buruh", "petani"})
_THAT_ONE = re.compile(r"(?:nya)?\s+(?:itu|ini|tersebut)\b", re.IGNORECASE)
_ANY_THING = frozenset({"unit", "titik", "lokasi", "paket", "bidang", "persil", "satuan", "ruas", "kelompok", "usaha"})
"""Nouns that may stand for the things of any programme."""
_OF_THINGS = frozenset({"other", "physical_progress", "road_condition"})
"""Indicators that are of any thing."""
_CLAUSE = 60
_RIGHT_BEHIND = 4
OF_OBLIGED = frozenset(
    {
        "ektp_recording",
        "ektp_ownership",
        "ikd_activation",
        "kia_ownership",
        "immunization",
        "voter_verification",
        "stunting",
        "people_credit",
        "free_meals",
    }
)
"""Indicators of an obliged part of the population, which never is their base."""
_POPULATION = re.compile(r"\b(?:(?:jumlah|total)\s+penduduk|populasi|berpenduduk|penduduk(?:nya)?)\b", re.IGNORECASE)


def counts_another(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> str | None:
    """What an amount counts that is none of the indicator's; None where it may be its own.

    Only where its sentence does not name the indicator: a percentage beside it says nothing of it then.

    >>> from extract.pipeline import extract_article
    >>> from models.values import Article
    >>> text = "Perekaman e-KTP di Katingan sudah 84 persen. Kantor itu punya 4 loket."
    >>> [left.reason for left in extract_article(Article("u", "p", None, "", text)).unused]
    ['count: of another thing']
    """
    for role in bundle.roles:
        if bundle.indicator is None and (reason := _of_another(reading, bundle, mention, role)):
            return reason
    return None


def drop_turned(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> str | None:
    """Takes out of a bundle what a clause behind its own tells of something else; the reason for the last of these.

    "Perekaman e-KTP 84 persen, sementara kantor itu punya 4 loket"
    """
    reason = None
    last: Number | None = None
    for role in list(bundle.roles):
        number = role.number
        beside = last is not None and not clause_between(reading, last, number)
        if not beside and not turned_from(reading, bundle, mention, number):
            continue
        other = own_subject(reading, bundle, mention, number)
        told = f"subject: {other}" if other else _of_another(reading, bundle, mention, role)
        if beside or told or _tells_nothing(reading, bundle, mention, role):
            bundle.roles.remove(role)
            reason, last = told or reason or "cue: weak", number
    return reason


def _tells_nothing(reading: Reading, bundle: Bundle, mention: IndicatorMention, role: RoleOf) -> bool:
    """Whether a clause has nothing but an amount: no word of what was reached, no region, no kind, none of its words.

    "Imunisasi 80 persen, sementara sebanyak 25 kepala desa dilantik"
    """
    number = role.number
    if number.kind is Kind.PERCENT or role.strong or role.role not in (Role.ACHIEVED, Role.BASE):
        return False
    start = within(reading.numbers, bundle.sentence.start, number.hedge_start)[-1].end
    end = number.hedge_start
    if of_population(reading, start, number.end, mention, role):
        return True
    if role.role is Role.BASE or within(reading.places, start, end):
        return False
    if within(reading.periods, start, end):
        return False
    if any(start <= at < number.end + _RIGHT_BEHIND for slug, at, _ in bundle.kinds if slug == mention.slug):
        return False
    if within(reading.indicators, start, number.end + _RIGHT_BEHIND) or PROGRESS.search(reading.text, start, end):
        return False
    return not any(is_own_word(word.lower(), mention.slug) for word in _WORDS.findall(reading.text, start, number.end))


def of_population(reading: Reading, start: int, end: int, mention: IndicatorMention, role: RoleOf) -> bool:
    """Whether a base is the whole population, where the indicator is of an obliged part of it."""
    if mention.slug not in OF_OBLIGED or role.role is not Role.BASE or role.rule in ("role.of", GROUP):
        return False
    return bool(_POPULATION.search(reading.text, start, end)) and "wajib" not in reading.text[start:end].lower()


def _of_another(reading: Reading, bundle: Bundle, mention: IndicatorMention, role: RoleOf) -> str | None:
    number = role.number
    if number.kind is Kind.PERCENT or mention.slug in _OF_THINGS:
        return None
    before = (reading.text, max(bundle.sentence.start, number.hedge_start - _CLAUSE), number.hedge_start)
    if number.kind is Kind.RUPIAH:
        return "amount: a cost" if _COSTS.search(*before) else None
    hired = (number.noun or "") in _HIRED and bool(_ABSORBS.search(*before))
    if hired or _TAKES_ON.search(*before):
        return "count: of those who work or attend"
    if number.kind is Kind.BARE and _counts_unknown(reading, bundle, number, mention.slug):
        return "count: of another thing"
    if _is_thing(number) and not _is_its_own(number, mention.slug):
        return "count: of another thing"
    first = not within(reading.numbers, bundle.sentence.start, number.hedge_start)
    if first and role.rule == "role.parallel" and _of_that_one(reading, bundle, number):
        return "count: of one of them"
    return None


def shares_of_those(reading: Reading, bundle: Bundle, state: Discourse) -> bool:
    """Whether a percentage only parts those whom the sentence before counted of their whole.

    "Sebanyak 12.000 dari 15.000 anak sudah punya KIA. Dari jumlah itu, 40 persen perempuan."
    """
    alone = bool(bundle.roles) and all(role.number.kind is Kind.PERCENT for role in bundle.roles)
    counted = any(told.has("achieved") and told.has("base") for told, _ in state.latest)
    return alone and counted and bool(_OF_THOSE.search(reading.text, bundle.sentence.start, bundle.sentence.end))


def _counts_unknown(reading: Reading, bundle: Bundle, number: Number, slug: str) -> bool:
    """Whether a noun stands behind a bare number that no list knows, and that is no kind or word of the indicator's."""
    if any(number.end <= start <= number.end + 2 for _, start, _ in bundle.kinds):
        return False
    word = _WORD.match(reading.text, number.end) if _OTHER_NOUN.match(reading.text, number.end) else None
    return word is not None and not is_own_word(word[1].lower(), slug)


def _is_thing(number: Number) -> bool:
    return number.kind is Kind.COUNT and number.unit is Unit.UNIT


def _is_its_own(number: Number, slug: str) -> bool:
    """Whether things are counted by a word that may be the indicator's: "12 dapur" of free meals."""
    noun = (number.noun or "").lower()
    head = noun.split(" ")[0]
    return not noun or head in _ANY_THING or noun in indicators()[slug].nouns or is_own_word(head, slug)


def _of_that_one(reading: Reading, bundle: Bundle, number: Number) -> bool:
    """Whether the kind before a figure is a single thing spoken of: "Jumlah siswa di sekolah itu 350 orang"."""
    spans = [(start, end) for _, start, end in bundle.kinds]
    spans += [(start, end) for _, start, end in reading.kinds(bundle.sentence.start, number.hedge_start)]
    return any(end <= number.hedge_start and _THAT_ONE.match(reading.text, end) for _, end in spans)
