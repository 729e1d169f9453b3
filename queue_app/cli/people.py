"""Accounts of the staff, and tokens of programs, kiosks and displays."""

from __future__ import annotations

import click

from queue_app.cli.shared import Group, accounts, configuration
from queue_app.storage.accounts import DEVICE_ROLES, ROLES, STAFF_ROLES


def _asked() -> str:
    """A password, typed twice and not shown; asked for when all else is known to be right."""
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


@click.group(cls=Group)
def user() -> None:
    """Staff accounts."""


@user.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(STAFF_ROLES), required=True)
@click.option("--office", help="The office a clerk or manager belongs to.")
@click.option("--password", help="Asked for when not given.")
def add_user(name: str, role: str, office: str | None, password: str | None) -> None:
    """Make an account for a person."""
    with accounts() as known:
        known.check_new(name, role, office)
        known.add_user(name, _asked() if password is None else password, role, office)
    click.echo(f"{name} may sign in as {role}.")


@user.command("password")
@click.argument("name")
@click.option("--password", help="Asked for when not given.")
def set_password(name: str, password: str | None) -> None:
    """Give a person a new password and sign them out everywhere."""
    with accounts() as known:
        known.check_known(name)
        known.set_password(name, _asked() if password is None else password)
    click.echo(f"The password of {name} is changed.")


@user.command("list")
def list_users() -> None:
    """Show everybody with an account."""
    with accounts() as known:
        for person in known.users():
            state = "disabled" if person.disabled else "active"
            click.echo(f"{person.name}\t{person.role}\t{person.office or 'all offices'}\t{state}")


@user.command("disable")
@click.argument("name")
def disable_user(name: str) -> None:
    """Shut an account and sign the person out everywhere."""
    with accounts() as known:
        known.disable_user(name)
    click.echo(f"{name} can no longer sign in.")


@click.group(cls=Group)
def token() -> None:
    """Bearer tokens for programs, kiosks and displays."""


@token.command("create")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--office", help="The office the token is good for; only an admin's needs none.")
@click.option("--name", help="A name to know it by when it is revoked.")
def create_token(role: str, office: str | None, name: str | None) -> None:
    """Make a token and print it, alone and only now."""
    with accounts() as known:
        click.echo(known.create_token(role, office, name))


@token.command("link")
@click.option("--role", type=click.Choice(DEVICE_ROLES), required=True)
@click.option("--office", required=True, help="The office the device stands in.")
def link_device(role: str, office: str) -> None:
    """Print a link that makes one browser a kiosk or display: once, within an hour."""
    with accounts() as known:
        code = known.create_enrolment(role, office)
    click.echo(f"{configuration().server.public_url}/enrol/{code}")


@token.command("list")
def list_tokens() -> None:
    """Show the tokens and devices that are good."""
    with accounts() as known:
        for credential in known.tokens():
            where = credential.office or "all offices"
            click.echo(f"{credential.name}\t{credential.role}\t{where}")


@token.command("revoke")
@click.argument("name")
def revoke_token(name: str) -> None:
    """End a token; it stops working everywhere within ten seconds."""
    with accounts() as known:
        known.revoke_token(name)
    click.echo(f"{name} is revoked.")
