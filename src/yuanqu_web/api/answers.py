"""Answers: JSON of a schema, with the version it was read at."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

JSON = "application/json; charset=utf-8"


def etag(version: int) -> str:
    """The entity tag of a version of an object."""
    return f'"v{version}"'


def answer(body: BaseModel, *, status: int = 200, version: int | None = None) -> HttpResponse:
    """A schema as JSON, `version` as its ETag. Bytes are the same for the same content."""
    response = HttpResponse(body.model_dump_json(by_alias=True), status=status, content_type=JSON)
    if version is not None:
        response["ETag"] = etag(version)
    return response


def unchanged(request: HttpRequest, version: int) -> HttpResponse | None:
    """304 when If-None-Match names the version that stands."""
    given = {one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")}
    if etag(version) not in given:
        return None
    response = HttpResponse(status=304)
    response["ETag"] = etag(version)
    return response
