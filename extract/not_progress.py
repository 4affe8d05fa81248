"""Whether figures are of a step before progress, or of something that only looks like it: papers, plans, shares."""

from __future__ import annotations

import re

from extract.discourse import Bundle, Discourse
from extract.gates import Gated
from extract.mentions import IndicatorMention, Kind
from extract.reading import Reading, within
from extract.relevance import REVENUES, opens_with_budget
from extract.roles import Role, RoleOf
from extract.subjects import named_places
from extract.tokens import tokenise
from extract.vocabulary import pattern
from models.values import Unit

_APPLIED = pattern("applied")
_APPLYING = pattern("applying")
_ITS_PARTS = pattern("its_parts")
_SHARED = pattern("shared_taxes")
_WAS_REACHED = pattern("was_reached")
_PROGRAMME_OF = pattern("programme_of")
_ASKED_FOR = pattern("asked_for")
_TO_BE_GIVEN = pattern("to_be_given")
_WAS_GIVEN = pattern("was_given")
_CONTRACTED = pattern("contracted")
_CONTRACTED_BEHIND = pattern("contracted_behind")
_SPENT_BEHIND = re.compile(
    r"\s*(?:di\s?antaranya\s+)?(?:(?:sudah|telah|baru|yang)\s+)*(?:cair|terserap|ter?realisasi|dibayar|tersalur)",
    re.IGNORECASE,
)
_SPENT = frozenset({"budget_absorption", "physical_progress"})
_LEVELS = (Role.ACHIEVED, Role.PERCENTAGE)
_BY_COUNTRY = re.compile(
    r"\bnegara\s+(?:asal|penanam|investor)\b|\b(?:asal|menurut|berdasarkan)\s+negara\b", re.IGNORECASE
)
_VEHICLES_PAY = pattern("vehicles_pay")
_WHEELS = re.compile(
    r"\b(?:roda\s+(?:dua|tiga|empat|[2-4])|R[24]|sepeda\s+motor|mobil(?:\s+\w+)?|truk)\b", re.IGNORECASE
)
_ALLOTTED = re.compile(r"subsidi|\b(?:alokasi|serapan|penyerapan|e-?RDKK|kuota)", re.IGNORECASE)
_ASKING, _CONTRACT = "pengajuan", "kontrak"
_NOT_ASKED = re.compile(r"\bbelum\s+(?:me\w+\s+)?(?:\w*aju\w*|\w*usul\w*|\w*cair\w*)[^,;.]*\Z", re.IGNORECASE)
_HOAX = pattern("hoax")
_FALSE = frozenset({"hoaks", "hoax", "cek", "disinformasi", "misinformasi"})
"""First words of that pattern: few articles have any."""
_ONLY_SO_MANY = pattern("only_so_many")
_COUNTED_WHOLE = pattern("counted_whole")
_WHOLE = 100
_NAMELY = pattern("namely_behind")
_ASSESSED = pattern("tax_assessed")
_TAX_PAID = pattern("tax_paid")
_THAT_AIM = pattern("that_amount_first")
_AIMED = pattern("told_as_aim")
_PROMISED = pattern("only_promised")
_CAME_IN = re.compile(
    r"\b(?:sudah|telah|baru|(?:te)?realisasi\w*|tercapai|terkumpul|mencapai|capaian\w*)\b", re.IGNORECASE
)
_BESIDE: dict[str, tuple[str, Gated, Gated]] = {
    "voter_verification": ("share: what the visits found", pattern("found_voters"), pattern("found_voters_behind")),
    "health_screening": ("subject: the ill, the cured and the dead", pattern("ill"), pattern("ill_behind")),
    "social_aid": ("subject: who left the programme", pattern("left_aid"), pattern("left_aid_behind")),
    "free_meals": ("subject: who works for it", pattern("workers"), pattern("workers_behind")),
}
"""What is told beside an indicator in its own words, before a figure or behind it, and why it is none of it."""
_PAID = re.compile(
    r"\b(?:sudah|telah|baru|berhasil)\s+(?:cair|men(?:erima|cair|yalur)|di(?:cair|salur)|tersalur)", re.IGNORECASE
)
_SHARED_TAXES = frozenset({"other_local_tax", "vehicle_tax", "property_tax"})
_BEFORE = 250
"""Characters of the sentence before, in which what is counted up was said to be shared out."""
_REACH = 120
"""Characters behind a count in which its verb stands."""
_LEAD = 2
"""Sentences that say whether an aid was given."""
_CLAUSE = 80
"""Characters behind a figure that may say who or what is counted."""
_OFTEN = 3
"""Times that a text names false news, from which on it is about it."""


