"""Invented true news: a regency, its neighbour and their province, exact to the last person, told by several papers.

Whatever these articles say agrees with everything else that they say. Their sentences come in many orders, with calm
ones between them, and with those that lead a reader astray: a level of before, of a neighbour, of the province.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from models.values import Article

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
REGIONS = {
    "Kalimantan Tengah": ("Katingan", "Pulang Pisau"),
    "Kalimantan Selatan": ("Kotabaru", "Tanah Bumbu"),
    "Sulawesi Tengah": ("Donggala", "Sigi"),
    "Jawa Tengah": ("Kendal", "Wonogiri"),
}
CALM = (
    "Kegiatan itu dihadiri 45 kepala desa.",
    "Tim terdiri atas 12 petugas dari tiga kecamatan.",
    "Pelayanan dibuka pukul 08.00 hingga 15.00 WIB.",
    "Ia berharap masyarakat ikut serta.",
    "Anggaran kegiatan Rp350 juta bersumber dari APBD.",
    "Sekitar 40 persen petugas adalah tenaga kontrak.",
)


@dataclass(frozen=True)
class Topic:
    """What is told of, in the words that its sentences need; `whole` is the base with its number in place of {}."""

    noun: str
    done: str
    counted: str
    whole: str
    office: str
    money: bool = False


TOPICS = (
    Topic("perekaman KTP elektronik", "merekam", "jiwa", "{} wajib KTP", "Kepala Disdukcapil"),
    Topic("kepemilikan Kartu Identitas Anak", "memiliki KIA", "anak", "{} anak", "Kepala Disdukcapil"),
    Topic("imunisasi polio", "diimunisasi", "anak", "sasaran {} anak", "Kepala Dinas Kesehatan"),
    Topic("coklit data pemilih", "dicoklit", "pemilih", "{} pemilih", "Ketua KPU"),
    Topic("penyaluran bantuan sembako", "menerima bantuan", "KPM", "{} KPM sasaran", "Kepala Dinas Sosial"),
    Topic("realisasi tanam padi", "ditanami", "hektare", "target {} hektare", "Kepala Dinas Pertanian"),
    Topic("realisasi PBB-P2", "terealisasi", "", "target {}", "Kepala Bapenda", money=True),
    Topic("penyaluran dana desa", "tersalur", "", "pagu {}", "Kepala DPMD", money=True),
)


@dataclass(frozen=True)
class World:
    """A region's whole, and what was done of it on each day; the same of its neighbour; the target in percent."""

    topic: Topic
    province: str
    whole: int
    done: tuple[int, ...]
    days: tuple[date, ...]
    beside: tuple[int, int]
    target: int

    @property
    def region(self) -> str:
        """Whose articles they are."""
        return REGIONS[self.province][0]


