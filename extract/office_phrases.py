"""One office as printed, from acting word to name: "Plt. Kepala Dinas Kesehatan (Dinkes) Kotim, H. Arga Sena"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.office_words import Office, word_sets
from extract.person_names import (
    Words,
    begins_name,
    in_headline,
    is_institution,
    is_short_form_of,
    name_at,
    office_at,
    speaking_verbs,
    unknown_letters,
)

_DIGITS = re.compile(r"\d[\d./]*")
ACTING_ALONE = frozenset(["plt", "pj", "plh", "pjs"])
_ABBREVIATED = frozenset(["prov", "kab", "kec", "plt", "pj", "plh", "pjs", "dr", "drs", "ir", "h", "hj", "prof", "bid"])
_OF_VILLAGES = frozenset(
    ["desa", "kades", "lurah", "camat", "kampung", "peratin", "tiyuh", "nagari", "petinggi", "keuchik"]
)
_KINDS = frozenset(["kabupaten", "kota", "provinsi", "kab", "prov", "kecamatan", "desa", "kelurahan", "daerah"])
_BRACKET = 70
_SHORT_FORM = re.compile(r" \([A-Z][A-Za-z]{1,11}\),? [A-Z][\w.]* [A-Z]")
"""Behind one unknown word: the short form of an office that it ends, and no nickname of a speaker."""
_BRACKET_WORDS = re.compile(r"\s*[A-Za-z][\w .,&/'\-]*\Z")
_LINK_LINE = re.compile(r"(?:[A-Z][\w.'-]* ?){1,5}\n(?=[a-z(,])")
"""A name on a line of its own amid a sentence: what is left of a link."""
_CREDIT = re.compile(r"antara|foto|dok|ist\b|ho[-/]|istimewa|kanan|kiri|tengah\b|dua dari", re.IGNORECASE)


@dataclass(slots=True)
class Phrase:
    """One office phrase; `role_last` and `name` count words, `role_end` and `end` are offsets."""

    office: Office
    first: int
    role_last: int
    role_end: int
    name: tuple[int, int] | None = None
    rule: str = "office alone"
    end: int = 0
    weak: bool = False
    """Whether words without a comma were taken for the name although the agency's name may go on in them."""
    bare: bool = True
    """Whether nothing but the office word itself is known: "Sekretaris", "Bupati"."""


def phrase_at(words: Words, at: int, floor: int) -> Phrase | None:
    """The office phrase whose office word stands at a word; acting words before it count from the offset `floor` on."""
    sets, token = word_sets(), words.tokens[at]
    office = office_at(words, at)
    if office is not None and words.place_last[at] >= 0 and words.place_last[at - 1] == words.place_last[at]:
        return None
    if office is not None and token.low in sets.acting and at + 1 < len(words.tokens) and office_at(words, at + 1):
        return None
    if office is None:
        # "Plt. Badan Pendapatan Daerah": the office word itself is left out
        if token.low not in ACTING_ALONE or at + 1 >= len(words.tokens):
            return None
        if not words.tokens[at + 1].capital or words.tokens[at + 1].low not in sets.tail:
            return None
        office = Office((token.low,), "agency")
    first, last = at, at + len(office.words) - 1
    while first and words.tokens[first - 1].low in sets.acting and not words.gap(first).strip(" ()."):
        if words.tokens[first - 1].start < floor:
            break
        first -= 1
    made = Phrase(office, first, last, words.tokens[last].end)
    _read_tail(words, made)
    made.bare = made.role_last == last
    made.end = max(made.role_end, words.tokens[made.name[1]].end if made.name else 0)
    if made.name is None and not _stands_alone(words, made, at):
        return None
    if not token.capital and office.kind == "agency" and (made.bare or " ".join(office.words) in sets.only_named):
        return None
    return made


def _stands_alone(words: Words, made: Phrase, at: int) -> bool:
    """Whether an office without a name is one: not "kepala keluarga", not "bupati" in general."""
    if not words.tokens[made.first].capital:  # most
        return False
    phrase = " ".join(token.low for token in words.tokens[at : at + len(made.office.words) + 1])
    if " ".join(made.office.words) in word_sets().only_named or made.office.words == ("ka",):
        return False
    if phrase.startswith(word_sets().not_offices):
        return False
    follows = made.first and words.gap(made.first) == " "
    return not (follows and words.tokens[made.first - 1].low in word_sets().not_after)