def about_false_news(reading: Reading) -> bool:
    """Whether an article tells of false news, whose sums nobody paid.

    >>> about_false_news(Reading("Hoaks Bansos Rp5 Juta\\n\\nBeredar kabar.", 23, None, None))
    True
    """
    if not tokenise(reading.text).has(_FALSE):
        return False
    found = list(_HOAX.finditer(reading.text))
    return any(match.start() < reading.title_end for match in found) or len(found) >= _OFTEN


_NEAR_VERB = 60
_PREPARED = re.compile(
    r"\b(?:desa|kelurahan|kampung|nagari|gampong)\s+(?:yang\s+)?(?:telah|sudah|baru|selesai)\s+(?:melakukan|melaksanakan|menggelar"
    r"|mengadakan|menyelesaikan)\s+(?:musyawarah|musdes\w*|muskel|verifikasi|validasi|pendataan|sosialisasi|rapat)\b",
    re.IGNORECASE,
)
_HANDED_OUT = re.compile(
    r"\b(?:menyalurkan|disalurkan|tersalur\w*|penyaluran|mencairkan|dicairkan|cair|menerima|membagikan)\b"
)
"""What villages do before any aid is handed out: "desa yang telah melakukan musyawarah khusus sebanyak 84"."""


def _only_prepared(reading: Reading, bundle: Bundle) -> bool:
    """Whether a sentence only counts villages that have met or checked their lists; nothing in it was handed out."""
    stop = bundle.sentence.end
    met = _PREPARED.search(reading.text, bundle.sentence.start, min(stop, bundle.start + _NEAR_VERB))
    if met is None or any(role.role is Role.PERCENTAGE for role in bundle.roles):
        return False
    return not _HANDED_OUT.search(reading.text, min(bundle.start, met.start()), stop)


def no_progress(reading: Reading, bundle: Bundle, mention: IndicatorMention, state: Discourse) -> str | None:
    """Why figures are of something before progress, or beside it; None where nothing says so."""
    if mention.slug == "village_fund":
        if _only_applied(reading, bundle):
            return "stage: only applied for"
        bundle.stage = _ASKING if _asked_for(reading, bundle) else None
    if mention.slug == "subsidized_fertilizer" and not _ALLOTTED.search(reading.text):
        return "topic: no subsidy"  # "bantuan pupuk ZA sebanyak 2,5 ton"
    if mention.slug == "investment" and _BY_COUNTRY.search(reading.text, bundle.sentence.start, bundle.start):
        return "part: of a country"
    if mention.slug == "vehicle_tax" and _by_wheels(reading, bundle):
        return "part: of a total"
    if mention.slug == "vehicle_tax" and _only_there(reading, bundle):
        return "whole: vehicles that there are"
    if mention.slug in ("social_aid", "village_fund") and _only_prepared(reading, bundle):
        return "stage: only prepared"
    if mention.slug == "social_aid" and _to_be_given(reading, bundle):
        return "plan: an aid that will be given"
    if mention.slug in _SPENT:
        told = [role for role in bundle.roles if _under_contract(reading, bundle, role)]
        if told and len(told) == len([role for role in bundle.roles if role.role in _LEVELS]):
            bundle.stage = _CONTRACT
        elif told:
            bundle.roles = [role for role in bundle.roles if role not in told]
    if found := _BESIDE.get(mention.slug):
        reason, before, behind = found
        kept: list[RoleOf] = []
        gone = False
        for role in bundle.roles:
            gone = (gone and role.linked) or _told_of(reading, bundle, role, before, behind)
            kept += [] if gone else [role]
        if len(kept) < len(bundle.roles):
            bundle.roles = kept
            if not kept and not bundle.targets:
                return reason
    if _some_named_behind(reading, bundle):
        return "subject: some of them"
    if mention.slug in _SHARED_TAXES and _shared_out(reading, bundle):
        return "topic: a share of another's taxes"
    if mention.slug == "property_tax" and _only_assessed(reading, bundle):
        return "whole: what is owed"
    if mention.slug in REVENUES and _of_an_aim(reading, bundle):
        return "share: of another's target"
    bundle.roles = [role for role in bundle.roles if not _only_promised(reading, bundle, role)]
    if not bundle.roles and not bundle.targets:
        return "plan: only promised"
    if _of_budget(reading, bundle, mention):
        return "plan: a budget"
    if mention.slug == "village_cooperative" and _to_be_made(reading, bundle):
        return "plan: a programme's aim"
    return None