def made_world(chance: random.Random) -> World:
    """A world in which a little more is done every two months."""
    topic = chance.choice(TOPICS)
    whole = chance.randint(9_000, 300_000) * (1_000_000 if topic.money else 1)
    shares = [chance.randint(300, 700)]
    for _ in range(2):
        shares.append(shares[-1] + chance.randint(15, 45))
    days = tuple(date(2024, 2, 5) + timedelta(days=62 * n + chance.randint(0, 20)) for n in range(3))
    other = chance.randint(whole // 2, whole)
    return World(
        topic=topic,
        province=chance.choice(list(REGIONS)),
        whole=whole,
        done=tuple(whole * share // 1000 for share in shares),
        days=days,
        beside=(other * chance.randint(300, 900) // 1000, other),
        target=chance.choice([85, 90, 95]),
    )


def _rounded(value: Decimal, decimals: int) -> str:
    return f"{value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP):f}".replace(".", ",")


def _grouped(value: int) -> str:
    return f"{value:,}".replace(",", ".")


@dataclass(frozen=True)
class Teller:
    """How one paper prints the numbers of a world: so many decimals of a percentage."""

    world: World
    decimals: int

    def percent(self, part: int, whole: int) -> str:
        """A share, as printed."""
        return _rounded(Decimal(part) * 100 / whole, self.decimals)

    def amount(self, value: int) -> str:
        """An amount with its unit."""
        if not self.world.topic.money:
            return f"{_grouped(value)} {self.world.topic.counted}"
        if value < 10**12:
            return f"Rp{_rounded(Decimal(value) / 10**9, 2)} miliar"
        return f"Rp{_rounded(Decimal(value) / 10**12, 3)} triliun"

    def base(self) -> str:
        """The whole, in the topic's words."""
        topic, whole = self.world.topic, self.world.whole
        return topic.whole.format(self.amount(whole) if topic.money else _grouped(whole))


def _day(day: date, chance: random.Random) -> str:
    weekday = f"{WEEKDAYS[day.weekday()]} ({day.day}/{day.month}/{day.year})"
    return chance.choice([weekday, f"{day.day} {MONTHS[day.month - 1]} {day.year}"])


def _leads(teller: Teller, at: int, when: str) -> list[str]:
    world = teller.world
    topic, region, done = world.topic, world.region, world.done[at]
    percent, amount, base = teller.percent(done, world.whole), teller.amount(done), teller.base()
    noun = topic.noun[0].upper() + topic.noun[1:]
    return [
        f"{noun} di {region} hingga {when} mencapai {percent} persen atau {amount} dari {base}.",
        f"Hingga {when}, {topic.noun} di {region} sudah {percent} persen atau {amount} dari {base}.",
        f"{topic.office} {region} Budi Santosa mengatakan, {topic.noun} per {when} baru {percent} persen, "
        f"yakni {amount} dari {base}.",
    ]


def _more(teller: Teller, at: int, chance: random.Random) -> list[str]:
    world = teller.world
    topic, done, whole = world.topic, world.done[at], world.whole
    left = _rounded(100 - Decimal(teller.percent(done, whole).replace(",", ".")), teller.decimals)
    neighbour, share = REGIONS[world.province][1], Decimal(sum((done, world.beside[0]))) / sum((whole, world.beside[1]))
    side = "di atas" if Decimal(done) / whole > share else "di bawah"
    all_done = teller.percent(done + world.beside[0], whole + world.beside[1])
    said = [
        f"Masih ada {teller.amount(whole - done)} yang belum {topic.done}.",
        f"Yang belum {topic.done} {teller.amount(whole - done)} atau {left} persen.",
        f"Sisanya {left} persen belum {topic.done}.",
        f"Target tahun ini {world.target} persen.",
        f'"Kami menargetkan {world.target} persen pada akhir tahun," katanya.',
        f"Capaian itu {side} rata-rata {world.province} yang {all_done} persen.",
        f"Sementara di tingkat provinsi, {topic.noun} mencapai {all_done} persen.",
        f"Sebagai pembanding, {neighbour} sudah {teller.percent(*world.beside)} persen.",
    ]
    if at:
        then, before = world.days[at - 1], teller.percent(world.done[at - 1], whole)
        said += [
            f"Angka itu naik dari {before} persen pada {_day(then, chance)}.",
            f"Sebelumnya, per {MONTHS[then.month - 1]} {then.year}, {topic.noun} di {world.region} tercatat "
            f"{teller.amount(world.done[at - 1])} atau {before} persen.",
        ]
    return said


def articles(world: World, chance: random.Random) -> Iterator[Article]:
    """What three papers write of a world: each tells of one day, in its own order."""
    for paper, at in enumerate(chance.sample(range(len(world.days)), 3)):
        teller = Teller(world, decimals=paper)
        when = _day(world.days[at], chance)
        told = [chance.choice(_leads(teller, at, when))]
        told += chance.sample(_more(teller, at, chance), chance.randint(1, 3))
        for _ in range(chance.randint(0, 2)):
            told.insert(chance.randint(1, len(told)), chance.choice(CALM))
        text = "".join(sentence + chance.choice(" \n") for sentence in told).strip()
        yield Article(
            url=f"https://contoh.example/{paper}",
            publisher=f"harian-{paper}",
            published=world.days[at] + timedelta(days=chance.randint(0, 2)),
            title=chance.choice([None, f"{world.region} Genjot {world.topic.noun.title()}"]),
            text=text,
        )
