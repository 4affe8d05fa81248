"""The pipeline: its pipes, their order, and the two doors through which an article becomes a report.

Each pipe is a spaCy factory that fills one part of the article's `Reading` (`doc._.reading`, shown part by part as
`doc._.numbers`, `doc._.places`, …). The order is written once, in `PIPES`, and proved by `nlp.analyze_pipes()`.
Offsets are characters throughout: a tokenizer keeps "99,2persen" and "jiwa," as one token, so no reader relies on one.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, partial

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from extract.agencies import BY_OFFICES, MONEY_OR_WORKS, SLUGS, SPENT, find_agencies
from extract.banks import SLUG as CREDIT
from extract.banks import find_banks
from extract.calm import counted_where_told
from extract.claims import Assembly, assemble
from extract.cues import find_cues, find_foreign
from extract.evidence import locate
from extract.gates import Gated
from extract.indicators import find_indicators, find_segments, of_whom_stunted
from extract.levies import with_levies
from extract.lexical import periods_beside, read_lexical
from extract.mentions import Cue, IndicatorMention, Kind, PlaceMention
from extract.named_income import without_named_income
from extract.noise import find_noise
from extract.officials import find_officials
from extract.open_topics import open_topics
from extract.own_offices import outside_offices
from extract.places import find_places
from extract.projects import find_projects, in_headline, lies_on, without_general
from extract.reading import Reading, Speakers, within
from extract.revenue_sectors import SLUGS as INCOME
from extract.revenue_sectors import find_sectors
from extract.roads import find_roads, with_roads
from extract.sentences import Sentence, split_sentences
from extract.service_areas import branches
from extract.speech import find_speech, main_speaker
from extract.stages import without_goods
from extract.state_taxes import with_state_taxes
from extract.tables import find_tables
from extract.text import Normalised, normalise, unwrap
from extract.times import told_in_full
from extract.undated import anchor_of, off_the_calendar, still_hoped_for, with_year, years_of
from extract.version import EXTRACTOR
from extract.vocabulary import words_of
from models.keys import text_sha256
from models.publishers import publishers
from models.reference import indicators as indicator_table
from models.values import Article, ExtractStatus, Report, Unit, Unused

_SUMMED = Gated(r"\bgabung(?:an)?,?\s+(?:dari\s+|antara\s+)?\Z|\bdigabung(?:kan)?,?\s+(?:antara\s+)?\Z")
_LAND = re.compile(r"\b(?:pembebasan|pengadaan)\s+(?:lahan|tanah)\b", re.IGNORECASE)
"""What is measured of a road before it is built; an `other`, of which each road is a segment."""
_ELECTION = Gated(r"\b(?:pemilu|pilkada|pemilihan|pilpres|pileg|pilgub|pemilih|tps|golput|kpu)\b")
_TURNOUT = "tingkat partisipasi"
"""Of voters, where there is an election; else of what is measured: "Tingkat partisipasinya baru 60 persen"."""
_TURNOUT_OF = re.compile(
    r"\s+(?:angkatan|pendidikan|sekolah|murni|kasar|politik|swasta|publik|kerja|tenaga|pekerja)\b", re.I
)
_LINES = ("heading", "caption", "furniture")
"""What a row of a table may look like by its form."""
_AIMS = ("target", "base", "base_of")
"""Cues without which an article measures nothing against a target."""
_SHORT = 12
"""Characters behind a name in which its short form stands in brackets: "bantuan partai politik (parpol)"."""
_PROGRESS = frozenset({"progres", "progress"})
_OTHER_STORIES = frozenset({"teaser", "below"})
"""Noise whose names are none of this story's: "Baca juga: Jalan Melati Diperbaiki"."""
_NAME = 80
"""Characters of the longest name of an indicator."""
_YOUNG = 10_000
"""New objects after which the collector looks for cycles: an article makes thousands, and leaves next to none."""
PIPES = ("sentences", "noise", "lexical", "places", "officials", "indicators", "cues", "claims")
PARTS = ("sentences", "noise", "numbers", "periods", "places", "officials", "speeches", "indicators", "cues", "claims")


def _part(name: str) -> Callable[[Doc], object]:
    return lambda doc: getattr(doc._.reading, name)


def _extend() -> None:
    if Doc.has_extension("reading"):
        return
    Doc.set_extension("reading", default=None)
    Doc.set_extension("assembly", default=None)
    Doc.set_extension("claims", getter=lambda doc: doc._.assembly.claims)
    for name in PARTS[:-1]:
        Doc.set_extension(name, getter=_part(name))


@Language.component("capaian_sentences", assigns=["doc._.sentences"])
def sentences(doc: Doc) -> Doc:
    """Sentences, by characters; a line break ends one, and so does the title."""
    reading = doc._.reading
    reading.sentences = split_sentences(reading.text)
    return doc


