"""Pages of the generated newsroom as files: what every program of the comparison reads.

The text is invented, the pages are as heavy as real ones (75 KB), with JSON-LD, OpenGraph and a footer full of links.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that the project need not be installed

from capaian.demo.generate import generate
from capaian.demo.newsroom import url_of
from capaian.demo.pages import story_page


def write_pages(folder: Path, count: int, *, seed: int = 1) -> Path:
    """Write `count` pages into a folder with an index of them, once; answer the index.

    One line of the index is one page: file, address, outlet, title and words of its article.
    """
    index = folder / f"pages-{count}-{seed}.jsonl"
    if index.exists():
        return index
    folder.mkdir(parents=True, exist_ok=True)
    made = generate(count, seed=seed)
    room = made.newsroom()
    rows = []
    for number in range(count):
        story = made.story(number)
        outlet = room.outlets[story.outlet]
        url = url_of(outlet, story)
        file = folder / f"{count}-{seed}-{number:06}.html"
        file.write_bytes(story_page(room, outlet, story, url.removesuffix(story.path)))
        words = sum(len(paragraph.split()) for paragraph in story.paragraphs)
        rows.append({"file": file.name, "url": url, "outlet": story.outlet, "title": story.title, "words": words})
    index.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return index
