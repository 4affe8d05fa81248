"""What an address may ask for. Everything else is refused with the name of the parameter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from models.reference import indicators

PLACE = r"^(ID|[0-9]{2}(\.[0-9]{2}(\.[0-9]{2})?)?)$"
SLUG = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$"

PlaceCode = Annotated[str, Path(pattern=PLACE, description="Kemendagri code, or ID for the nation")]
Slug = Annotated[str, Path(pattern=SLUG)]
ClaimKey = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="Key of a claim")]
FindingId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.:-]{1,128}$", description="Id of a finding")]


def _written(day: Any) -> Any:
    # pydantic takes "0" for the first day of 1970
    if isinstance(day, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", day, re.ASCII):
        raise ValueError("a day is written as in 2025-01-31")
    return day


Day = Annotated[date, BeforeValidator(_written)]


class Plain(BaseModel):
    """A page that has a language only. An empty field of a form counts as absent."""

    model_config = ConfigDict(extra="forbid")

    lang: Literal["id", "en"] = "id"

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, values: Any) -> Any:
        return {k: v for k, v in values.items() if v != ""} if isinstance(values, Mapping) else values


class TodayPage(Plain):
    """The front page, of everywhere or of one place with all that lies in it."""

    place: str | None = Field(default=None, pattern=PLACE)


class PlaceSearch(Plain):
    """The list of places, or those of a name."""

    q: str | None = Field(default=None, max_length=80)


class InProvince(Plain):
    """A list that can be narrowed to a province, or to the nation's own figures ("ID")."""

    province: str | None = Field(default=None, pattern=r"^(ID|[0-9]{2})$")


class MatrixPage(Plain):
    """A matrix, in parts of some indicators each."""

    part: int = Field(default=1, ge=1, le=20)


class About(Plain):
    """What a list is narrowed to."""

    place: str | None = Field(default=None, pattern=PLACE, description="A code, with all that lies inside it")
    indicator: str | None = Field(default=None, json_schema_extra={"enum": [*indicators(), "other"]})

    @field_validator("indicator")
    @classmethod
    def _known(cls, slug: str | None) -> str | None:
        if slug is not None and slug != "other" and slug not in indicators():
            raise ValueError("no such indicator")
        return slug


class ClaimFilter(About):
    """Which claims; days filter by when a figure held."""

    publisher: str | None = Field(default=None, pattern=SLUG)
    official: str | None = Field(default=None, max_length=200, description="A name or an office, as articles give it")
    since: Day | None = None
    until: Day | None = None
    outcome: Literal["inconsistent", "cannot_tell", "rounding", "consistent", "unchecked"] | None = Field(
        default=None, description="What the checks said of the claim"
    )
    q: str | None = Field(default=None, max_length=200, description="Words of the headline, the quotes, or the names")

    def only(self) -> dict[str, Any]:
        """The filters as `store.claims` takes them."""
        names = ("place", "indicator", "publisher", "official", "since", "until", "outcome", "q")
        return {name: getattr(self, name) for name in names}


class ClaimPage(ClaimFilter):
    """One page of claims; `after` is the key of the last claim of the page before."""

    limit: int = Field(default=50, ge=1, le=200)
    after: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")


class PromisePage(About):
    """Promises of one state, or of all."""

    state: Literal["missed", "open", "kept", "dropped"] | None = None


class FindingPage(About):
    """One page of findings; `after` is the id of the last finding of the page before."""

    rule: str | None = Field(default=None, pattern=SLUG)
    state: Literal["open", "closed", "dismissed"] = "open"
    limit: int = Field(default=30, ge=1, le=200)
    after: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_.:-]{1,128}$")
