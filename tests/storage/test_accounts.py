"""Who may do what: passwords, sessions, tokens and one-time links."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, select

from queue_app.storage.accounts import REMEMBERED_SECONDS, SESSION_HOURS, AccountError, Accounts
from queue_app.storage.tables import credentials, enrolments, sessions, users
from queue_app.storage.tidying import Tidying
from tests.storage.conftest import Enter
from tests.storage.people import OFFICE, Process
from tests.support.passwords import LIGHT
from tests.support.server import wait_until

PASSWORD = "correct horse"


@pytest.fixture
def accounts(process: Process) -> Accounts:
    """The accounts as the server's process has them."""
    return Accounts(process.database, process.clock, LIGHT)


@pytest.fixture
def elsewhere(process: Process, another_process: Enter) -> Accounts:
    """The accounts as another process has them, such as a command."""
    other = another_process()
    return Accounts(other.database, other.clock, LIGHT)


def test_a_password_is_compared_beside_and_the_database_asked_here(
    accounts: Accounts, process: Process
) -> None:
    """A pool's locks belong to the greenlets of one thread: no other may take a connection."""
    accounts.add_user("bruno", PASSWORD, "clerk", OFFICE)
    asked_by: list[int] = []
    engine = process.database.engine
    event.listen(engine, "checkout", lambda *_: asked_by.append(threading.get_ident()))
    with ThreadPoolExecutor(1) as pool:
        beside: list[bool] = []

        def aside(work: Callable[[], bool]) -> bool:
            beside.append(pool.submit(work).result())
            return beside[-1]

        assert accounts.verify("bruno", PASSWORD, aside)
        assert accounts.verify("bruno", "wrong password", aside) is None
        assert accounts.verify("nobody", PASSWORD, aside) is None
    assert beside == [True, False, False]
    assert set(asked_by) == {threading.get_ident()}


def test_a_person_signs_in_and_out(accounts: Accounts, elsewhere: Accounts) -> None:
    bruno = accounts.add_user("bruno", PASSWORD, "clerk", OFFICE)
    assert elsewhere.verify("bruno", PASSWORD) == bruno
    secret = accounts.begin_session(bruno)
    assert accounts.session(secret) == elsewhere.session(secret) == bruno
    accounts.end_session(secret)
    assert accounts.session(secret) is None


def test_neither_a_wrong_name_nor_a_wrong_password(accounts: Accounts) -> None:
    accounts.add_user("bruno", PASSWORD, "clerk", OFFICE)
    for name, password in (("bruno", "wrong horse"), ("nobody", PASSWORD), ("Bruno", PASSWORD)):
        assert accounts.verify(name, password) is None


def test_no_secret_stands_in_the_database(process: Process, accounts: Accounts) -> None:
    bruno = accounts.add_user("bruno", PASSWORD, "clerk", OFFICE)
    secrets = [
        PASSWORD,
        accounts.begin_session(bruno),
        accounts.create_token("kiosk", OFFICE, "door"),
        accounts.create_enrolment("display", OFFICE),
    ]
    with process.database.reading() as connection:
        rows = [
            str(row)
            for table in (users, sessions, credentials, enrolments)
            for row in connection.execute(select(table))
        ]
    assert len(rows) == 4
    assert "$argon2id$" in rows[0]
    for secret in secrets:
        assert all(secret not in row for row in rows)


def test_a_new_password_signs_out_everywhere(accounts: Accounts) -> None:
    bruno = accounts.add_user("bruno", PASSWORD, "clerk", OFFICE)
    secret = accounts.begin_session(bruno)
    assert accounts.session(secret)
    accounts.set_password("bruno", "battery staple")
    assert accounts.session(secret) is None
    assert accounts.verify("bruno", PASSWORD) is None
    assert accounts.verify("bruno", "battery staple")


def test_a_disabled_person_is_out(accounts: Accounts) -> None:
    bruno = accounts.add_user("bruno", PASSWORD, "clerk", OFFICE)
    secret = accounts.begin_session(bruno)
    accounts.disable_user("bruno")
    assert accounts.session(secret) is None
    assert accounts.verify("bruno", PASSWORD) is None
    assert [(one.name, one.disabled) for one in accounts.users()] == [("bruno", True)]


def test_a_session_ends_when_it_is_not_used(
    process: Process, accounts: Accounts, another_process: Enter
) -> None:
    secret = accounts.begin_session(accounts.add_user("bruno", PASSWORD, "clerk", OFFICE))
    process.clock.advance(minutes=SESSION_HOURS * 60 + 1)
    assert accounts.session(secret) is None


def test_a_session_in_use_is_prolonged(process: Process, accounts: Accounts) -> None:
    secret = accounts.begin_session(accounts.add_user("bruno", PASSWORD, "clerk", OFFICE))
    for _ in range(4):
        process.clock.advance(minutes=SESSION_HOURS * 60 - 60)
        fresh = Accounts(process.database, process.clock)  # remembers nothing
        assert fresh.session(secret)


def test_a_program_has_a_token_until_it_is_revoked(accounts: Accounts, elsewhere: Accounts) -> None:
    secret = accounts.create_token("kiosk", OFFICE, "door")
    for known in (accounts, elsewhere):
        credential = known.credential(secret)
        assert credential
        assert (credential.name, credential.role, credential.office) == ("door", "kiosk", OFFICE)
    assert [one.name for one in elsewhere.tokens()] == ["door"]
    accounts.revoke_token("door")
    assert accounts.credential(secret) is None
    assert accounts.tokens() == []


