"""Endpoint of enums."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from ticketing.core.actor import CurrentActor
from ticketing.core.http import path_of, problems
from ticketing.core.pagination import PlainPageQuery, link_header, whole_page
from ticketing.core.schema import JSON, Page
from ticketing.features.enumerations import service
from ticketing.features.enumerations.schemas import EnumRead

router = APIRouter(prefix="/enums", tags=["catalogues"])


@router.get("", response_model=Page[EnumRead], responses=problems(401))
async def list_enums(
    request: Request, actor: CurrentActor, query: Annotated[PlainPageQuery, Query()]
) -> Response:
    """List every enum by the column that holds it, with names, integers and labels.

    0 UNKNOWN stands for a value of an import that has no counterpart: it can be read, not written.
    """
    del actor
    body = whole_page(service.described(), query, path_of(request))
    return JSON(body, headers={"Link": link_header(body["links"])})
