"""Errors of the command line: one clear line on stderr and exit code 1, never a traceback."""

from typing import Any

import typer
from typer.core import TyperGroup


class CommandError(RuntimeError):
    """A command cannot do what it was asked; the message is meant for the user."""


class ClearErrors(TyperGroup):
    """The group of all commands, which tells the errors that a user can do something about."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command.

        Raises:
            Exit: it failed, and the reason has been told.
        """
        from ticketing.core.embedded import EmbeddedError
        from ticketing.core.errors import DomainError
        from ticketing.core.settings import SettingsError

        try:
            return super().invoke(ctx)
        except (CommandError, DomainError, EmbeddedError, SettingsError) as error:
            typer.echo(f"Error: {error}", err=True)
            raise typer.Exit(1) from error
