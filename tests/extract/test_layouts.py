"""One article in many layouts: outlets break paragraphs at will, and put calm lines, captions and teasers between them.

Articles stand in marks/layouts*.txt, one a line, its claims behind `=>` as in marks/claims.txt:

    sentence | sentence | sentence => claims     the same claims in every layout
    sentence | sentence / sentence => claims     where `/` stands a new paragraph begins in every layout
    ?joined sentence | … => claims               fails today in the layout `joined`, and in no other
    ! sentence | sentence                        no claim in any layout
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.extract.test_claims import read

FILES = sorted((Path(__file__).parent / "marks").glob("layouts*.txt"))
CALM = (
    "Suasana di ruangan itu tampak ramai.",
    "Kegiatan tersebut dihadiri para undangan dan tokoh masyarakat.",
    "Dia juga berterima kasih kepada semua pihak yang membantu.",
)
TEASER = "Baca juga: Jalan Santai Meriahkan Hari Jadi"
CAPTION = "Suasana pelayanan di kantor. (Foto: Istimewa)"


def _between(*lines: str, gap: str = "\n") -> Callable[[list[str]], str]:
    """Paragraphs of one sentence each, with one of these lines in turn between any two."""

    def laid(sentences: list[str]) -> str:
        made = sentences[:1]
        for at, sentence in enumerate(sentences[1:]):
            made += [lines[at % len(lines)], sentence]
        return gap.join(made)

    return laid


LAYOUTS: dict[str, Callable[[list[str]], str]] = {
    "own": "\n".join,
    "spaced": "\n\n".join,
    "joined": " ".join,
    "pairs": lambda sentences: "\n".join(" ".join(sentences[at : at + 2]) for at in range(0, len(sentences), 2)),
    "calm": _between(*CALM),
    "calm within": _between(*CALM, gap=" "),
    "teaser and calm": _between(f"{TEASER}\n{CALM[0]}", f"{CALM[1]}\n{TEASER}"),
    "teaser": _between(TEASER),
    "caption": _between(CAPTION),
}


def composed(article: str, layout: str) -> str:
    """The text of an article in a layout."""
    fixed = [[one.strip() for one in part.split(" | ")] for part in article.split(" / ")]
    return "\n".join(LAYOUTS[layout](sentences) for sentences in fixed)


def _cases(file: Path) -> Iterator[object]:
    published = None
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("@ published="):
            published = line.removeprefix("@ published=").strip()
        if not line.strip() or line[0] in "#@":
            continue
        failing = [layout for layout in LAYOUTS if line.startswith(f"?{layout} ")]
        article, arrow, answer = line.removeprefix(f"?{failing[0]} " if failing else "").partition("=>")
        assert bool(arrow) != article.startswith("!"), f"{file.name}:{number}: either an answer behind => or a ! before"
        for layout in LAYOUTS:
            yield pytest.param(
                composed(article.removeprefix("!").strip(), layout),
                [one.strip() for one in answer.split(" ; ")] if arrow else [],
                published,
                id=f"{file.name}:{number} {layout}",
                marks=[pytest.mark.xfail(strict=True)] if layout in failing else [],
            )


@pytest.mark.parametrize(("text", "answers", "published"), [case for file in FILES for case in _cases(file)])
def test_the_same_claims_in_every_layout(text: str, answers: list[str], published: str | None) -> None:
    found, wanted = read(text, answers, published)
    assert found == wanted, text
