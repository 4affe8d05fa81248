"""What each number of a sentence is: marks/roles.txt."""

from __future__ import annotations

from extract.cues import find_cues
from extract.lexical import read_lexical
from extract.reading import Reading
from extract.roles import Role, assign_roles
from extract.sentences import Sentence, split_sentences
from extract.vocabulary import words_of
from tests.extract import marks

CASES = marks.cases("roles.txt", labels={str(role): set() for role in Role if role is not Role.UNCLEAR}, header=set())


def sentence_reading(text: str) -> tuple[Reading, Sentence]:
    reading = Reading(text, 0, None, None)
    reading.sentences = split_sentences(text)
    reading.numbers, reading.periods = read_lexical(text, published=None)
    reading.cues = find_cues(text, words_of(text))
    return reading, reading.sentences[0]


@CASES
def test_roles(line: marks.Line) -> None:
    roles = assign_roles(*sentence_reading(line.text))
    found = [marks.Found(str(r.role), r.number.start, r.number.end) for r in roles if r.role is not Role.UNCLEAR]
    marks.check(line, found)
