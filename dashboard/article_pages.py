"""The page of an article: an excerpt with its evidence marked, the claims beside it, wordings and archived bodies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dashboard.changes import Changes, changes
from dashboard.excerpts import Passage, article_passages
from dashboard.pages import claim_data
from dashboard.parameters import Plain
from dashboard.render import page, voice_of
from store.articles import ArticleRow, Wording, article, page_number
from store.engine import read_session
from store.finding_views import flags

router = APIRouter()

PageId = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of a page in this store")]


@dataclass(frozen=True, slots=True)
class WordingView:
    """A wording with what changed since the one before it; None for the first."""

    wording: Wording
    changes: Changes | None
    title_changed: bool


@router.get("/artikel/{page_id}")
def article_page(request: Request, page_id: PageId, query: Annotated[Plain, Query()]) -> Response:
    """One article."""
    with read_session(request.app.state.engine) as session:
        found = article(session, page_id)
        if found is None:
            raise HTTPException(404)
        newest = found.wordings[0]
        return page(
            request,
            "article.html",
            voice_of(request, query.lang),
            lambda: article_data(found),
            article=found,
            new_page=page_number(session, found.moved_to) if found.moved_to else None,
            newest=newest,
            passages=excerpt(newest),
            wordings=views(found.wordings),
            flags=flags(session, [row.key for row in newest.claims]),
        )


def excerpt(wording: Wording) -> list[Passage]:
    """What may be shown of an article."""
    return article_passages([row.claim for row in wording.claims], wording.text)


def views(wordings: Sequence[Wording]) -> list[WordingView]:
    """The wordings, newest first, each with what it changed."""
    made = []
    for newer, older in pairwise(wordings):
        both = newer.text is not None and older.text is not None
        found = changes(older.text or "", newer.text or "") if both else None
        made.append(WordingView(newer, found, newer.title != older.title))
    return [*made, WordingView(wordings[-1], None, False)]


def article_data(row: ArticleRow) -> dict[str, Any]:
    """An article as data: no text, since an article is its publisher's."""
    return {
        "url": row.url,
        "publisher": row.publisher,
        "added_at": row.added_at.isoformat(),
        "withdrawn_at": row.withdrawn_at and row.withdrawn_at.isoformat(),
        "moved_to": row.moved_to,
        "wordings": [
            {
                "title": one.title,
                "published": one.published and one.published.isoformat(),
                "text_sha256": one.text_sha256,
                "extractor": one.extractor,
                "status": one.status,
                "current": one.current,
                "captures": [
                    {
                        "fetched_at": body.fetched_at.isoformat(),
                        "body_sha256": body.body_sha256,
                        "archived": body.archived,
                    }
                    for body in one.served
                ],
                "claims": [claim_data(claim) for claim in one.claims],
            }
            for one in row.wordings
        ],
    }
