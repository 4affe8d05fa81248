"""`capaian extract`: what it prints, and what it says of files that it cannot read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from capaian.errors import ExitCode
from tests.capaian.made import ARTICLE, jsonl
from tests.capaian.run import Program, fails

PARAGRAPHS = ARTICLE["text"].replace(". ", ".</p><p>")
PAGE = f"""<!doctype html><html lang="id"><head><meta charset="{{charset}}"><title>{ARTICLE["title"]}</title>
<link rel="canonical" href="{ARTICLE["url"]}"><meta property="og:type" content="article">
<meta property="article:published_time" content="2025-03-04T09:30:00+07:00"></head>
<body><article><h1>{ARTICLE["title"]}</h1><div class="entry-content"><p>{PARAGRAPHS}</p></div></article></body>"""


def claims(line: str) -> list[tuple[str, str, object]]:
    return [
        (claim["indicator"], claim["place"], (claim["percentage"] or {}).get("value"))
        for claim in json.loads(line)["claims"]
    ]


FOUND = [("ektp_recording", "62.02", 99.2)]


def test_articles_in_reports_out_in_order(run: Program, tmp_path: Path) -> None:
    other = ARTICLE | {"url": "https://a.example/2", "text": "Hujan lebat di Sampit sejak pagi.", "title": "Hujan"}
    told = run("extract", jsonl(tmp_path / "a.jsonl", other, ARTICLE))
    assert (told.code, told.err) == (0, "")
    first, second = told.out.splitlines()
    assert [json.loads(first)["url"], json.loads(second)["url"]] == [other["url"], ARTICLE["url"]]
    assert (claims(first), claims(second)) == ([], FOUND)


def test_evidence_is_cut_from_the_unchanged_text(run: Program, tmp_path: Path) -> None:
    article = ARTICLE | {"text": ARTICLE["text"].replace("persen", "per\u00adsen\u00a0").replace("SAMPIT", "😀 SAMPIT")}
    told = run("extract", jsonl(tmp_path / "a.jsonl", article))
    passages = [passage for claim in json.loads(told.out)["claims"] for passage in claim["evidence"]]
    assert passages
    for passage in passages:
        text = article["title"] if passage.get("in") == "title" else article["text"]
        assert text[passage["start"] : passage["end"]] == passage["quote"]


def test_an_article_without_an_address_is_named_by_its_text(run: Program, tmp_path: Path) -> None:
    told = run("extract", jsonl(tmp_path / "a.jsonl", ARTICLE | {"url": None}))
    row = json.loads(told.out)
    assert (told.code, claims(told.out)) == (0, FOUND)
    assert row["url"] == f"sha256:{row['text_sha256']}"


def test_standard_input(run: Program) -> None:
    told = run("extract", "-", stdin=json.dumps(ARTICLE).encode())
    assert (told.code, claims(told.out)) == (0, FOUND)


def test_several_files(run: Program, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE.format(charset="utf-8"))
    told = run("extract", jsonl(tmp_path / "a.jsonl", ARTICLE), page)
    assert [claims(line) for line in told.out.splitlines()] == [FOUND, FOUND]


@pytest.mark.parametrize(
    ("declared", "encoding"), [("utf-8", "utf-8"), ("iso-8859-1", "utf-8"), ("utf-8", "cp1252"), ("koi8-r", "utf-8")]
)
def test_html_with_a_charset_true_or_lying(run: Program, tmp_path: Path, declared: str, encoding: str) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(PAGE.format(charset=declared).encode(encoding))
    told = run("extract", page)
    assert (told.code, told.err) == (0, "")
    assert claims(told.out) == FOUND
    assert json.loads(told.out)["published"] == "2025-03-04T09:30:00+07:00"
    assert json.loads(told.out)["url"] == ARTICLE["url"]


def test_a_page_without_an_ending_is_known_by_its_first_character(run: Program, tmp_path: Path) -> None:
    page = tmp_path / "page"
    page.write_text("\n " + PAGE.format(charset="utf-8"))
    assert claims(run("extract", page).out) == FOUND


def test_explain_lists_what_was_not_used(run: Program, tmp_path: Path) -> None:
    article = ARTICLE | {"text": f"{ARTICLE['text']} Blangko tersedia 5.000 lembar."}
    told = run("extract", "--explain", jsonl(tmp_path / "a.jsonl", article))
    unused = json.loads(told.out)["unused"]
    assert "5.000" in " ".join(number["text"] for number in unused)
    assert all(article["text"][number["start"] : number["end"]] == number["text"] for number in unused)
    head, *rows = told.err.splitlines()
    assert head == f"{ARTICLE['title']}: 1 claim, {len(unused)} number{'s' if len(unused) > 1 else ''} not used"
    assert len(rows) == len(unused)


def test_without_explain_nothing_is_explained(run: Program, tmp_path: Path) -> None:
    told = run("extract", jsonl(tmp_path / "a.jsonl", ARTICLE))
    assert ("unused" in json.loads(told.out), told.err) == (False, "")


GOOD = json.dumps(ARTICLE).encode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "bad.jsonl is empty"),
        (b"\n \n", "bad.jsonl is empty"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "bad.jsonl is binary; JSON Lines or an HTML page (.html) is expected"),
        (gzip.compress(b"x", mtime=0), "bad.jsonl is binary; JSON Lines or an HTML page (.html) is expected"),
        (b'{"url": "caf\xe9"}', "bad.jsonl, line 1: not UTF-8 text (a binary file, or another charset)"),
        (b"[" * 100_000, "bad.jsonl, line 1: JSON nested too deeply"),
        (b'{"title": "a"}', "bad.jsonl, line 1: an article lacks its 'url'"),
        (b'{"url": "", "text": "a"}', "bad.jsonl, line 1: an article lacks its 'url'"),
        (b'{"url": "a"}', "bad.jsonl, line 1: an article lacks its 'text'"),
        (b"[]", "bad.jsonl, line 1: an article should be an object, and is list"),
        (b'{"url": "a", "text": 1}', "bad.jsonl, line 1: 'text' should be text or null, and is int"),
        (
            b'{"url": "a", "text": "a", "published": "2025-03-04T09:30:00"}',
            "bad.jsonl, line 1: 'published' is '2025-03-04T09:30:00': "
            "a time needs its zone, as in 2023-11-21T09:30:00+07:00",
        ),
        (
            b'{"url": "a", "text": "' + b"a" * 20_000_000 + b'"}',
            "bad.jsonl, line 1: 'text' has 20000000 characters; more than 1000000 are not read",
        ),
        (b"{\n", "bad.jsonl, line 1: not JSON: Expecting property name enclosed in double quotes or '}': line 1 column 2 (char 1) (one JSON object a line is expected)"),  # noqa: E501
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)  # fmt: skip
def test_bad_articles(run: Program, tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "bad.jsonl").write_bytes(content)
    fails(run("extract", "bad.jsonl"), ExitCode.BAD_INPUT, sentence)


def test_broken_json_on_line_7_says_line_7(run: Program, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_bytes(b"\n".join([GOOD] * 6 + [b'{"url": broken', GOOD]))
    told = run("extract", "bad.jsonl")
    assert told.code == ExitCode.BAD_INPUT
    assert told.err.startswith("capaian: bad.jsonl, line 7: not JSON: ")
    assert told.err.count("\n") == 1
    assert [claims(line) for line in told.out.splitlines()] == [FOUND] * 6, "what was read before stands"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.html", b"", "empty.html is empty"),
        ("binary.html", b"\x7fELF\0\0" * 99, "binary.html is no HTML page"),
        ("big.html", b"<p>" + b"a" * 20 * 2**20, "big.html has 20.0 MiB; pages of more than 2 MiB are not read"),
        ("short.html", b"<h1>Judul</h1><p>Singkat.</p>", None),
        ("deep.html", b"<div>" * 5000 + b"isi", None),
    ],
)
def test_bad_pages(run: Program, tmp_path: Path, name: str, content: bytes, sentence: str | None) -> None:
    (tmp_path / name).write_bytes(content)
    told = run("extract", name)
    if sentence is None:
        assert told.err.startswith(f"capaian: {name} holds no article: ")
        sentence = told.err.removeprefix("capaian: ").removesuffix("\n")
        assert "\n" not in sentence
    fails(told, ExitCode.BAD_INPUT, sentence)


def test_a_missing_file_and_a_folder(run: Program, tmp_path: Path) -> None:
    fails(run("extract", "none.jsonl"), ExitCode.BAD_INPUT, "none.jsonl: No such file or directory")
    fails(run("extract", tmp_path), ExitCode.BAD_INPUT, f"{tmp_path} is a folder; name the files in it")


def test_foreign_text_cannot_steer_the_terminal(run: Program, tmp_path: Path) -> None:
    article = ARTICLE | {"title": "\x1b[2J[red]Judul[/red]", "text": f"{ARTICLE['text']} Blangko 5.000 \x1b[31mlembar."}
    told = run("extract", "--explain", jsonl(tmp_path / "a.jsonl", article))
    assert "\x1b" not in told.err
    assert told.err.startswith("[red]Judul[/red]: ")
    assert "\x1b" not in told.out, "JSON escapes it"


def test_a_lone_surrogate_survives_as_its_escape(run: Program) -> None:
    told = run("extract", "-", stdin=b'{"url": "https://a.example/\\ud800", "text": "x"}')
    assert told.code == 0
