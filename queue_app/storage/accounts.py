"""Who may do what: staff accounts, signed-in browsers, programs, kiosks and displays.

Secrets are kept as SHA-256 of random text, passwords as argon2. Look-ups are remembered for a few
seconds, so that a revocation acts within ten seconds, also one from the command line.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from time import monotonic
from typing import Generic, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import bindparam, delete, insert, select, update

from queue_app.clock import Clock
from queue_app.storage.database import Database
from queue_app.storage.tables import credentials, enrolments, offices, sessions, users
from queue_app.use_cases.ports import Conflict

REMEMBERED_SECONDS = 5.0
SESSION_HOURS = 12
ENROLMENT_MINUTES = 60
PASSWORD_LENGTH = 10
NAME_LENGTH = 100
STAFF_ROLES = ("clerk", "manager", "admin")
DEVICE_ROLES = ("kiosk", "display")
ROLES = (*DEVICE_ROLES, *STAFF_ROLES)

_CREDENTIAL = select(credentials).where(credentials.c.secret == bindparam("of"))


class AccountError(Exception):
    """An account cannot be made or changed; the message is one plain sentence."""


@dataclass(frozen=True)
class User:
    """A person with an account; without an office everywhere."""

    id: str
    name: str
    role: str
    office: str | None
    disabled: bool


@dataclass(frozen=True)
class Credential:
    """A program, kiosk or display; without an office everywhere."""

    id: str
    name: str
    role: str
    office: str | None


T = TypeVar("T")

Aside = Callable[[Callable[[], bool]], bool]


def _here(work: Callable[[], bool]) -> bool:
    return work()


class _Remembered(Generic[T]):
    """A small cache in real seconds; the clock of tests does not hold revocations up."""

    def __init__(self) -> None:
        self._values: dict[str, tuple[float, T]] = {}
        self._guard = threading.Lock()

    def get(self, key: str) -> T | None:
        with self._guard:
            found = self._values.get(key)
        if found is None or monotonic() - found[0] > REMEMBERED_SECONDS:
            return None
        return found[1]

    def put(self, key: str, value: T) -> None:
        with self._guard:
            if len(self._values) > 10_000:
                self._values.clear()
            self._values[key] = (monotonic(), value)

    def clear(self) -> None:
        with self._guard:
            self._values.clear()


class Accounts:
    """Accounts, sessions, tokens and one-time links in the database.

    `hasher` makes the hashes of new passwords; each hash says itself how it is compared.
    """

    def __init__(
        self, database: Database, clock: Clock, hasher: PasswordHasher | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._hasher = hasher or PasswordHasher()
        self._sessions: _Remembered[User] = _Remembered()
        self._credentials: _Remembered[Credential] = _Remembered()

    @cached_property
    def _dummy(self) -> str:
        """Nobody's password: a name that nobody has takes the same work."""
        return self._hasher.hash(secrets.token_hex(8))

    # People

    def verify(self, username: str, password: str, aside: Aside = _here) -> User | None:
        """The person with that name and password; the same work for names nobody has.

        The hash, which takes a whole core for a while, is compared through `aside`: it needs no
        database, whose connections belong to the caller's thread.
        """
        row = None
        if _is_name(username):
            with self._database.reading() as connection:
                query = select(users).where(users.c.name == username)
                row = connection.execute(query).mappings().first()
        known = row["password"] if row else None
        right = aside(lambda: self._matches(known, password))
        if not right or row is None or row["disabled"]:
            return None
        return User(row["id"], row["name"], row["role"], row["office"], row["disabled"])

    def _matches(self, known: str | None, password: str) -> bool:
        try:
            return self._hasher.verify(known or self._dummy, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False

    def add_user(self, name: str, password: str, role: str, office: str | None = None) -> User:
        """Make an account; raises AccountError."""
        self.check_new(name, role, office)
        check_password(password)
        user = User(secrets.token_hex(8), name, role, office, disabled=False)
        row = {
            "id": user.id,
            "name": name,
            "password": self._hasher.hash(_bytes(password)),
            "role": role,
            "office": office,
            "disabled": False,
            "created": self._clock(),
        }
        try:
            with self._database.writing() as connection:
                connection.execute(insert(users), row)
        except Conflict:
            raise AccountError(f"The name {name!r} is taken.") from None
        return user

    def check_new(self, name: str, role: str, office: str | None) -> None:
        """Raise AccountError when nobody of this name, role and office can be added."""
        if role not in STAFF_ROLES:
            raise AccountError(f"A person is one of {', '.join(STAFF_ROLES)}, not {role!r}.")
        if role != "admin" and office is None:
            raise AccountError(f"A {role} belongs to an office: name it with --office.")
        _check_name(name)
        with self._database.reading() as connection:
            known = connection.execute(select(offices.c.id).order_by(offices.c.id)).scalars().all()
            taken = connection.execute(select(users.c.id).where(users.c.name == name)).scalar()
        if office is not None and office not in known:
            there = f"known are {', '.join(known)}" if known else "none has been set up"
            raise AccountError(f"There is no office {office!r}: {there}.")
        if taken is not None:
            raise AccountError(f"The name {name!r} is taken.")

    def check_known(self, name: str) -> None:
        """Raise AccountError when nobody has this name."""
        with self._database.reading() as connection:
            if connection.execute(select(users.c.id).where(users.c.name == name)).scalar() is None:
                raise AccountError(f"There is no user {name!r}.")

    def set_password(self, name: str, password: str) -> None:
        """Change a password and end the person's sessions; raises AccountError."""
        check_password(password)
        self._change(name, password=self._hasher.hash(_bytes(password)))

    def disable_user(self, name: str) -> None:
        """Shut an account and end its sessions; raises AccountError."""
        self._change(name, disabled=True)

    def _change(self, name: str, **values: object) -> None:
        with self._database.writing() as connection:
            user = connection.execute(select(users.c.id).where(users.c.name == name)).scalar()
            if user is None:
                raise AccountError(f"There is no user {name!r}.")
            connection.execute(update(users).where(users.c.id == user).values(values))
            connection.execute(delete(sessions).where(sessions.c.user == user))
        self._sessions.clear()

    def users(self) -> list[User]:
        """Everybody with an account, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(users).order_by(users.c.name)).mappings().all()
        return [User(r["id"], r["name"], r["role"], r["office"], r["disabled"]) for r in rows]

    # Signed-in browsers

    def begin_session(self, user: User) -> str:
        """Sign a person in; the secret belongs into the browser's cookie."""
        secret = secrets.token_urlsafe(32)
        expires = self._clock() + timedelta(hours=SESSION_HOURS)
        row = {"secret": _digest(secret), "user": user.id, "expires": expires}
        with self._database.writing() as connection:
            connection.execute(insert(sessions), row)
        return secret

    def session(self, secret: str) -> User | None:
        """The person of a session; None when it ended or the account is shut."""
        digest = _digest(secret)
        known = self._sessions.get(digest)
        if known is not None:
            return known
        now = self._clock()
        with self._database.asking() as connection:
            query = (
                select(users, sessions.c.expires)
                .join_from(sessions, users)
                .where(sessions.c.secret == digest)
            )
            row = connection.execute(query).mappings().first()
        if row is None or row["disabled"] or row["expires"] <= now:
            return None
        if row["expires"] - now < timedelta(hours=SESSION_HOURS / 2):
            later = now + timedelta(hours=SESSION_HOURS)
            with self._database.writing() as connection:
                change = update(sessions).where(sessions.c.secret == digest)
                connection.execute(change.values(expires=later))
        user = User(row["id"], row["name"], row["role"], row["office"], row["disabled"])
        self._sessions.put(digest, user)
        return user

    def end_session(self, secret: str) -> None:
        """Sign a browser out."""
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.secret == _digest(secret)))
        self._sessions.clear()

    # Programs and devices

    def create_token(self, role: str, office: str | None = None, name: str | None = None) -> str:
        """Make a bearer token and return it, once; raises AccountError."""
        secret, _ = self._create(role, office, name)
        return secret

    def _create(self, role: str, office: str | None, name: str | None) -> tuple[str, Credential]:
        if role not in ROLES:
            raise AccountError(f"A token's role is one of {', '.join(ROLES)}, not {role!r}.")
        if role != "admin" and office is None:
            raise AccountError(f"A token of role {role} belongs to an office: name it.")
        if name is not None:
            _check_name(name)
        identity = secrets.token_hex(8)
        credential = Credential(identity, name or f"{role}-{identity[:6]}", role, office)
        secret = secrets.token_urlsafe(32)
        row = {
            "id": identity,
            "name": credential.name,
            "secret": _digest(secret),
            "role": role,
            "office": office,
            "created": self._clock(),
        }
        try:
            with self._database.writing() as connection:
                connection.execute(insert(credentials), row)
        except Conflict:
            raise AccountError(
                f"The name {credential.name!r} is taken, or there is no office {office!r}."
            ) from None
        return secret, credential

    def credential(self, secret: str) -> Credential | None:
        """The program or device of a bearer token or device cookie."""
        digest = _digest(secret)
        known = self._credentials.get(digest)
        if known is not None:
            return known
        with self._database.asking() as connection:
            row = connection.execute(_CREDENTIAL, {"of": digest}).mappings().first()
        if row is None:
            return None
        credential = Credential(row["id"], row["name"], row["role"], row["office"])
        self._credentials.put(digest, credential)
        return credential

    def tokens(self) -> list[Credential]:
        """The tokens and devices that are good, by name."""
        with self._database.reading() as connection:
            query = select(credentials).order_by(credentials.c.name)
            rows = connection.execute(query).mappings().all()
        return [Credential(r["id"], r["name"], r["role"], r["office"]) for r in rows]

    def revoke_token(self, name: str) -> None:
        """End a token; acts within ten seconds everywhere. Raises AccountError.

        Its name is free again. What was done with it stays in the audit log.
        """
        with self._database.writing() as connection:
            end = delete(credentials).where(credentials.c.name == name)
            if connection.execute(end).rowcount == 0:
                raise AccountError(f"There is no token {name!r}.")
        self._credentials.clear()

    # One-time links

    def create_enrolment(self, role: str, office: str) -> str:
        """A code that makes one browser a kiosk or display of the office, once.

        Raises AccountError.
        """
        if role not in DEVICE_ROLES:
            raise AccountError(f"A browser becomes one of {', '.join(DEVICE_ROLES)}.")
        code = secrets.token_urlsafe(16)
        expires = self._clock() + timedelta(minutes=ENROLMENT_MINUTES)
        row = {"code": _digest(code), "role": role, "office": office, "expires": expires}
        try:
            with self._database.writing() as connection:
                connection.execute(delete(enrolments).where(enrolments.c.expires <= self._clock()))
                connection.execute(insert(enrolments), row)
        except Conflict:
            raise AccountError(f"There is no office {office!r}.") from None
        return code

    def redeem_enrolment(self, code: str) -> tuple[str, Credential] | None:
        """The secret and credential of the device; None when used, too old or never made."""
        digest = _digest(code)
        with self._database.writing() as connection:
            query = select(enrolments).where(enrolments.c.code == digest)
            row = connection.execute(query).mappings().first()
            used = connection.execute(delete(enrolments).where(enrolments.c.code == digest))
        if row is None or used.rowcount != 1 or row["expires"] <= self._clock():
            return None
        return self._create(row["role"], row["office"], None)


def _is_name(text: str) -> bool:
    """Whether a person or program can be called so: short, visible, no blanks around it."""
    return 0 < len(text) <= NAME_LENGTH and text.isprintable() and text == text.strip()


def _digest(secret: str) -> str:
    return hashlib.sha256(_bytes(secret)).hexdigest()


def _bytes(text: str) -> bytes:
    # Half a surrogate pair can come out of JSON; it is a wrong secret, not a failure.
    return text.encode("utf-8", "surrogatepass")


def _check_name(name: str) -> None:
    if not _is_name(name):
        raise AccountError(
            f"A name has 1 to {NAME_LENGTH} visible characters and no blanks around it."
        )


def check_password(password: str) -> None:
    """Raise AccountError for a password that is too short."""
    if len(password) < PASSWORD_LENGTH:
        raise AccountError(f"A password has at least {PASSWORD_LENGTH} characters.")
