"""Who may create a project; what one may do inside of it says ``access``."""

from ticketing.core.actor import Actor


def may_create(actor: Actor, policy: str) -> bool:
    """Every signed-in user, or administrators only where the setting says ``admins``."""
    return actor.is_admin or policy == "users"
