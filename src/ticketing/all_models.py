"""Every table of the product, imported so that the metadata is whole (Alembic, tests)."""

from ticketing.core.model import metadata
from ticketing.features.activity.models import Activity
from ticketing.features.admin.models import AdminLog
from ticketing.features.auth.models import AccessToken
from ticketing.features.enumerations.models import EnumValue
from ticketing.features.imports.models import ImportChunk, ImportJob
from ticketing.features.issues.models import Issue, IssueSearch
from ticketing.features.labels.models import Component, Label, Version
from ticketing.features.links.models import IssueLink
from ticketing.features.projects.models import Project, ProjectMember, TicketCounter
from ticketing.features.reporting.models import FlowDay, FlowMark, StatusSpan
from ticketing.features.users.models import Invitation, User

__all__ = [
    "AccessToken",
    "Activity",
    "AdminLog",
    "Component",
    "EnumValue",
    "FlowDay",
    "FlowMark",
    "ImportChunk",
    "ImportJob",
    "Invitation",
    "Issue",
    "IssueLink",
    "IssueSearch",
    "Label",
    "Project",
    "ProjectMember",
    "StatusSpan",
    "TicketCounter",
    "User",
    "Version",
    "metadata",
]