def _read_tail(words: Words, made: Phrase) -> None:
    """Reads the rest of the role, and the name, behind the office word."""
    sets = word_sets()
    at = made.role_last + 1
    firm = made.office.words[-1] in sets.firms
    while at < len(words.tokens):
        gap, token = words.gap(at), words.tokens[at]
        if "\n" in gap and not (gap == "\n" and _LINK_LINE.match(words.text, token.start)):
            return
        clean = _DIGITS.sub("", gap).replace(" ", "")
        if clean.endswith("("):
            after = _bracket(words, made, at) if clean in ("(", ")(") else None
            if after is None:
                return
            firm = firm or words.tokens[after - 1].low in sets.firms
            at = after
            continue
        if clean == "." and words.tokens[at - 1].low not in _ABBREVIATED and len(words.tokens[at - 1].text) > 1:
            return
        if clean.lstrip("-–/") in (",", "),"):
            after = _comma(words, made, at)
            if after is None:
                return
            at = after
            continue
        if clean.strip("-/&).–+"):
            return
        if words.place_last[at] >= 0:
            if words.tokens[at - 1].low in ("di", "ke", "dari") and at - 1 > made.role_last:
                return
            made.role_last, made.role_end = words.place_last[at], words.place_end[at]
            at = made.role_last + 1
            while at < len(words.tokens) and words.tokens[at].start < made.role_end:
                at += 1
        elif token.capital and is_institution(words, at) and not _next_office(words, made, at):
            firm = firm or token.low in sets.firms
            made.role_last, made.role_end = at, token.end
            at += 1
        elif made.office.kind == "agency" and token.capital and (other := office_at(words, at)) and gap == " ":
            # "Sekretaris Deputi Bidang …", "Kepala Seksi (Kasi) Humas …"
            made.role_last = at + len(other.words) - 1
            made.role_end = words.tokens[made.role_last].end
            at = made.role_last + 1
        elif token.low in sets.joins or (not token.capital and is_institution(words, at)):
            if at == made.role_last + 1 and token.low not in sets.joins:
                made.role_last, made.role_end = at, token.end
            at += 1
        elif begins_name(words, at):
            before = words.tokens[at - 1].low
            if at == made.role_last + 1 or token.low in sets.titles or before in ("setempat", "terkait"):
                after = _unknown(words, made, at, firm)
            else:
                after = _behind_join(words, made, at)
            if after is None:
                return
            at = after
        else:
            return


def _behind_join(words: Words, made: Phrase, at: int) -> int | None:
    """Unknown words behind "dan": an institution's if it goes on ("Pupuk dan Alsintan Dinas …"), never a name."""
    if made.office.kind != "agency":
        return None
    last = name_at(words, at)[1]
    after = last + 1
    if after >= len(words.tokens):
        return None
    gap = words.gap(after)
    beside = gap == " " and (words.place_last[after] >= 0 or (words.tokens[after].capital and _is_body(words, after)))
    if not beside and gap != " (":
        return None
    made.role_last, made.role_end = last, words.tokens[last].end
    return after


def _next_office(words: Words, made: Phrase, at: int) -> bool:
    """Another office begins: "Bupati Kotim Ketua ..."; but "Sekretaris Dinas" and "Ketua Divisi" go on."""
    return made.office.kind != "agency" and office_at(words, at) is not None and words.tokens[at].low not in _KINDS


def _bracket(words: Words, made: Phrase, at: int) -> int | None:
    """Takes a bracketed short form into the role; the word behind it, or None where the bracket is something else."""
    opened = words.tokens[at - 1].end + words.gap(at).index("(")
    closed = words.text.find(")", opened, opened + _BRACKET)
    inner = words.text[opened + 1 : closed] if closed >= 0 else "\n"
    if not _BRACKET_WORDS.match(inner) or _CREDIT.search(inner):
        return None
    made.role_end = closed + 1
    while at < len(words.tokens) and words.tokens[at].start < closed:
        made.role_last = at
        at += 1
    return at


