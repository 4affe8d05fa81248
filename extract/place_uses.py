"""How a place is named: in running text, in an office's title, in a dateline, as a set, or where somebody spoke."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

from extract.alternation import by_head, found_at
from extract.gates import Gated
from extract.gazetteer import gazetteer, kind_of, name_key, place_words
from extract.mentions import PlaceMention
from extract.numbers import digit_runs, fold
from extract.place_context import Decision
from extract.place_names import PlaceName, is_shortened, office_heads
from extract.tokens import Token
from extract.vocabulary import pattern

Use = Literal["place", "office", "dateline", "set", "locative"]
Level = Literal["nation", "province", "regency", "district", "village"]

_DAYS = r"(?:Senin|Selasa|Rabu|Kamis|Jumat|Jum'at|Sabtu|Minggu|Ahad|kemarin|hari ini|\(?\d{1,2}/\d{1,2})"
_SAID_AFTER = re.compile(
    rf"(?:\s*,\s*(?!(?i:{_DAYS})\b)[A-Z][\w.]+(?:\s[A-Z][\w.]+){{0,2}}\s*(?=,))?\s*,?\s*(?i:(?:pada\s+)?(?:hari\s+)?{_DAYS})"
)
"""A day behind a town, maybe behind its province, too: "kata dia di Pontianak, Kalbar, Rabu"."""
_SAID_BEFORE = Gated(rf"{_DAYS}(?:\s*,?\s*\(?\d[\d/.]*\)?(?:\s+\w+\s+\d{{4}})?)?\s*,?\s*di\s+\Z")
_SPOKE = Gated(
    r"\b(?:kata|ujar|jelas|ucap|ungkap|tutur|tegas|tambah|papar|imbuh|sebut|terang|pungkas)(?:nya)?\b[^.\n\"]{0,120}\bdi\s+\Z",
    0,
)
_IS_AT = Gated(
    r"\b(?:berada|ada|terdapat|terjadi|tercatat|terletak|tertinggi|terendah|terbanyak|terbesar|yakni|yaitu|adalah)\s+di\s+\Z",
)
"""Behind a speaker as well, these say where a figure holds: "tertinggi, kata dia, berada di Malinau"."""
_AT_VENUE = Gated(
    r"(?:\b(?:(?<!pajak )(?<!pbjt )(?<!jasa )hotel|aula|ballroom|convention"
    r"|ruang\s+(?:rapat|kerja|sidang)|rumah\s+jabatan|kantornya|(?:gedung\s+)?kantor\s+(?:gubernur|bupati|wali\s?kota|dprd))\b"
    r"[^.;\n\"]{0,40}[\s,]"
    r"|\b(?:rapat|rakor\w*|sidang|paripurna|apel|acara|seminar|upacara|pertemuan|musrenbang|konferensi\s+pers|jumpa\s+pers)\b"
    r"[^.;\n\"]{0,100}\bdi\s+"
    r"|\b(?:saat|ketika|usai|sewaktu)\s+(?:di(?:temui|konfirmasi|hubungi|wawancarai?|jumpai)|memberikan\s+keterangan)\b"
    r"[^.;\n\"]{0,60}\bdi\s+|\bkepada\s+(?:para\s+)?(?:wartawan|awak\s+media|media|jurnalis|pers)\b[^.;\n\"]{0,40}\bdi\s+)\Z",
)
"""What stands before the town of an event: where people met, not where a figure holds."""
_MET = Gated(
    r"\b(?:saat|ketika|kala|usai|seusai|setelah|sesudah)\s+(?:di(?:temui|wawancara\w*|konfirmasi|jumpai|hubungi|mintai)"
    r"|menghadiri|membuka|memimpin)\b[^.;\n\"]{0,80}\bdi\s+\Z"
)
"""Where somebody was asked or was a guest: "ujarnya saat ditemui di Sampit"."""
_OWNER = Gated(
    r"\b(?:milik|aset(?:\s+tanah)?|(?:bidang|persil)\s+tanah|lahan)\s+(?:milik\s+)?(?P<who>pemkab|pemkot|pemko|pemprov|pemerintah(?:\s+(?:provinsi|kabupaten|kota))?)\s+\Z",
)
"""What belongs to a government is counted in its region: "36 aset tanah Pemkot Balikpapan"."""
_BESIDE_ANOTHER = Gated(
    r",\s+(?:sama\s+)?(?:seperti(?:\s+(?:halnya|juga))?(?:\s+di)?|(?:ber)?beda\s+dengan(?:\s+di)?|dibanding(?:kan)?(?:\s+dengan)?|bersama"
    r"|menyusul|setelah|sesudah|(?:tepat\s+|persis\s+)?di\s+(?:bawah|atas)|unggul\s+dari|kalah\s+dari|mengungguli|mengalahkan)\s+\Z",
)
_PREDICATE = re.compile(
    r"\s*,\s+(?:sudah|telah|baru|kini|mencapai|sebesar|sebanyak|tercatat|hanya|masih|tinggal|realisasi\w*|capaian\w*"
    r"|hingga|sampai|per|pada|naik|turun|meningkat|menurun|rp\.?\s?\d+|\d+)\b",
    re.IGNORECASE,
)
"""Around a region that is only set beside the one before: "Katingan, di bawah Lamandau, baru 80 persen"."""
_SAYS = re.compile(
    r"\s*,?\s*(?:mengatakan|menyatakan|menyebut|menjelaskan|mengungkap|menuturkan|menyampaikan|menegaskan|memaparkan|mengaku|mengemukakan)"
)
_NEWSROOM = re.compile(r"\(\s?antara(?:\s?news)?(?:\.com)?[\s/,-]+\Z", re.IGNORECASE)
_PAPER_BEFORE = re.compile(
    r"(?:\A|\n)[ \t]*[A-Z][\w .'-]{1,40}(?:,|\()\s?(?:\w+ )?(?i:suara|kabar|radar|inside|global|berita|warta"
    r"|media|harian|koran|portal|lensa|fokus|jurnal|gema|sinar|tribun|mimbar|bedah|serambi|lintas|jejak|nusa|kilas)\s+\Z"
)
_PAPER_BEHIND = re.compile(r"(?:\s+[A-Z]\w+){0,2}\s?\)?\s*[-–—]")
"""Around a region in a newspaper's name, in a dateline: "Praya (Suara NTB) -", "LIWA, Radar Lampung Barat –"."""
_OUTLET = re.compile(
    r"[ \t]*(?:[\w.\-]+(?:[ ][\w.\-]+){0,3}\s*[,/|:]\s*|[\w\-]+(?:\.[\w\-]+)+\s*[-–—]+\s*|\w*[a-z][A-Z]\w*-)?\(?"
)
_CAPITALS_DATELINE = re.compile(r"\.\s+(?=[A-Z\"“])|\)\s*(?:[–—]+|--?)\s|\s*\([\w .,&-]{2,40}\)\s*[-–—]+(?=[A-Z\"“])")
"""Behind a town in capitals alone on its line: "JAKARTA. Menteri Arga", "(JAKARTA) – Dirjen", "JAKARTA (x.id)-Ia"."""
_DATELINE = re.compile(
    r"\s*(?:[,/|]\s*[^\n–—,(]{2,32}?|\([^)\n]{2,40}\))?\s*(?:[–—]+|\s--?(?=\s|[A-Z\"'])|--?\s|--(?=[A-Z\"“])|\s'\s|:\s|\|\s)"
    r"|\s?[-–,|/]\s?[\w\-]+\.(?:com|co\.id|co|id|net|news)\s?(?:[:|]|[-–—]+)(?=\s?[A-Z\"'“])"
)
_LISTED = re.compile(
    r"\s*(?::\s*(?:(?=[a-z])|[A-Z][a-z]+\s+(?:Rp|\d))|[-–—]\s*(?:target|sasaran|realisasi|capaian|alokasi|pagu|kuota)\b)"
)
"""Behind a place that begins an item of a list: "Kapuas: target 20.000 hektare"."""
_FIGURE = re.compile(r"\d|\s(?:Rp\.?\s?)?\d[^\n]{0,60}(?:\n|\Z)")
"""Behind a place that begins a short line: "Kapuas – 97,8 persen"."""
_DOMAIN_HEAD = re.compile(r"[ \t]*[\w\-]+(?:\.[\w\-]+)*\.(?:com|co|co\.id|id|net|news)\s*,\s*", re.IGNORECASE)
_HEAD = 60
"""Longest head of a line before a dateline's town."""
_SET = re.compile(
    r"\b(?:se[- ]?"
    r"|(?:\d+|[a-z]+(?: belas)?)\s+(?:kabupaten(?:\s*(?:/|dan|-)\s*kota)?|kota|kecamatan|daerah|provinsi)"
    r"\s+(?:yang ada\s+)?di\s+"
    r"|kabupaten\s*(?:/|dan|-)\s*kota\s+(?:yang ada\s+)?di\s+|antara?\s?(?:kabupaten|kota)\s+di\s+)\Z",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\s?\(\s?(?:Kabupaten |Kab\.? |Kota |Provinsi )?([A-Za-z]{2,20})\s?\)")
_NATION = re.compile(r"\b(Indonesia|INDONESIA|[Tt]anah [Aa]ir|[Nn]asional)\b")
_FIGURE_BEHIND = re.compile(
    r"\s*(?:(?:baru|sudah|telah|mencapai|tercatat|sebesar|sekitar|masih|hanya|kini|rata-rata)\s+){0,2}\d"
)
_WHOLE = re.compile(
    r"\b(?i:secara|(?:di |untuk |pada )?tingkat|rata-rata|rerata|level|capaian|angka|total|se-?)\s*"
    r"[Pp]rovinsi\b(?!\s+[A-Z])"
)
_SO_FAR = r"(?:(?:baru|sudah|telah|hanya|masih|mencapai|sebesar|sekitar|dengan)\s+){0,2}\d[\d.,]*\s*(?:persen|%)"
_GOVERNS = re.compile(
    rf"\s*\(?{_SO_FAR}\)?(?:\s*[,;.])?\s+(?:(?:dan|serta|adapun|[Ss]ementara|[Ss]edangkan)\s+)?"
    rf"(?P<own>(?i:pemprov|(?:pemerintah\s+)?provinsi)(?:\s+sendiri)?)(?=,?\s+{_SO_FAR})"
)
"""The province beside its regencies in a list: "Katingan 34,6 persen, serta Provinsi 38,5 persen"."""
_BARE_PROVINCE = re.compile(r"[Pp]rovinsi\b(?!\s+[A-Z])")
_ALL_REGIONS = pattern("all_regions")
_COMES_FROM = pattern("comes_from")
_SO_MANY = (2, 3)
"""Digits of the number of all regions: "38 provinsi", "514 kabupaten/kota"."""
_LEVEL_OF = re.compile(r"\b([\w-]+) (?:[a-z][\w-]+ ){0,2}([\w-]+) \Z")
"""What has a level of the nation, and its word for it, before "nasional"."""
_NATION_WORDS = by_head(["indonesia", "tanah", "nasional"])
_INSIDE = re.compile(
    r"\s*[,(]?\s*(?:(?:merupakan|adalah|menjadi|ialah|sebagai)\s+(?:(?:salah satu|satu-satunya|satu|daerah)\s+)?"
    r"(?:kabupaten|kota|daerah|wilayah|kecamatan|desa|kelurahan)(?:/kota)?\s+)?(?:di\s+)?(?:Provinsi\s+)?"
)
_BANK = re.compile(r"\b[Bb]ank (?:[A-Z][a-z]+ ){1,2}\Z")
"""Before "Indonesia" in a bank's name, which is no nation's: "Bank Rakyat Indonesia (BRI)"."""
_FARTHEST = re.compile(
    r"\b(?:(?:paling|ujung)\s+(?:barat|timur|utara|selatan)|ter(?:barat|timur|utara|selatan|luar|depan))\s+(?:di\s+)?\Z",
    re.IGNORECASE,
)
_OUTSTANDING = re.compile(
    r"\b(?:provinsi|kabupaten|kota|daerah|kecamatan|kabupaten/kota|pulau)\s+(?:yang\s+)?(?:paling\s+\w+|ter\w+)\s+(?:se-?|di\s+)\Z",
    re.IGNORECASE,
)
"""Before the nation that only tells how a region stands out: "di provinsi termuda di Tanah Air ini"."""
_WORDS_BACK = 12


def mention_of(text: str, tokens: Sequence[Token], name: PlaceName, decision: Decision, title_end: int) -> PlaceMention:
    """A decided name as a mention."""
    candidates: tuple[str, ...] = ()
    if decision.code is None and name.kind != "village":
        wanted = name.kind == "district"
        candidates = tuple(entry.code for entry in name.entries if (entry.level == "district") == wanted)
    level = _level(name, decision.code, candidates)
    return PlaceMention(
        decision.code,
        level,
        name.start,
        name.end,
        text[name.start : name.end],
        decision.rule or "",
        candidates,
        _use(text, tokens, name, title_end),
        _owned_by(text, name) if level == "province" else name.village,
    )


def of_newsroom(text: str, start: int, end: int) -> bool:
    """Whether the name between two offsets only says whose article it is: "Buntok (Antaranews Kalteng) -".

    >>> of_newsroom("Buntok (Antaranews Kalteng) - Bupati", 19, 26)
    True
    """
    if _NEWSROOM.search(text[max(0, start - 30) : start]) is not None:
        return True
    paper = _PAPER_BEHIND.match(text, end) is not None
    return paper and _PAPER_BEFORE.search(text[max(0, start - _HEAD) : start]) is not None


def _owned_by(text: str, name: PlaceName) -> str | None:
    """The government of a province, as the owner of what is counted: a part of what lies in the province."""
    floor = max(0, name.start - _HEAD)
    owner = _OWNER.search(text[floor : name.start])
    return text[floor + owner.start("who") : name.end] if owner else None


def _level(name: PlaceName, code: str | None, candidates: Sequence[str]) -> Level:
    if name.kind == "village":
        return "village"
    if code is None:
        return "district" if name.kind == "district" else "regency"
    return "province" if len(code) == 2 else "regency" if len(code) == 5 else "district"


def _use(text: str, tokens: Sequence[Token], name: PlaceName, title_end: int) -> Use:
    if name.start >= title_end and name.kind not in ("district", "village"):
        floor = max(0, name.start - _HEAD)
        line = text.rfind("\n", floor, name.start) + 1
        if line or not floor:
            dated = _DATELINE.match(text, name.end, name.end + _HEAD)
            if not dated and text[name.start : name.end].isupper():
                dated = _CAPITALS_DATELINE.match(text, name.end, name.end + _HEAD)
            listed = dated and _LISTED.match(text, name.end, name.end + _HEAD)
            figure = dated and _FIGURE.match(text, dated.end()) and not text[name.start : name.end].isupper()
            named = dated is not None and not (figure or listed)  # not "Kapuas: 97,8 persen"
            dated = _OUTLET.fullmatch(text, line, name.start) if named else None
            if dated or _DOMAIN_HEAD.fullmatch(text, line, name.start):
                return "dateline"
    before = text[max(0, name.start - 160) : name.start]
    if before.endswith(("di ", "Di ", "se-", "Se-", "se ", "Se ")) and _SET.search(before[-60:]):
        return "set"
    if _PREDICATE.match(text, name.end) and _BESIDE_ANOTHER.search(before):
        return "locative"
    if _in_office(text, tokens, name):
        return "place" if name.start >= title_end and _OWNER.search(before) else "office"
    if before.endswith(("di ", "Di ")) and (
        _SAID_AFTER.match(text, name.end)
        or _SAID_BEFORE.search(before[-60:])
        or (_SPOKE.search(before) and not _IS_AT.search(before[-60:]))
        or _SAYS.match(text, name.end)
        or (_MET.search(before) and not _IS_AT.search(before[-60:]))
    ):
        return "locative"
    if _COMES_FROM.search(before):
        return "locative"
    if name.start >= title_end and _AT_VENUE.search(before) and not _IS_AT.search(before[-60:]):
        return "locative"
    return "place"


def _in_office(text: str, tokens: Sequence[Token], name: PlaceName) -> bool:
    """Whether the name ends a phrase that the head of an office or agency begins."""
    heads, joins = office_heads(), _joins()
    after = tokens[name.first]
    if after.low in heads and kind_of().get(after.low) == "village":
        return True
    for at in range(name.first - 1, max(-1, name.first - _WORDS_BACK - 1), -1):
        token = tokens[at]
        gap = text[token.end : after.start]
        if gap.strip(" ()&/-") and not (gap == ". " and is_shortened(text, token)):
            return False
        if token.low in heads:
            return True
        if not token.capital and token.low not in joins:
            return False
        after = token
    return False


@cache
def _joins() -> frozenset[str]:
    return frozenset(place_words().office.joins)


def nation_mentions(text: str) -> list[PlaceMention]:
    """The nation, where it is a place: not in "Bank Indonesia", not in "target nasional"."""
    words = place_words().nation
    made = []
    for found in found_at(_NATION, text, _NATION_WORDS):
        before = re.search(r"([\w-]+)[ -]\Z", text[max(0, found.start() - 24) : found.start()])
        word = before.group(1) if before else ""
        use: Use = "place"
        if found.group().lower() == "nasional":
            clause = re.split(r"[,.;:\n]", text[max(0, found.start() - 40) : found.start()])[-1].lower()
            aimed = not set(re.findall(r"\w+", clause)).isdisjoint(words.aimed) or not _FIGURE_BEHIND.match(
                text, found.end()
            )
            head = _LEVEL_OF.search(text[max(0, found.start() - 48) : found.start()])
            levels = word.lower() in words.national or (
                head is not None
                and head[1].lower() in words.national
                and head[2].lower() not in (*words.campaigns, *words.aimed)
            )  # "angka vaksinasi nasional", but "capaian Pekan Nasional", "realisasi pengerjaan jalan nasional"
            if not levels and aimed:
                continue
        elif _OUTSTANDING.search(text, max(0, found.start() - _HEAD), found.start()):
            continue  # "kabupaten terluas di Indonesia" is that regency
        elif found.group()[0] == "I":
            if re.match(r" [A-Z]", text[found.end() : found.end() + 2]) or _BANK.search(
                text[max(0, found.start() - _HEAD) : found.start()]
            ):
                continue
            if _FARTHEST.search(text[max(0, found.start() - _HEAD) : found.start()]):
                continue  # "provinsi paling barat Indonesia" is that province
            if word.lower() == "republik":
                use = "office"
            elif word[:1].isupper() and word.lower() not in words.free:
                continue
            elif word.lower() == "se":
                use = "set"
        made.append(PlaceMention("ID", "nation", found.start(), found.end(), found.group(), "nation", (), use))
    for start, end in digit_runs(fold(text)):
        if end - start in _SO_MANY and (every := _ALL_REGIONS.match(text, start)):
            made.append(PlaceMention("ID", "nation", *every.span(), every.group(), "all regions", (), "set"))
    return sorted(made, key=lambda place: place.start)


def whole_mentions(text: str, places: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The province of the regencies before, where it is named by its level alone: "Secara provinsi baru 85 persen"."""
    codes = [(p.start, p.code[:2]) for p in places if p.code and p.code != "ID"]
    made = []
    for found in _WHOLE.finditer(text) if codes and "rovinsi" in text and _BARE_PROVINCE.search(text) else ():
        code = codes[max(0, bisect_left(codes, (found.start(), "")) - 1)][1]
        made.append(
            PlaceMention(code, "province", found.start(), found.end(), found.group(), "whole province", (), "set")
        )
    low = text.lower() if codes else ""
    for place in places if "provinsi" in low or "pemprov" in low else ():
        if place.level == "regency" and place.code and (own := _GOVERNS.match(text, place.end)):
            code = place.code[:2]
            made.append(PlaceMention(code, "province", *own.span("own"), own["own"], "its government", (), "set"))
    return sorted(made, key=lambda place: place.start)


def merge_short_forms(
    text: str,
    tokens: Sequence[Token],
    mentions: Sequence[PlaceMention],
    title_end: int,
    policies: Mapping[str, str],
) -> list[PlaceMention]:
    """A bracketed short form joins its name; one that no list knows is learned, and read in the rest of the text."""
    made: list[PlaceMention] = []
    learned: dict[str, PlaceMention] = {}
    for mention in mentions:
        if made and mention.start < made[-1].end:
            continue
        bracket = _BRACKET.match(text, mention.end) if mention.code and mention.level != "nation" else None
        if bracket and _abbreviates(bracket.group(1), mention.text):
            key = name_key(bracket.group(1))
            if key not in gazetteer() or key in policies:
                learned.setdefault(bracket.group(1), mention)
            mention = _until(mention, text, bracket.end())
        made.append(mention)
    if not learned:
        return made
    taken = {at for mention in made for at in range(mention.start, mention.end)}
    for at, token in enumerate(tokens):
        origin = learned.get(token.text)
        if origin and token.start > origin.end and token.start not in taken:
            name = PlaceName(at, at, name_key(token.text), (), token.start, token.end)
            made.append(_as(origin, token.start, token.end, token.text, _use(text, tokens, name, title_end)))
    made = [
        _as(learned[m.text], m.start, m.end, m.text, m.use) if m.code is None and m.text in learned else m for m in made
    ]
    return sorted(made, key=lambda mention: mention.start)


def _as(origin: PlaceMention, start: int, end: int, text: str, use: Use) -> PlaceMention:
    return PlaceMention(origin.code, origin.level, start, end, text, "short form", (), use, origin.village)


def _until(mention: PlaceMention, text: str, end: int) -> PlaceMention:
    return PlaceMention(
        mention.code, mention.level, mention.start, end, text[mention.start : end], mention.rule,
        mention.candidates, mention.use, mention.village,
    )  # fmt: skip


def _abbreviates(short: str, name: str) -> bool:
    """Whether the letters of a short form stand in this order in the name, from its first letter on.

    >>> _abbreviates("Konkep", "Konawe Kepulauan"), _abbreviates("KTN", "Kota Metro")
    (True, False)
    """
    low = name_key(name)
    for prefix in ("", "kabupaten", "kota", "provinsi", "kecamatan"):
        if prefix and not low.startswith(prefix):
            continue
        rest = iter(low.removeprefix(prefix))
        letters = short.lower()
        if low.removeprefix(prefix)[:1] == letters[0] and all(letter in rest for letter in letters):
            return True
    return False


def mark_enclosing(text: str, mentions: Sequence[PlaceMention]) -> list[PlaceMention]:
    """A larger place right behind a place inside it only says where that one is: rule `enclosing`."""
    made: list[PlaceMention] = []
    for mention in mentions:
        before = made[-1] if made else None
        if (
            before
            and before.code
            and mention.code
            and _encloses(mention, before)
            and _INSIDE.fullmatch(text, before.end, mention.start)
        ):
            mention = PlaceMention(
                mention.code, mention.level, mention.start, mention.end, mention.text, "enclosing",
                (), mention.use, mention.village,
            )  # fmt: skip
        made.append(mention)
    return made


def _encloses(mention: PlaceMention, before: PlaceMention) -> bool:
    code, inner = mention.code or "", before.code or ""
    if before.level == "village":
        return mention.level != "village" and (inner.startswith(code) or code == "ID")
    return len(code) < len(inner) and (inner.startswith(code) or code == "ID")
