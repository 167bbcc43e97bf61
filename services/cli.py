"""The program `sibi`: everything people and scripts can ask for at a terminal."""

import sys

import sqlalchemy as sa
import typer
from pydantic import ValidationError

from domain.duties.limits import UnreadableFact
from domain.duties.pack import PackError
from domain.refusals import Refusal
from infra.register import BadRegister
from services.commands import accounts, checking, judging, moving, rules, running
from services.judging import BadLog

NO = (Refusal, PackError, BadRegister, BadLog, UnreadableFact, OSError, UnicodeDecodeError)
"""What somebody can mend who reads the message."""

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="四必 Sibi: cases with a clock on them. 社区网格事件受理、时限判定与审计。",
)
for family in (running, judging, moving, checking):
    family.add_to(cli)
cli.add_typer(rules.packs, name="rules")
cli.add_typer(rules.calendars, name="calendar")
cli.add_typer(accounts.accounts, name="accounts")


def app() -> None:
    """Run the program. Exit 0; 1 where it says no; 2 where it was used wrongly."""
    try:
        cli()
    except NO as no:
        print(f"sibi: {no}", file=sys.stderr)
        sys.exit(1)
    except sa.exc.OperationalError as away:
        print(f"sibi: a database is away: {away.orig}", file=sys.stderr)
        sys.exit(1)
    except ValidationError as wrong:
        for error in wrong.errors():
            name = "SIBI_" + "_".join(str(part) for part in error["loc"]).upper()
            print(f"sibi: {name}: {error['msg']}", file=sys.stderr)
        sys.exit(2)
