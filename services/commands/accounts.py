"""`sibi accounts …`: who may sign in."""

import json
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from domain.people import Person, Role
from services.wiring.parts import opened, settings

accounts = typer.Typer(no_args_is_help=True, help="Accounts: make, list, disable.")


@accounts.command("list")
def list_accounts(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,  # noqa: FBT002
) -> None:
    """List the accounts.

    Example: sibi accounts list --json
    """
    with opened(settings()) as sibi:
        found = sibi.accounts.all()
    if as_json:
        rows = [_shown(person, disabled=disabled) for person, disabled in found]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table("login", "name", "role", "unit", "grids", "disabled")
    for person, disabled in found:
        table.add_row(*(str(cell) for cell in _shown(person, disabled=disabled).values()))
    Console().print(table)


@accounts.command("put")
def put_account(
    login: str,
    role: Role,
    name: Annotated[str, typer.Option(help="Name shown to others.")] = "",
    unit: Annotated[str, typer.Option(help="Unit of the register.")] = "",
    grids: Annotated[str, typer.Option(help="Grid codes or their beginnings, with spaces.")] = "",
) -> None:
    """Make an account or change it; the password is read from standard input.

    Example: echo "$PASSWORD" | sibi accounts put zhou dispatcher --grids 340822100
    """
    password = sys.stdin.readline().strip()
    if not 8 <= len(password) <= 128:  # noqa: PLR2004 - the sentence says what they are
        raise typer.BadParameter("the password needs 8 to 128 characters")
    with opened(settings()) as sibi:
        person = Person(login, name or login, role, unit, tuple(grids.split()))
        sibi.accounts.put(person, password)
    typer.echo(f"{login}: {role}", err=True)


@accounts.command("disable")
def disable_account(login: str) -> None:
    """Disable an account; its sessions end at once.

    Example: sibi accounts disable zhou
    """
    with opened(settings()) as sibi:
        if not sibi.accounts.disable(login):
            typer.echo(f"sibi: {login}: no such account", err=True)
            raise typer.Exit(1)


def _shown(person: Person, *, disabled: bool) -> dict[str, object]:
    return {
        "login": person.login,
        "name": person.name,
        "role": person.role.value,
        "unit": person.unit,
        "grids": " ".join(person.grids),
        "disabled": disabled,
    }
