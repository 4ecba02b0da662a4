"""The API against its own OpenAPI document, with parameters that schemathesis makes up."""

from __future__ import annotations

from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.schemas import BaseSchema

from tests.webapp.outward_sites import site
from webapp.api.operations import OPERATIONS

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).resolve().parents[2] / "transcripts"


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> BaseSchema:
    app = site(SAMPLE, tmp_path_factory.mktemp("data"))
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app=app)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("path", [o.path for o in OPERATIONS])
def test_whatever_is_asked_the_answer_is_as_the_document_says(
    contract: BaseSchema, path: str, mode: GenerationMode
) -> None:
    operation = contract[f"/api/v1{path}"]["GET"]
    if mode is GenerationMode.NEGATIVE and not list(operation.iter_parameters()):
        pytest.skip("takes no parameters: nothing can be asked wrongly")

    @settings(
        max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(operation.as_strategy(generation_mode=mode))
    def holds(case: schemathesis.Case) -> None:
        # Werkzeug's client, which it asks through, unpacks no brotli.
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    holds()