def _under_contract(reading: Reading, bundle: Bundle, role: RoleOf) -> bool:
    """Whether money or a percentage is only under contract, and not said to be paid: "sudah dilelang Rp69 miliar"."""
    end = role.number.hedge_end
    if role.role not in _LEVELS or _SPENT_BEHIND.match(reading.text, end):
        return False
    led = _CONTRACTED.search(reading.text, bundle.sentence.start, role.number.hedge_start)
    return bool(led or _CONTRACTED_BEHIND.match(reading.text[end : min(bundle.sentence.end, end + _CLAUSE)]))


def _told_of(reading: Reading, bundle: Bundle, role: RoleOf, before: Gated, behind: Gated) -> bool:
    """Whether the words right around a figure say that it is of something beside the indicator."""
    if role.role not in (*_LEVELS, Role.BASE):
        return False
    ends = [n.hedge_end for n in within(reading.numbers, bundle.sentence.start, role.number.hedge_start)]
    start = max([bundle.sentence.start, *ends[-1:]])
    if before.search(reading.text, start, role.number.hedge_start):
        return True
    end = min(bundle.sentence.end, role.number.hedge_end + _CLAUSE)
    return bool(behind.match(reading.text[role.number.hedge_end : end]))


def _some_named_behind(reading: Reading, bundle: Bundle) -> bool:
    """Whether a percentage is of so many of all regions, none of which is named; else it is given to those that are.

    "Dari 19 kecamatan baru dua yang lunas 100 persen, yaitu Kecamatan A dan B" says nothing of the regency.
    """
    levels = [role for role in bundle.roles if role.role is Role.PERCENTAGE]
    span = bundle.sentence.start, levels[0].number.hedge_start if levels else 0
    whole = bool(levels) and levels[0].number.value == _WHOLE and not levels[0].linked
    if not levels or not (
        _ONLY_SO_MANY.search(reading.text, *span) or (whole and _COUNTED_WHOLE.search(reading.text, *span))
    ):
        return False
    namely = _NAMELY.match(reading.text, bundle.end, bundle.sentence.end)
    named = named_places(reading, namely.end(), bundle.sentence.end) if namely else []
    bundle.places = named or bundle.places
    return not named


def _asked_for(reading: Reading, bundle: Bundle) -> bool:
    """Whether villages are told that asked for their money: "baru 38 dari 131 desa yang mengajukan pencairan"."""
    counts = [role.number for role in bundle.roles if role.number.unit is Unit.VILLAGE]
    if not counts:
        lead = reading.text[max(bundle.sentence.start, bundle.start - _REACH) : bundle.start]
        return bool(bundle.roles) and _all_percent(bundle) and bool(_APPLYING.search(lead))
    behind = _clause_behind(reading, bundle, counts[-1].hedge_end)
    return bool(_ASKED_FOR.search(behind)) and not _PAID.search(behind)


def _only_applied(reading: Reading, bundle: Bundle) -> bool:
    """Whether villages are counted that handed in papers, or some of those that have asked: "19 desa di antaranya"."""
    counts = [role.number for role in bundle.roles if role.number.unit is Unit.VILLAGE]
    if not counts or len(counts) < len([r for r in bundle.roles if r.number.kind is not Kind.PERCENT]):
        return False
    behind = _clause_behind(reading, bundle, counts[-1].hedge_end)
    if _APPLIED.search(behind) and not _PAID.search(behind):
        return True
    before = reading.text[max(bundle.sentence.start, bundle.start - _REACH) : bundle.start]
    if bundle.roles[-1].role is Role.REMAINING and _NOT_ASKED.search(
        reading.text, bundle.sentence.start, bundle.roles[-1].number.hedge_start
    ):
        return False  # "dari 192 desa, yang belum mengajukan pencairan sebanyak 6 desa"
    led = _ASKED_FOR.search(before) or _APPLIED.search(before)
    return led is not None and not _PAID.search(before, led.end()) and not _ASKED_FOR.search(behind)


def _clause_behind(reading: Reading, bundle: Bundle, start: int) -> str:
    """The words behind a count, to the end of its clause."""
    return re.split(r"[,.;]", reading.text[start : min(bundle.sentence.end, start + _REACH)])[0]


def _all_percent(bundle: Bundle) -> bool:
    return all(role.number.kind is Kind.PERCENT for role in bundle.roles)


def _by_wheels(reading: Reading, bundle: Bundle) -> bool:
    """Whether vehicles are counted by their kinds: "1.405 kendaraan roda dua dan 295 kendaraan roda empat"."""
    told = [r for r in bundle.roles if r.number.kind is not Kind.RUPIAH]
    alone = bool(told) and len(told) == len(bundle.roles) and {r.role for r in told} == {Role.ACHIEVED}
    return alone and len(_WHEELS.findall(reading.text[bundle.sentence.start : bundle.sentence.end])) > 1