def _comma(words: Words, made: Phrase, at: int) -> int | None:
    """Behind a comma: the name, another part of the agency (the word behind it is returned), or the end."""
    if begins_name(words, at):
        made.name, made.rule = in_headline(words, *name_at(words, at)), "office, name"
        return None
    if words.place_last[at] >= 0:
        return _places(words, made, at)
    if made.office.kind != "agency":
        return None
    after = at + (words.tokens[at].low == "dan")
    if after < len(words.tokens) and words.tokens[after].capital and is_institution(words, after):
        if _another_office(words, after):
            return None
        made.role_last, made.role_end = after, words.tokens[after].end
        return after + 1
    if after > at and after < len(words.tokens) and begins_name(words, after):
        last = name_at(words, after)[
            1
        ]  # "Dinas Pangan, Tanaman, dan Hortikultural Sulsel": its region stands behind it
        if last + 1 < len(words.tokens) and words.gap(last + 1) == " " and words.place_last[last + 1] >= 0:
            made.role_last, made.role_end = last, words.tokens[last].end
            return last + 1
    return None


def _another_office(words: Words, at: int) -> bool:
    office = office_at(words, at)
    return office is not None and office.words[0] not in ("sekretaris", "asisten")


def _places(words: Words, made: Phrase, at: int) -> int | None:
    """Places behind a comma: several are the agency's area, one only tells where it lies ("Bupati X, Jabar, Arga")."""
    last, count = words.place_last[at], 1
    while last + 2 < len(words.tokens):
        step = last + 1 + (words.tokens[last + 1].low == "dan")
        if words.place_last[step] < 0:
            break
        last = words.place_last[step]
        count += 1
    after = last + 1
    if count > 1 and made.office.kind == "agency":
        made.role_last, made.role_end = last, words.place_end[last]
        return after
    if after < len(words.tokens) and words.gap(after).strip() in ("", ",") and begins_name(words, after):
        made.name, made.rule = in_headline(words, *name_at(words, after)), "office, name"
    return None


def _unknown(words: Words, made: Phrase, at: int, firm: bool) -> int | None:
    """Capitalised words that no list knows: a name, or the rest of an institution's (the word behind is returned)."""
    first, last = name_at(words, at)
    open_end = firm or made.role_last < made.first + len(made.office.words)
    after = last + 1
    if after < len(words.tokens):
        if made.office.kind == "agency" and (goes_on := _institution_end(words, first, last, firm, open_end)):
            made.role_last, made.role_end = goes_on - 1, words.tokens[goes_on - 1].end
            return goes_on
        if made.office.kind == "agency" and first == last and _SHORT_FORM.match(words.text, words.tokens[last].end):
            made.role_last, made.role_end = last, words.tokens[last].end
            return after  # "Direktur Sawit dan Aneka Palma (Salma), Ditjen Anu, Arga Sena"
        if words.gap(after).strip() == "," and (other := _name_behind(words, made, first, last, open_end)):
            made.role_last, made.role_end = last, words.tokens[last].end
            made.name, made.rule = in_headline(words, *other), "office, name"
            return None
    ends = (
        words.place_last[made.role_last] >= 0
    )  # "Kepala Dinas Kesehatan Sultra La Ode Arga": behind its region no more
    if made.office.kind == "agency" and open_end and not ends and words.tokens[first].low not in words.spoken:
        for index in range(first + 1, last + 1):
            balinese = words.tokens[index].low in word_sets().balinese  # "PT Anu Karya Nyoman Arga"
            if words.tokens[index].low in words.spoken or balinese:
                index -= balinese and words.tokens[index - 1].low in ("i", "ni")
                made.role_last, made.role_end = index - 1, words.tokens[index - 1].end
                first = index
                break
    if (name := in_headline(words, first, last)) is not None:
        made.weak = made.office.kind == "agency" and words.place_last[made.role_last] < 0
        if name[0] == name[1] and made.weak and words.count(words.tokens[name[0]].low) > 0:
            return None  # the text has the word in lower case too: it is no name
        made.name, made.rule = name, "office name"
    return None


