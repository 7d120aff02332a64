"""Endpoints of import jobs; all of them are for administrators."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.background import BackgroundTask
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from ticketing.core.actor import CurrentAdmin
from ticketing.core.db import Record
from ticketing.core.errors import BadRequest, Invalid
from ticketing.core.http import ReadSession, WriteSession, prefix
from ticketing.core.lists import list_response
from ticketing.core.pagination import public
from ticketing.core.problems import problems
from ticketing.core.schema import JSON, MAX_INT64, Page
from ticketing.features.imports.jobs import queries, service
from ticketing.features.imports.jobs.schemas import (
    ImportCreate,
    ImportItem,
    ImportQuery,
    ImportRead,
    upload_form,
)

router = APIRouter(prefix="/imports", tags=["imports"])

JobId = Annotated[int, Path(ge=1, le=MAX_INT64, description="The job's number.", examples=[3])]


def shape(before: str, row: Record) -> dict[str, Any]:
    """A row as ``ImportItem`` or ``ImportRead`` has it; ``before`` is the API's path prefix."""
    item = public(row)
    item["progress"] = row["bytes_done"] / max(1, row["bytes_total"])
    item["links"] = {"self": f"{before}/api/imports/{row['id']}"}
    if item.get("report"):
        item["report"].setdefault("projects", {})  # which reports of an older version do not have
    return item


class _Form(MultiPartParser):
    """Reads a form, and takes none that lacks its end."""

    def __init__(self, request: Request) -> None:
        fields = len(ImportCreate.model_fields)
        super().__init__(request.headers, self._whole(request), max_files=1, max_fields=fields)
        self._ended = False

    def on_end(self) -> None:
        """The last boundary has come."""
        self._ended = True

    async def _whole(self, request: Request) -> AsyncGenerator[bytes, None]:
        async with aclosing(request.stream()) as stream:
            async for part in stream:
                yield part
        if not self._ended:  # raised where the parser closes its files
            raise MultiPartException("it ends early.")


@asynccontextmanager
async def _received(request: Request) -> AsyncIterator[tuple[UploadFile, ImportCreate]]:
    """The form of an upload; its file lies on the disk as long as the block lasts.

    Raises:
        BadRequest: the body is no form, or not all of one.
        Invalid: the form has no file.
        RequestValidationError: its other fields are not as they should be.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise Invalid.at("/file", "Send a form, multipart/form-data, with the file.")
    parser = _Form(request)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise BadRequest(f"The form cannot be read: {error.message}") from None
    try:
        fields = dict(form)
        file = fields.pop("file", None)
        if not isinstance(file, UploadFile) or not file.filename:
            raise Invalid.at("/file", "Must be given, as a file.")
        try:
            yield file, ImportCreate.model_validate(fields)
        except ValidationError as error:
            faults = [
                {**fault, "loc": ("body", *fault["loc"])}
                for fault in error.errors(include_url=False)
            ]
            raise RequestValidationError(faults, body=fields) from None
    finally:
        await form.close()


@router.post(
    "",
    status_code=202,
    response_model=ImportRead,
    responses=problems(401, 403, 409, 413),
    openapi_extra=upload_form(),
)
async def create_import(request: Request, actor: CurrentAdmin, session: WriteSession) -> Response:
    """Upload issues that Jira exported; they are imported as a job, in your name.

    `GET` the job, whose address is in `Location`, for its progress and its report. The job goes
    on after a restart of the tracker. Importing a file again adds what is new and alters nothing.
    """
    await service.require_room(session)
    await session.pause()  # an upload takes as long as its sender likes
    async with _received(request) as (file, form):
        job = await service.create(session, actor, file.file, file.filename or "", form)
    item = shape(prefix(request), job)
    answer = JSON(item, 202, {"Location": item["links"]["self"]})
    answer.background = BackgroundTask(request.app.state.imports.wake)  # once it is committed
    return answer


@router.get("", response_model=Page[ImportItem], responses=problems(401, 403))
async def list_imports(
    request: Request,
    actor: CurrentAdmin,
    session: ReadSession,
    query: Annotated[ImportQuery, Query()],
) -> Response:
    """List the import jobs, newest first."""
    del actor
    made = partial(shape, prefix(request))
    return await list_response(request, session, queries.listing(query), query, made)


@router.get("/{job_id}", response_model=ImportRead, responses=problems(401, 403, 404))
async def get_import(
    request: Request, actor: CurrentAdmin, session: ReadSession, job_id: JobId
) -> Response:
    """One import job: how far it is, and what it did so far."""
    del actor
    return JSON(shape(prefix(request), await service.get(session, job_id)))


@router.delete(
    "/{job_id}", status_code=204, response_class=Response, responses=problems(401, 403, 404, 409)
)
async def cancel_import(
    request: Request, actor: CurrentAdmin, session: WriteSession, job_id: JobId
) -> Response:
    """Cancel an import job; one that runs ends behind the batch of issues that it is writing.

    What it has written until then stays, whole, and importing the file again adds the rest. A dry
    run and a strict import leave nothing.
    """
    del actor
    await service.cancel(session, job_id)
    return Response(status_code=204, background=BackgroundTask(request.app.state.imports.wake))
