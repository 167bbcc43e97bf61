"""`sibi run`, `serve`, `work`, `settings`: the processes."""

from json import dumps
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from services.settings import Settings
from services.wiring.parts import opened
from services.wiring.parts import settings as chosen_settings
from services.wiring.processes import LOOPS
from services.wiring.processes import run as run_processes

Data = Annotated[Path | None, typer.Option(help="Folder of the embedded store.")]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on.")]
Demo = Annotated[bool, typer.Option(help="Demonstration register and accounts; loopback only.")]
ACCOUNTS = "dispatcher officer auditor worker leader centre resident admin"


def add_to(cli: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (run, serve, work):
        cli.command()(command)
    cli.command("settings")(show_settings)


def run(data: Data = None, port: Port = None, demo: Demo = False) -> None:  # noqa: FBT002 - a flag
    """Run everything in one process on the embedded store.

    Example: sibi run --demo --data data/demo --port 8000
    """
    settings = chosen_settings(data=data, port=port, demo=demo or None)
    with opened(settings) as sibi:
        _greet(settings)
        raise typer.Exit(run_processes(sibi, LOOPS, web=True))


def serve(port: Port = None, demo: Demo = False) -> None:  # noqa: FBT002 - a flag
    """Serve pages and API; the loops run elsewhere (`sibi work`).

    Example: SIBI_LOG=postgresql+psycopg://… SIBI_KAFKA=127.0.0.1:9092 sibi serve
    """
    settings = chosen_settings(port=port, demo=demo or None)
    with opened(settings) as sibi:
        _greet(settings)
        raise typer.Exit(run_processes(sibi, (), web=True))


def work(
    only: Annotated[str, typer.Option(help="Some of relay,feed,sweep; left out, all.")] = "",
) -> None:
    """Run the loops: relay, feed, sweep.

    Example: sibi work --only relay,feed
    """
    chosen = tuple(only.split(",")) if only else LOOPS
    unknown = set(chosen) - set(LOOPS)
    if unknown:
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: not one of {', '.join(LOOPS)}")
    with opened(chosen_settings()) as sibi:
        raise typer.Exit(run_processes(sibi, chosen, web=False))


def show_settings(
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,  # noqa: FBT002
) -> None:
    """Show every setting with its value; secrets are masked.

    Example: sibi settings --json
    """
    shown = chosen_settings().shown()
    if json:
        print(dumps(shown, ensure_ascii=False, indent=2))
        return
    table = Table("variable", "value", "what it is")
    for (variable, value), field in zip(shown.items(), Settings.model_fields.values(), strict=True):
        table.add_row(variable, value, field.description or "")
    Console().print(table)


def _greet(settings: Settings) -> None:
    say = Console(stderr=True)
    say.print(f"Sibi 四必: [bold]http://{settings.host}:{settings.port}[/bold]  (Ctrl-C stops it)")
    if settings.demo:
        say.print(f"accounts: {ACCOUNTS}; password of each: sibi-demo")