@Language.component("capaian_noise", assigns=["doc._.noise"], requires=["doc._.sentences"])
def noise(doc: Doc) -> Doc:
    """Teasers, captions, bylines, furniture."""
    reading = doc._.reading
    body = reading.text[reading.title_end :]
    found = find_noise(body, title=reading.text[: reading.title_end].strip() or None)
    reading.noise = [(start + reading.title_end, end + reading.title_end, why) for start, end, why in found]
    if rows := find_tables(reading.text):
        ends = {row.start: row for row in rows}
        reading.noise = [one for one in reading.noise if one[2] not in _LINES or one[0] not in ends]
        starts = {s.start for s in reading.sentences}
        reading.rows = {start: row for start, row in ends.items() if start in starts}
    return doc


@Language.component("capaian_lexical", assigns=["doc._.numbers", "doc._.periods"])
def lexical(doc: Doc) -> Doc:
    """Numbers and periods, each kept from reading the other's digits."""
    reading = doc._.reading
    reading.numbers, reading.periods = read_lexical(reading.text, published=reading.published)
    if reading.published is None:
        found, reading.periods = reading.periods, still_hoped_for(reading.text, reading.periods)
        anchor, reading.periods = anchor_of(reading), found
        for day in years_of(reading, anchor):
            anchored = periods_beside(reading.text, reading.numbers, day)
            later = periods_beside(reading.text, reading.numbers, day + timedelta(days=183))
            if not off_the_calendar(reading.periods, anchored, later):  # else the only year told is the year before
                reading.periods = with_year(reading.periods, anchored, later)
                break
    reading.periods = told_in_full(reading.periods, reading.published)
    if reading.published is None:
        reading.periods = still_hoped_for(reading.text, reading.periods)
    return doc


@Language.component("capaian_places", assigns=["doc._.places"])
def places(doc: Doc) -> Doc:
    """Regions of the gazetteer."""
    reading = doc._.reading
    reading.places = find_places(reading.text, publisher_province=reading.province, title_end=reading.title_end)
    return doc


@Language.component(
    "capaian_officials", assigns=["doc._.officials", "doc._.speeches"], requires=["doc._.places", "doc._.sentences"]
)
def officials(doc: Doc) -> Doc:
    """People in office, and what each of them says: how to find them, for the first who asks."""
    reading = doc._.reading
    reading.speakers = cache(partial(_speakers, reading.text, reading.places, reading.sentences))
    return doc


def _speakers(text: str, places: list[PlaceMention], sentences: list[Sentence]) -> Speakers:
    found = find_officials(text, places=places)
    speeches = find_speech(text, found, [(sentence.start, sentence.end) for sentence in sentences])
    return Speakers(found, speeches, main_speaker(text, found, speeches))


@Language.component("capaian_indicators", assigns=["doc._.indicators"])
def indicators(doc: Doc) -> Doc:
    """What is measured, and which kind of it."""
    reading = doc._.reading
    words = words_of(reading.text)
    found, kinds = with_levies(
        find_indicators(reading.text, words, reading.published), find_segments(reading.text, words), reading.text, words
    )
    found, kinds = with_state_taxes(reading.text, reading.title_end, found, kinds)
    found, kinds = outside_offices(reading.text, found, kinds)
    reading.indicators = found = without_named_income(reading.text, found)
    told = {mention.slug for mention in found if not mention.weak}
    told |= {SPENT} if SPENT not in told and BY_OFFICES.search(reading.text) else set()
    budgets = [kind for kind in find_agencies(reading.text, words) if kind[0] in told] if told & {*SLUGS} else []
    sums = _SUMMED.may_match(reading.text)
    kinds = [kind for kind in kinds if not _allotted(reading.text, kind)]
    kinds = [kind for kind in kinds if not (_counted(reading, kind) or (sums and _together(reading, kind)))]
    kinds = without_goods(reading, kinds)
    found_works = (one for one in find_projects(reading.text, words) if reading.noisy(one[0]) not in _OTHER_STORIES)
    agencies = {start for _, start, _ in budgets}
    found_works = (one for one in found_works if not (one[0] in agencies and MONEY_OR_WORKS.search(reading.text, *one)))
    spans = in_headline(reading.text, list(found_works), reading.title_end)
    spans = without_general(reading.text, spans)
    works = [("physical_progress", start, end) for start, end in spans]
    begun = {start for start, _ in spans}  # "progres jembatan Sei Lenggana" is of nothing else
    reading.indicators = [
        replace(m, weak=False) if m.text.lower() in _PROGRESS and m.end + 1 in begun else m for m in reading.indicators
    ]
    named = {end: start for _, start, end in works}
    doses = {end for _, start, end in kinds if reading.text[end - 1].isdigit() and reading.text[end - 2] == " "}
    # "Jembatan Melawi 2", "polio 4 75 persen"; but "polio 4 persen", and "31 sekolah" counts what it ends with
    reading.numbers = [
        n
        for n in reading.numbers
        if not (named.get(n.end, n.start) < n.start or (n.end in doses and n.kind is Kind.BARE))
    ]
    if roads := find_roads(reading.text):
        reading.places = with_roads(reading.text, reading.places, roads)
        roads = [road for road in roads if not lies_on(reading.text, spans, road[0])]
        works += [("physical_progress", start, end) for start, _, end in roads if end not in named]
        works += [("other", start, end) for start, _, end in roads if _LAND.search(reading.text)]
    sectors = find_sectors(reading.text) if told & {*INCOME} else []
    sectors += find_banks(reading.text) if CREDIT in told else []
    offices = [(slug, *span) for span in (branches(reading.text) if told else ()) for slug in sorted(told)]
    named_kinds = sorted([*kinds, *works, *budgets, *sectors, *offices], key=lambda kind: kind[1:])
    reading.segments = [kind for kind in named_kinds if reading.noisy(kind[1]) not in _OTHER_STORIES]
    return doc


