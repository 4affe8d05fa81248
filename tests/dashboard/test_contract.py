"""The API holds what its schema promises, whatever is asked: schemathesis, over the newsroom."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from pydantic import BaseModel
from schemathesis import Response
from schemathesis.specs.openapi.checks import negative_data_rejection
from sqlalchemy import create_engine
from starlette.testclient import TestClient

from dashboard.app import create_app
from dashboard.parameters import ClaimFilter, ClaimPage, FindingPage

# pytest collects the operations before there is a store; the schema does not depend on one
schema = schemathesis.openapi.from_dict(create_app(create_engine("sqlite://")).openapi())


@schema.parametrize()
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_that_the_schema_names(case: schemathesis.Case, client: TestClient) -> None:
    asked = case.as_transport_kwargs(base_url="http://127.0.0.1:8000")
    names = ("method", "url", "params", "headers", "json", "data")
    known = {name: asked[name] for name in names if name in asked}
    answer = client.request(**known)
    assert answer.status_code < 500
    # an empty field of a form counts as absent, in the API as on the pages
    lenient = [negative_data_rejection] if "" in (case.query or {}).values() else []
    case.validate_response(Response.from_any(answer), excluded_checks=lenient)


def test_the_schema_is_the_one_that_is_served(client: TestClient) -> None:
    assert client.get("/api/v1/openapi.json").json() == schema.raw_schema


def test_every_operation_says_what_can_go_wrong() -> None:
    for path, operations in schema.raw_schema["paths"].items():
        assert list(operations) == ["get"], path
        one = operations["get"]
        assert {"200", "422"} <= set(one["responses"]), path
        assert one["summary"]
        assert one["description"]
        refused = one["responses"]["422"]["content"]["application/json"]["schema"]["$ref"]
        assert refused == "#/components/schemas/Problem"


@pytest.mark.parametrize(
    ("path", "model"),
    [("/api/v1/claims", ClaimPage), ("/api/v1/findings", FindingPage), ("/api/v1/exports/{form}", ClaimFilter)],
)
def test_the_api_takes_the_filters_of_the_page(path: str, model: type[BaseModel]) -> None:
    named = {one["name"] for one in schema.raw_schema["paths"][path]["get"]["parameters"] if one["in"] == "query"}
    assert named == set(model.model_fields)
