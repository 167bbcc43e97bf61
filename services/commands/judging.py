"""`sibi judge`, `sibi explain`: verdicts at a terminal."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from domain.duties.explain import explain as reasons_of
from domain.duties.instants import ms, read_instant
from services.judging import jsonl, judge_log, read_log, talk, tsv
from services.wiring.parts import opened, settings
from services.wiring.rulefiles import rules_from


class Format(StrEnum):
    """What is printed."""

    JSONL = "jsonl"
    TSV = "tsv"


def add_to(cli: typer.Typer) -> None:
    """Add the commands of this file."""
    cli.command()(judge)
    cli.command()(explain)


def judge(
    log: Annotated[Path, typer.Argument(help="A fact log, JSON lines.")],
    pack: Annotated[Path, typer.Option(help="The rule pack.")],
    calendar: Annotated[
        list[Path] | None, typer.Option(help="A calendar; may be repeated.")
    ] = None,
    as_of: Annotated[str, typer.Option(help="Epoch seconds or RFC 3339.")] = "",
    form: Annotated[Format, typer.Option("--format")] = Format.JSONL,
) -> None:
    """Judge a fact log by a rule pack, without any store.

    Example: sibi judge --pack pack.yaml log.jsonl --as-of 2026-03-10T00:00:00+08:00 --format tsv
    """
    rules = rules_from(pack, calendar or [])
    found = judge_log(rules, read_log(log), _instant(as_of) if as_of else None)
    rows = tsv(found) if form == Format.TSV else jsonl(found)
    for row in rows:
        print(row)
    for sentence in talk(found):
        typer.echo(sentence, err=True)


def explain(
    obligation: str,
    as_of: Annotated[str, typer.Option(help="Epoch seconds or RFC 3339; left out, now.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,  # noqa: FBT002
) -> None:
    """Explain how a due instant and a verdict came about, step by step.

    Example: sibi explain 5f0c1d0e9b7a4c3d2e1f
    """
    with opened(settings()) as sibi:
        row = sibi.board.one(obligation)
        if row is None:
            typer.echo(f"sibi: {obligation}: no such obligation", err=True)
            raise typer.Exit(1)
        now = _instant(as_of) if as_of else ms(sibi.now())
    reasons = reasons_of(row.obligation, now)
    if as_json:
        shown = [{name: getattr(one, name) for name in one.__struct_fields__} for one in reasons]
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for one in reasons:
        print(f"{one.at or '-':32} {one.zh}\n{'':32} {one.en}")


def _instant(text: str) -> int:
    try:
        return read_instant(float(text) if text.replace(".", "", 1).isdigit() else text)
    except ValueError as error:
        raise typer.BadParameter(f"--as-of: {error}") from error
