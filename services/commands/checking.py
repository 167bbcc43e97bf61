"""`sibi check`, `sibi replay`: is the store what its facts say, and making it so again."""

import json
from functools import partial
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, TaskID

from services.wiring.parts import opened, settings
from services.wiring.upkeep import check_all, rebuild

AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


def add_to(cli: typer.Typer) -> None:
    """Add the commands of this file."""
    cli.command()(check)
    cli.command()(replay)


def check(*, as_json: AsJson = False) -> None:
    """Check every invariant of the store against the facts; exit 1 where something is wrong.

    Example: sibi check --json
    """
    with opened(settings()) as sibi:
        findings = list(check_all(sibi))
    if as_json:
        shown = [{"what": one.what, "checked": one.checked, "wrong": one.wrong} for one in findings]
        print(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        for one in findings:
            print(f"{one.what}: {one.checked} checked, {len(one.wrong)} wrong")
            for each in one.wrong[:20]:
                print(f"  {each}")
    raise typer.Exit(1 if any(one.wrong for one in findings) else 0)


def replay(
    view: Annotated[str, typer.Option(help="One view; left out, all of them.")] = "",
) -> None:
    """Rebuild read models beside the live ones, then switch.

    Example: sibi replay --view duty_board
    """
    with opened(settings()) as sibi, Progress(console=Console(stderr=True)) as bar:
        chosen = [one for one in sibi.views if view in {"", one.NAME}]
        if not chosen:
            names = ", ".join(one.NAME for one in sibi.views)
            raise typer.BadParameter(f"{view}: not one of {names}", param_hint="--view")
        for one in chosen:
            task = bar.add_task(one.NAME, total=sibi.log.position())
            rebuild(sibi.log, one, partial(_tell, bar, task))
            typer.echo(f"{one.NAME}: rebuilt up to {one.position()}", err=True)


def _tell(bar: Progress, task: TaskID, done: int) -> None:
    bar.update(task, completed=done)
