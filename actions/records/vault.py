"""The vault: personal values that a filing needs, kept encrypted and short; the conversation sees tokens only.

The edge stores a number here when the conversation is filing and passes `【身份证#token】` on. A token works only for
the conversation that it was made for. All values of a conversation die together when the filing ends or time is up.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.database import Database, insert_if_new
from actions.records.keys import Keyring
from actions.records.tables import vault_session, vault_value

LIFETIME = dt.timedelta(minutes=30)
# Letters only, so that no pattern of personal numbers ever takes a token for one.
ALPHABET = "abcdefghijkmnpqrstuvwxyz"
TOKEN_LENGTH = 16
TOKEN = re.compile(rf"【(?P<kind>[^【】#]+)#(?P<token>[{ALPHABET}]{{{TOKEN_LENGTH}}})】")


def utc_now() -> dt.datetime:
    """The present moment."""
    return dt.datetime.now(dt.timezone.utc)


@dataclass(frozen=True)
class Secret:
    """A personal value; its `repr` shows none of it, so that it cannot slip into a log."""

    kind: str
    value: str = field(repr=False)


class UnknownTokenError(Exception):
    """The token is unknown, has expired, or belongs to another conversation."""


class Vault:
    """Short-lived personal values by token."""

    def __init__(self, database: Database, keys: Keyring, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._database = database
        self._keys = keys
        self._now = now

    def open_for(self, conversation: str) -> None:
        """From now on this conversation may leave values, for `LIFETIME` since the last call."""
        owner, expires = self._owner(conversation), self._now() + LIFETIME
        with self._database.write() as connection:
            self._drop_expired(connection)
            insert_if_new(connection, vault_session, owner=owner, expires_at=expires)
            mine = vault_session.c.owner == owner
            connection.execute(vault_session.update().where(mine).values(expires_at=expires))

    def is_open(self, conversation: str) -> bool:
        """Whether the conversation is giving personal values now."""
        with self._database.read() as connection:
            return self._is_open(connection, self._owner(conversation))

    def put(self, conversation: str, kind: str, value: str) -> str | None:
        """Keep a value and return its token; None when the conversation is not filing, and nothing is kept."""
        owner = self._owner(conversation)
        token = "".join(secrets.choice(ALPHABET) for _ in range(TOKEN_LENGTH))
        with self._database.write() as connection:
            if not self._is_open(connection, owner):
                return None
            sealed = self._keys.seal(value, _context(owner, token))
            connection.execute(vault_value.insert().values(token=token, owner=owner, kind=kind, value=sealed))
        return token

    def get(self, conversation: str, token: str) -> Secret:
        """The value behind a token of this conversation; raises UnknownTokenError."""
        owner = self._owner(conversation)
        live = sa.and_(vault_session.c.owner == vault_value.c.owner, vault_session.c.expires_at > self._now())
        query = (
            sa.select(vault_value.c.kind, vault_value.c.value)
            .join(vault_session, live)
            .where(vault_value.c.token == token, vault_value.c.owner == owner)
        )
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise UnknownTokenError(token)
        return Secret(row.kind, self._keys.open(row.value, _context(owner, token)))

    def drop(self, conversation: str, token: str) -> None:
        """Erase one value, which turned out to be of no use."""
        mine = sa.and_(vault_value.c.token == token, vault_value.c.owner == self._owner(conversation))
        with self._database.write() as connection:
            connection.execute(vault_value.delete().where(mine))

    def close(self, conversation: str) -> None:
        """Erase everything that the conversation left."""
        with self._database.write() as connection:
            connection.execute(vault_session.delete().where(vault_session.c.owner == self._owner(conversation)))

    def _owner(self, conversation: str) -> str:
        return self._keys.fingerprint(conversation, "vault")

    def _is_open(self, connection: Connection, owner: str) -> bool:
        query = sa.select(vault_session.c.owner).where(
            vault_session.c.owner == owner, vault_session.c.expires_at > self._now()
        )
        return connection.execute(query).first() is not None

    def _drop_expired(self, connection: Connection) -> None:
        connection.execute(vault_session.delete().where(vault_session.c.expires_at <= self._now()))


def _context(owner: str, token: str) -> str:
    return f"vault/{owner}/{token}"