_SO_MANY = re.compile(r"\s*(?:sebanyak|mencapai|sebesar|adalah|yakni|berjumlah)?\s*")


_ALLOTMENT = re.compile(r"alokasi dana desa", re.IGNORECASE)
_ALL_OF = re.compile(r"\b(?:total|jumlah|besaran|pagu|seluruh|keseluruhan)\s+\Z", re.IGNORECASE)


def _allotted(text: str, kind: tuple[str, int, int]) -> bool:
    """Whether the name of a region's own grant only says of what so much is allotted: "total alokasi dana desa"."""
    _, start, end = kind
    if _ALLOTMENT.fullmatch(text, start, end) is None:
        return False
    common = text[start].islower() and text[start + len("alokasi ")].isupper()  # "alokasi Dana Desa untuk Jawa Tengah"
    return common or _ALL_OF.search(text, max(0, start - 16), start) is not None


def _counted(reading: Reading, kind: tuple[str, int, int]) -> bool:
    """Whether money's kind is only what a number counts: "1.153 debitur"."""
    slug, start, end = kind
    if indicator_table()[slug].unit is not Unit.RUPIAH:
        return False
    if any(n.start < start and end <= n.end for n in within(reading.numbers, max(0, start - 40), end)):
        return True
    borrowers = slug == "people_credit"
    behind = within(reading.numbers, end, end + 40)[:1] if borrowers else []  # "dengan jumlah debitur sebanyak 28.980"
    return any(n.kind is Kind.BARE and _SO_MANY.fullmatch(reading.text, end, n.hedge_start) for n in behind)


def _together(reading: Reading, kind: tuple[str, int, int]) -> bool:
    """Whether a kind is only one of those whose sum is told: "gabungan belanja langsung dan tidak langsung"."""
    return bool(_SUMMED.search(reading.text[max(0, kind[1] - 30) : kind[1]]))


@Language.component("capaian_cues", assigns=["doc._.cues"])
def cues(doc: Doc) -> Doc:
    """Words that tell what a figure is, and topics that are none of ours."""
    reading = doc._.reading
    words = words_of(reading.text)
    works = [(start, end) for slug, start, end in reading.segments if slug == "physical_progress"]
    found = find_cues(reading.text, words)
    proper = [(a, b) for a, b in works if reading.text[a].isupper()]  # "Jembatan Sungai Harapan"
    inside = [cue for a, b in proper for cue in within(found, a + 1, b) if reading.text[cue.start].isupper()]
    reading.cues = [cue for cue in found if cue not in inside] if inside else found
    named = [m for m in reading.indicators if not m.weak]
    others = [cue for cue in find_foreign(reading.text, words) if not _names(named, cue)]
    if others and not _ELECTION.search(reading.text):
        others = [c for c in others if not _is_turnout(reading.text, c)]
    reading.foreign = [cue for cue in others if not of_whom_stunted(reading.text, cue.start, cue.end)]
    return doc


def _is_turnout(text: str, cue: Cue) -> bool:
    """Whether a turnout, in an article without an election, is what that measures; one of schools or labour is not."""
    return cue.text.lower().startswith(_TURNOUT) and _TURNOUT_OF.match(text, cue.end) is None


