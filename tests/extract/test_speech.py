"""Rule tests of who speaks: each line's sentences end at full stops that a blank follows."""

from __future__ import annotations

import re

from extract.officials import find_officials
from extract.places import find_places
from extract.speech import find_speech, main_speaker
from tests.extract import marks

CASES = marks.cases("speech.txt", labels={"speech": {"name", "role", "rule"}})


def _sentences(text: str) -> list[tuple[int, int]]:
    return [(m.start(), m.end()) for m in re.finditer(r"\S.*?(?:[.!?][\"']*(?=\s|$)|$)", text, re.MULTILINE)]


@CASES
def test_speech(line: marks.Line) -> None:
    officials = find_officials(line.text, places=find_places(line.text, publisher_province=None))
    marks.check(
        line,
        [
            marks.Found(
                "speech",
                speech.start,
                speech.end,
                {
                    "name": speech.speaker and speech.speaker.name,
                    "role": speech.speaker and speech.speaker.role,
                    "rule": speech.rule,
                },
            )
            for speech in find_speech(line.text, officials, _sentences(line.text))
        ],
    )


def test_one_speaker_is_the_main_one() -> None:
    text = 'Capaian 90 persen. "Sudah baik," kata Bupati Seruyan Arga Sena.'
    officials = find_officials(text, places=find_places(text, publisher_province=None))
    speaker = main_speaker(text, officials, find_speech(text, officials, _sentences(text)))
    assert speaker is not None
    assert speaker.name == "Arga Sena"


def test_two_speakers_are_none() -> None:
    text = '"Sudah baik," kata Bupati Seruyan Arga Sena. "Belum," kata Camat Hanau Dira Bowo.'
    officials = find_officials(text, places=find_places(text, publisher_province=None))
    assert main_speaker(text, officials, find_speech(text, officials, _sentences(text))) is None
