"""`sibi import`, `sibi export`: facts in and out."""

import sys
from zoneinfo import ZoneInfo

import typer

from services.exporting import facts
from services.wiring.parts import opened, settings

export = typer.Typer(no_args_is_help=True, help="Take facts out, in forms that others read.")


def add_to(cli: typer.Typer) -> None:
    """Add the commands of this file."""
    cli.add_typer(export, name="export")


@export.command("facts")
def export_facts() -> None:
    """Print every fact as JSON lines, the form `sibi judge` reads; personal text stays sealed.

    Example: sibi export facts > log.jsonl
    """
    with opened(settings()) as sibi:
        for line in facts(sibi.log, ZoneInfo(sibi.settings.zone)):
            sys.stdout.buffer.write(line + b"\n")
