"""Endpoint of enums."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from ticketing.core.actor import CurrentActor
from ticketing.core.lists import plain_response
from ticketing.core.page_query import PlainPageQuery
from ticketing.core.problems import problems
from ticketing.core.schema import Page
from ticketing.features.enumerations import service
from ticketing.features.enumerations.schemas import EnumRead

router = APIRouter(prefix="/enums", tags=["catalogues"])

_COLUMNS = ("table_name", "table_column", "enum_name", "name", "value", "label")


@router.get("", response_model=Page[EnumRead], responses=problems(401))
async def list_enums(
    request: Request, actor: CurrentActor, query: Annotated[PlainPageQuery, Query()]
) -> Response:
    """List every enum by the column that holds it, with names, integers and labels.

    0 UNKNOWN stands for a value of an import that has no counterpart: it can be read, not written.
    As CSV each value is a row.
    """
    del actor
    items = service.described()
    rows = ({**item, **value} for item in items for value in item["values"])
    return plain_response(request, items, query, _COLUMNS, rows=rows)
