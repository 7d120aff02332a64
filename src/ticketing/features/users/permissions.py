"""Who may change an account."""

from ticketing.core.actor import Actor
from ticketing.features.users.schemas import UserUpdate


def may_update(actor: Actor, username: str, changes: UserUpdate) -> bool:
    """Administrators change everything; everyone his own address."""
    if actor.is_admin:
        return True
    return actor.username == username and changes.model_fields_set <= {"user_email"}
