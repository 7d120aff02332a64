"""All routers, one line each."""

from fastapi import APIRouter

from ticketing.core import health, telemetry
from ticketing.features.activity.routes import router as activity
from ticketing.features.admin.routes import router as admin
from ticketing.features.auth.access_tokens.routes import router as access_tokens
from ticketing.features.auth.invitations.routes import router as invitations
from ticketing.features.auth.routes import router as auth
from ticketing.features.comments.routes import router as comments
from ticketing.features.enumerations.routes import router as enums
from ticketing.features.imports.jobs.routes import router as imports
from ticketing.features.issues.bulk.routes import router as bulk
from ticketing.features.issues.routes import router as issues
from ticketing.features.labels.routes import router as labels
from ticketing.features.links.routes import router as links
from ticketing.features.metrics.routes import router as metrics
from ticketing.features.overview.routes import router as overview
from ticketing.features.projects.routes import router as projects
from ticketing.features.reporting.flow.routes import router as flow
from ticketing.features.users.routes import router as users

router = APIRouter(prefix="/api")
router.include_router(auth)
router.include_router(bulk)
router.include_router(access_tokens)
router.include_router(invitations)
router.include_router(issues)
router.include_router(flow)
router.include_router(comments)
router.include_router(activity)
router.include_router(links)
router.include_router(users)
router.include_router(projects)
router.include_router(overview)
router.include_router(metrics)
router.include_router(labels)
router.include_router(enums)
router.include_router(admin)
router.include_router(imports)
router.include_router(health.router)
router.include_router(telemetry.router)
