"""Endpoints of the catalogues that pickers offer: labels, components, versions."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from ticketing.core.actor import CurrentActor
from ticketing.core.http import ReadSession
from ticketing.core.lists import list_response
from ticketing.core.problems import problems
from ticketing.core.schema import Page
from ticketing.features.labels import queries
from ticketing.features.labels.schemas import (
    CatalogueQuery,
    ComponentRead,
    LabelRead,
    VersionRead,
)

router = APIRouter(tags=["catalogues"])


@router.get("/labels", response_model=Page[LabelRead], responses=problems(401))
async def list_labels(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[CatalogueQuery, Query()],
) -> Response:
    """List the labels that issues of each project have used."""
    listing = queries.listing(actor, "labels", query)
    return await list_response(request, session, listing, query)


@router.get("/components", response_model=Page[ComponentRead], responses=problems(401))
async def list_components(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[CatalogueQuery, Query()],
) -> Response:
    """List the components that issues of each project have used."""
    listing = queries.listing(actor, "components", query)
    return await list_response(request, session, listing, query)


@router.get("/versions", response_model=Page[VersionRead], responses=problems(401))
async def list_versions(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[CatalogueQuery, Query()],
) -> Response:
    """List the versions that issues of each project have named, affected and fixed ones alike."""
    listing = queries.listing(actor, "versions", query)
    return await list_response(request, session, listing, query)
