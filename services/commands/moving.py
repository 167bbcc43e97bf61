"""`sibi import`, `sibi export`: facts in and out."""

import sys
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import Progress

from services.exporting import facts
from services.imports.result import Result
from services.wiring import importing
from services.wiring.parts import opened, settings

Whole = Annotated[bool, typer.Option("--whole", help="Retract what the file no longer gives.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON, with a result for each row.")]
export = typer.Typer(no_args_is_help=True, help="Take facts out, in forms that others read.")


def add_to(cli: typer.Typer) -> None:
    """Add the commands of this file."""
    cli.command("import")(import_file)
    cli.add_typer(export, name="export")


def import_file(
    profile: Annotated[Path, typer.Argument(help="The import profile, YAML.")],
    file: Annotated[Path, typer.Argument(help="The rows, CSV; .gz too.")],
    *,
    whole: Whole = False,
    to_log: Annotated[Path | None, typer.Option(help="Write a fact log; no store.")] = None,
    as_json: AsJson = False,
) -> None:
    """Turn rows of a foreign system into facts; safe to repeat.

    Example: sibi import fire-calls.yaml fire-calls.csv.gz
    """
    if to_log:
        result = importing.write_log(profile, file, to_log)
    else:
        result = _into_the_store(profile, file, whole=whole)
    if as_json:
        print(result.json())
        return
    for name, count in result.table():
        print(f"{name}: {count}")
    for one in result.refused():
        typer.echo(f"row {one.row} (line {one.line}): {one.reason}: {one.detail}", err=True)


def _into_the_store(profile: Path, file: Path, *, whole: bool) -> Result:
    with opened(settings()) as sibi, Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(file.name, total=None)

        def tell(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        return importing.bring_in(sibi, profile, file, whole=whole, progress=tell)


@export.command("facts")
def export_facts() -> None:
    """Print every fact as JSON lines, the form `sibi judge` reads; personal text stays sealed.

    Example: sibi export facts > log.jsonl
    """
    with opened(settings()) as sibi:
        for line in facts(sibi.log, ZoneInfo(sibi.settings.zone)):
            sys.stdout.buffer.write(line + b"\n")