def _institution_end(words: Words, first: int, last: int, firm: bool, open_end: bool) -> int | None:
    """The word behind unknown words that are an institution's, which what stands behind them shows; else None."""
    after = last + 1
    gap, token = words.gap(after), words.tokens[after]
    known_name = any(words.tokens[index].low in words.spoken for index in range(first, last + 1))
    if first + 1 < len(words.tokens) and words.gap(first + 1) == " " and words.tokens[first].low not in words.spoken:
        # "Biro Anu Kaltim Arga Sena": an unknown word right before a place
        place = words.place_last[first + 1]
        if 0 <= place < len(words.tokens) - 1 and (words.gap(place + 1) == "," or begins_name(words, place + 1)):
            return first + 1
    if gap == " (" and _is_initialled(words, first, last):
        return None
    if gap == " (":
        # "Sahabat Nusantara (Sapana)", "Bina Kontruksi (BMBK)": what has a short form is an institution
        inner = words.text[token.start : token.start + 60]
        if open_end or re.match(r"[A-Z]{3,}[)-]|[A-Z][\w-]* [A-Z][\w &-]*\)", inner):
            return after
        short = re.match(r"([A-Z][a-z]+)\)", inner)
        name = words.text[words.tokens[first].start : words.tokens[last].end]
        whole = words.text[words.tokens[first - 1].start : words.tokens[last].end]
        if short and is_short_form_of(short.group(1), whole) and not is_short_form_of(short.group(1), name):
            return after
    if gap == " " and token.capital and (firm if words.place_last[after] >= 0 else _is_body(words, after)):
        return after  # "Pasar Anu PT …", "RSUD dr Anu Sampit", "Keswan Dinas …"
    if known_name:
        return None
    if gap == " " and token.low == "dan" and words.place_last[first - 1] < 0 and after + 1 < len(words.tokens):
        # "Direktur Gempa Bumi dan Tsunami"; but "Kepala Dinas Arga dan Kepala Badan Bowo"
        return after if words.tokens[after + 1].capital and office_at(words, after + 1) is None else None
    if gap.strip() == "," and token.capital and (_is_body(words, after) or (firm and words.place_last[after] >= 0)):
        return after  # "Pendidikan Anak Usia Dini, Pendidikan Dasar"
    return None


def _is_initialled(words: Words, first: int, last: int) -> bool:
    """Whether words are a speaker's with the initials behind them: "Agus Sena Yudha (ASY) mengungkapkan"."""
    short, behind = last + 1, last + 2
    initials = "".join(words.tokens[at].text[0] for at in range(first, last + 1))
    return (
        first < last
        and behind < len(words.tokens)
        and words.tokens[short].text == initials
        and words.gap(behind).strip() in (")", "),")
        and words.tokens[behind].low in speaking_verbs()[1]
    )


def _is_body(words: Words, at: int) -> bool:
    known = words.tokens[at].low in word_sets().degrees or unknown_letters(words, at) is not None
    return is_institution(words, at) and not known


def _name_behind(words: Words, made: Phrase, first: int, last: int, open_end: bool) -> tuple[int, int] | None:
    """The person behind a comma, where the unknown words before it are the institution's: "Lurah Anu, Arga Sena"."""
    after = last + 1
    if not begins_name(words, after) or any(words.tokens[at].low in words.spoken for at in range(first, last + 1)):
        return None
    other = name_at(words, after)
    behind = words.text[words.tokens[other[1]].end :][:24]
    if re.match(r" ?[A-Z]", behind):
        return None
    speaks = re.match(r"\s*,|\s+(?:me\w+|ber\w+|meng\w+)\b", behind) is not None
    if made.office.kind != "agency":
        village = made.office.words[-1] in _OF_VILLAGES
        return other if village or (speaks and words.tokens[other[0]].low in words.spoken) else None
    titled = words.tokens[after].low in word_sets().titles
    longer = first == last and other[1] > other[0] and speaks
    return other if open_end or titled or longer or words.tokens[other[0]].low in words.spoken else None
