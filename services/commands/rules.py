"""`sibi rules …`, `sibi calendar …`: check rule packs and calendars and put them into force."""

from pathlib import Path
from typing import Annotated

import typer

from services.wiring import rulefiles
from services.wiring.parts import opened, settings

packs = typer.Typer(no_args_is_help=True, help="Rule packs: check them, put them into force.")
calendars = typer.Typer(no_args_is_help=True, help="Calendars: put them into force.")
By = Annotated[str, typer.Option(help="The account that answers for it.")]


@packs.command()
def lint(pack: Path) -> None:
    """Check a rule pack: each finding with its line.

    Example: sibi rules lint domain/rules/gaohe.yaml
    """
    findings = rulefiles.findings(pack)
    for finding in findings:
        typer.echo(str(finding))
    typer.echo(f"{pack}: {len(findings)} findings", err=True)
    raise typer.Exit(1 if findings else 0)


@packs.command("adopt")
def adopt_pack(pack: Path, by: By) -> None:
    """Put a pack into force, or propose it where one is in force already.

    Example: sibi rules adopt my-pack.yaml --by admin
    """
    with opened(settings()) as sibi:
        typer.echo(rulefiles.bring_in(sibi, pack, sibi.person(by)))


@packs.command()
def approve(pack: str, edition: str, by: By) -> None:
    """Approve a proposed edition; never by the account that proposed it.

    Example: sibi rules approve gaohe 2026-2 --by centre
    """
    with opened(settings()) as sibi:
        rulefiles.approve(sibi, pack, edition, sibi.person(by))
    typer.echo("adopted")


@calendars.command("adopt")
def adopt_calendar(calendar: Path, by: By) -> None:
    """Put a calendar into force.

    Example: sibi calendar adopt domain/rules/cn.yaml --by admin
    """
    with opened(settings()) as sibi:
        rulefiles.bring_in_calendar(sibi, calendar, sibi.person(by))
    typer.echo("adopted")
