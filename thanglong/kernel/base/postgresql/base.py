"""The connection: before a statement it is told who asks, when that has changed."""

from typing import Any

from django.db.backends.postgresql import base

from thanglong.kernel.base import clock, sight

_TELL = """SELECT set_config('role', %s, false), set_config('thanglong.account', %s, false),
set_config('thanglong.at', %s, false), set_config('thanglong.on', %s, false)"""
_TELL_ROLE = _TELL.replace("%s", "session_user || %s", 1)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that never answers one person with the eyes of another.

    `told`: with whose eyes the server believes it is asked; None when that is not sure, because a
    rollback takes back what a transaction was told.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.told: sight.Eyes | None = None
        self.execute_wrappers.append(self._tell_first)

    def init_connection_state(self) -> None:
        """A new connection is the house's."""
        self.told = sight.HOUSE
        super().init_connection_state()

    def _rollback(self) -> None:
        self.told = None
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        self.told = sight.eyes()  # a broken transaction takes no other word than this one
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self.told = None

    def _tell_first(self, execute: Any, *statement: Any) -> Any:
        eyes = sight.eyes()
        if eyes != self.told and self.connection is not None:  # a dead one says so itself
            self._tell(eyes)
        return execute(*statement)

    def _tell(self, eyes: sight.Eyes) -> None:
        at = eyes.at
        values = [
            eyes.role or "none",
            "" if eyes.account_id is None else str(eyes.account_id),
            at.isoformat() if at else "",
            clock.local(at).date().isoformat() if at else "",
        ]
        with self.wrap_database_errors:
            self.connection.execute(_TELL_ROLE if eyes.role else _TELL, values)
        self.told = eyes