def _names(named: list[IndicatorMention], cue: Cue) -> bool:
    """Whether a topic that is none of ours is only a word in the name of one that is: "skrining hipertensi"."""
    near = within(named, cue.start - _NAME, cue.end + _NAME)
    return any(m.start <= cue.start and cue.start - m.end <= len(" (") and cue.end <= m.end + _SHORT for m in near)


@Language.component(
    "capaian_claims",
    assigns=["doc._.claims"],
    requires=[f"doc._.{part}" for part in PARTS[:-1]],
)
def claims(doc: Doc) -> Doc:
    """Figures bound to indicator, place, kind, time and speaker.

    An article whose known indicators give no claim is asked for what it itself measures against a target.
    """
    reading = doc._.reading
    reading.sentences = counted_where_told(reading)
    doc._.assembly = assemble(reading)
    if doc._.claims or not any(cue.kind in _AIMS for cue in reading.cues):
        return doc
    somewhere = any(place.code and place.level != "nation" for place in reading.places)
    if somewhere and (opened := list(open_topics(reading.text))):
        known, reading.indicators = reading.indicators, sorted([*reading.indicators, *opened], key=_span)
        again = assemble(reading)
        if again.claims:
            doc._.assembly = again
        else:
            reading.indicators = known
    return doc


def _span(mention: IndicatorMention) -> tuple[int, int]:
    return mention.start, mention.end


def no_tokens() -> Callable[[Language], Callable[[str], Doc]]:
    """A tokenizer that makes no tokens: the text is that of the `Reading`, and no reader looks at any.

    Indonesian's own costs a third of the time, its 16,000 exceptions take over a second to load, and every new word
    that any tokenizer makes stays in memory for ever.
    """
    return lambda nlp: lambda text: Doc(nlp.vocab)


registry.tokenizers.register("capaian_no_tokens", func=no_tokens)


@cache
def pipeline() -> Language:
    """The pipeline, built once per process."""
    _extend()
    nlp = spacy.blank("id", config={"nlp": {"tokenizer": {"@tokenizers": "capaian_no_tokens"}}})
    nlp.max_length = 5_000_000
    for name in PIPES:
        nlp.add_pipe(f"capaian_{name}", name=name)
    nlp(_first(nlp))
    # what is loaded now stays for good: the collector need not go through it, half a second, again and again
    if gc.isenabled():
        gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
    return nlp


def _first(nlp: Language) -> Doc:
    """An invented article that makes every reader load its words."""
    text = "Kepala Dinas Kotim Arga Sena, Senin (3/2), menyebut perekaman e-KTP baru 99,2 persen dari 310 jiwa."
    doc = nlp.make_doc(text)
    doc._.reading = Reading(text, 0, date(2025, 2, 4), None)
    return doc


def read_article(article: Article) -> tuple[Doc, Normalised, Normalised]:
    """An article with everything that was read in it, and the ways back to its title and its text."""
    title, body = normalise(article.title or ""), normalise(article.text)
    body = replace(body, text=unwrap(body.text))
    head = f"{title.text}\n\n" if title.text.strip() else ""
    publisher = publishers().get(article.publisher or "")
    nlp = pipeline()
    doc = nlp.make_doc(head + body.text)
    doc._.reading = Reading(head + body.text, len(head), article.published, publisher.province if publisher else None)
    return nlp(doc), title, body


def extract_article(article: Article) -> Report:
    """The claims of one article, each with its evidence in the article's unchanged text."""
    digest = text_sha256(article.text)
    doc, title, body = read_article(article)
    reading: Reading = doc._.reading
    assembly: Assembly = doc._.assembly
    if not article.text.strip():
        status = ExtractStatus.NO_TEXT
    elif assembly.claims:
        status = ExtractStatus.CLAIMS
    else:
        status = ExtractStatus.NO_CLAIM
    return Report(
        url=article.url,
        publisher=article.publisher,
        published=article.published,
        title=article.title,
        claims=tuple(locate(claim, reading.title_end, title, body) for claim in assembly.claims),
        text_sha256=digest,
        extractor=EXTRACTOR,
        status=status,
        unused=tuple(_unused(reading, assembly, title, body)),
    )


def _unused(reading: Reading, assembly: Assembly, title: Normalised, body: Normalised) -> Iterator[Unused]:
    for number in reading.numbers:
        spot = (number.start, number.end)
        if spot in assembly.used:
            continue
        reason = assembly.reasons.get(spot) or reading.noisy(number.start) or "no claim"
        part, shift = (title, 0) if number.start < reading.title_end else (body, reading.title_end)
        start, end = part.back(number.start - shift, number.end - shift)
        yield Unused(start, end, part.source[start:end], reason, "title" if part is title else "text")


def extract_articles(articles: Iterable[Article]) -> Iterator[Report]:
    """Reports in the order of the articles."""
    for article in articles:
        yield extract_article(article)