def _only_there(reading: Reading, bundle: Bundle) -> bool:
    """Whether vehicles are only counted, and not said to be paid for: "tercatat 210.563 unit, dengan target PKB …"."""
    told = [r for r in bundle.roles if r.number.kind not in (Kind.RUPIAH, Kind.PERCENT)]
    if not told or len(told) < len(bundle.roles) or {r.role for r in told} != {Role.ACHIEVED}:
        return False
    behind = _clause_behind(reading, bundle, told[-1].number.end)
    return not _VEHICLES_PAY.search(reading.text[bundle.sentence.start : told[-1].number.end] + behind)


def _to_be_given(reading: Reading, bundle: Bundle) -> bool:
    """Whether an aid is counted that an article says is only about to be given, and nowhere that it was."""
    if not any(role.role is Role.ACHIEVED for role in bundle.roles) or any(
        r.role is Role.PERCENTAGE for r in bundle.roles
    ):
        return False
    lead = [sentence for _, sentence in zip(range(_LEAD), reading.body_sentences(), strict=False)]
    end = lead[-1].end if lead else reading.title_end
    return bool(_TO_BE_GIVEN.search(reading.text, 0, end)) and not _WAS_GIVEN.search(reading.text)


def _shared_out(reading: Reading, bundle: Bundle) -> bool:
    """Whether a sentence counts up what the one before told of shared taxes: "Rinciannya, PBB Rp52 miliar"."""
    if not _ITS_PARTS.match(reading.text, bundle.sentence.start):
        return False
    before = reading.text[max(0, bundle.sentence.start - _BEFORE) : bundle.sentence.start].rstrip(" .\n")
    return bool(_SHARED.search(re.split(r"[.\n](?=\s)", before)[-1]))


def _only_assessed(reading: Reading, bundle: Bundle) -> bool:
    """Whether a tax is told as it is owed, and nowhere as paid: "16 ribu SPPT dengan PBB terutang Rp5,7 miliar"."""
    if {role.role for role in bundle.roles} != {Role.ACHIEVED}:
        return False
    sentence = bundle.sentence.start, bundle.sentence.end
    if _ASSESSED.search(reading.text, *sentence):
        return not _TAX_PAID.search(reading.text, *sentence)
    return bool(_ASSESSED.search(reading.text)) and not _TAX_PAID.search(reading.text)


def _of_an_aim(reading: Reading, bundle: Bundle) -> bool:
    """Whether percentages are of what the sentence before only aimed at: "Angka itu 35 persen dari target provinsi"."""
    if not bundle.roles or not _all_percent(bundle) or not _THAT_AIM.match(reading.text, bundle.sentence.start):
        return False
    before = reading.text[max(0, bundle.sentence.start - _BEFORE) : bundle.sentence.start].strip()
    told = re.split(r"[.\n](?=\s)", before)[-1]
    return bool(_AIMED.search(told)) and not _CAME_IN.search(told)


def _only_promised(reading: Reading, bundle: Bundle, role: RoleOf) -> bool:
    """Whether money is not there yet, only promised: "Rp79 miliar dalam bentuk komitmen untuk dibayar"."""
    if role.role is not Role.ACHIEVED or role.number.kind is not Kind.RUPIAH:
        return False
    return bool(_PROMISED.match(reading.text, role.number.hedge_end, bundle.sentence.end))


def _of_budget(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> bool:
    """Whether money is set in a budget that the article is on: "pos hasil kekayaan daerah tetap Rp6 miliar"."""
    if mention.slug not in REVENUES and mention.slug != "other":
        return False
    money = all(role.number.kind is not Kind.PERCENT for role in bundle.roles)
    if not money or not any(role.role is Role.ACHIEVED for role in bundle.roles) or not opens_with_budget(reading):
        return False
    sentence = reading.text[bundle.sentence.start : bundle.sentence.end]
    return not _WAS_REACHED.search(sentence) and not within(reading.periods, bundle.sentence.start, bundle.sentence.end)


def _to_be_made(reading: Reading, bundle: Bundle) -> bool:
    """Whether a number is what a programme is to make: "program membentuk 80.000 koperasi"."""
    lead = reading.text[bundle.sentence.start : bundle.start]
    alone = [role.role for role in bundle.roles] == [Role.ACHIEVED]
    return alone and not bundle.places and bool(_PROGRAMME_OF.search(lead))