def test_a_revocation_reaches_every_process_within_ten_seconds(
    accounts: Accounts, elsewhere: Accounts
) -> None:
    token = accounts.create_token("kiosk", OFFICE, "door")
    session = accounts.begin_session(accounts.add_user("bruno", PASSWORD, "clerk", OFFICE))
    assert elsewhere.credential(token)
    assert elsewhere.session(session)
    accounts.revoke_token("door")
    accounts.disable_user("bruno")
    assert REMEMBERED_SECONDS < 10
    wait_until(lambda: elsewhere.credential(token) is None, 10, "the token's end")
    wait_until(lambda: elsewhere.session(session) is None, 10, "the session's end")


def test_a_revoked_name_is_free_again(accounts: Accounts) -> None:
    old = accounts.create_token("kiosk", OFFICE, "door")
    accounts.revoke_token("door")
    new = accounts.create_token("kiosk", OFFICE, "door")
    assert accounts.credential(old) is None
    assert accounts.credential(new)
    assert [one.name for one in accounts.tokens()] == ["door"]


def test_a_one_time_link_is_good_once(accounts: Accounts, elsewhere: Accounts) -> None:
    code = accounts.create_enrolment("display", OFFICE)
    redeemed = elsewhere.redeem_enrolment(code)
    assert redeemed
    secret, credential = redeemed
    assert accounts.credential(secret) == credential
    assert (credential.role, credential.office) == ("display", OFFICE)
    for known in (accounts, elsewhere):
        assert known.redeem_enrolment(code) is None


def test_a_one_time_link_is_good_once_also_for_two_at_the_same_moment(
    accounts: Accounts, elsewhere: Accounts
) -> None:
    for _ in range(5):
        code = accounts.create_enrolment("kiosk", OFFICE)
        with ThreadPoolExecutor(4) as pool:
            found = list(
                pool.map(lambda known: known.redeem_enrolment(code), [accounts, elsewhere] * 2)  # noqa: B023 - used at once
            )
        assert sum(one is not None for one in found) == 1


def test_a_one_time_link_grows_old(process: Process, accounts: Accounts) -> None:
    code = accounts.create_enrolment("display", OFFICE)
    process.clock.advance(minutes=61)
    assert accounts.redeem_enrolment(code) is None
    assert accounts.redeem_enrolment("never made") is None


BAD_NAMES = ("taken", "", " ", "door ", "d" * 101, "do\tor", "do\x00or", "\ud800")


def test_an_account_that_cannot_be(accounts: Accounts) -> None:
    accounts.add_user("taken", PASSWORD, "clerk", OFFICE)
    for name, role, office, password in (
        ("bruno", "clerk", None, PASSWORD),
        ("bruno", "clerk", "nowhere", PASSWORD),
        ("bruno", "kiosk", OFFICE, PASSWORD),
        ("bruno", "clerk", OFFICE, "short"),
        *((name, "clerk", OFFICE, PASSWORD) for name in BAD_NAMES),
    ):
        with pytest.raises(AccountError):
            accounts.add_user(name, password, role, office)
    assert [one.name for one in accounts.users()] == ["taken"]


def test_a_token_that_cannot_be(accounts: Accounts) -> None:
    accounts.create_token("kiosk", OFFICE, "taken")
    for role, office, name in (
        ("kiosk", None, "door"),
        ("kiosk", "nowhere", "door"),
        ("king", OFFICE, "door"),
        *(("kiosk", OFFICE, name) for name in BAD_NAMES if name),
    ):
        with pytest.raises(AccountError):
            accounts.create_token(role, office, name)
    assert [one.name for one in accounts.tokens()] == ["taken"]


def test_what_does_not_exist_cannot_be_changed(accounts: Accounts) -> None:
    for change in (
        lambda: accounts.set_password("nobody", PASSWORD),
        lambda: accounts.disable_user("nobody"),
        lambda: accounts.revoke_token("nobody"),
        lambda: accounts.create_enrolment("clerk", OFFICE),
        lambda: accounts.create_enrolment("kiosk", "nowhere"),
    ):
        with pytest.raises(AccountError):
            change()


def test_an_admin_belongs_to_all_offices(accounts: Accounts) -> None:
    admin = accounts.add_user("clara", PASSWORD, "admin")
    assert admin.office is None
    credential = accounts.credential(accounts.create_token("admin"))
    assert credential
    assert credential.office is None


def test_what_nobody_can_be_called_or_hold_is_simply_unknown(accounts: Accounts) -> None:
    accounts.add_user("bruno", PASSWORD, "clerk", OFFICE)
    for text in ("bru\x00no", "\ud800", "x" * 10_000):
        assert accounts.verify(text, text) is None
        assert accounts.verify("bruno", text) is None
        assert accounts.session(text) is None
        assert accounts.credential(text) is None
        assert accounts.redeem_enrolment(text) is None


def test_tidying_takes_what_has_ended(process: Process, accounts: Accounts) -> None:
    accounts.begin_session(accounts.add_user("bruno", PASSWORD, "clerk", OFFICE))
    accounts.create_enrolment("display", OFFICE)
    process.clock.advance(minutes=SESSION_HOURS * 60 + 1)
    kept = accounts.begin_session(accounts.users()[0])
    Tidying(process.database, audit_days=90).tidy(process.clock())
    with process.database.reading() as connection:
        assert len(connection.execute(select(sessions)).all()) == 1
        assert connection.execute(select(enrolments)).all() == []
    assert accounts.session(kept)


def test_the_audit_has_a_short_memory_and_the_log_a_long_one(process: Process) -> None:
    process.draw()
    process.clock.advance(days=60)
    process.clock.now = process.clock.now.replace(hour=9)
    process.draw()
    tidying = Tidying(process.database, audit_days=30)
    tidying.tidy(process.clock())
    assert [action for _, _, action in process.audit()][-1] == "issue"
    assert len(process.audit()) < len({fact.action for fact in process.log()})
    assert process.log()[0].revision == 1
