"""Runs the dbt project of a `marts` folder on DuckDB and compares every table with the engine's, cell by cell.

    python compare.py FOLDER

FOLDER holds `sources/<id>.csv` (typed), `tables/<id>.csv` (the engine's), `tables.json` (keys and column kinds) and
`dbt/` (project, `vars.json`). Rows are matched by key. Text, integers, dates and booleans must be equal, nulls must
meet nulls, amounts may differ by max(1e-9 of the larger, 1e-6), because two engines sum in different orders.
Left out: how a table looks (row order, number formats); the engine's own tests cover the export.
"""

import csv
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import duckdb

SQL_TYPES = {
    "text": "varchar",
    "integer": "bigint",
    "amount": "double",
    "date": "date",
    "timestamp": "timestamp",
    "boolean": "boolean",
}
SHOWN = 5
# Stands for null in the files that DuckDB loads.
NULL = "\\N"


def main() -> int:
    folder = Path(sys.argv[1])
    described = json.loads((folder / "tables.json").read_text())
    database = folder / "parity.duckdb"
    database.unlink(missing_ok=True)
    load_sources(database, folder, described["sources"])
    run_twins(folder, database)
    with duckdb.connect(str(database), read_only=True) as connection:
        outcomes = [compare(connection, folder, model) for model in described["models"]]
    report(outcomes)
    return 1 if any(outcome["faults"] for outcome in outcomes) else 0


def load_sources(database: Path, folder: Path, sources: list) -> None:
    """Typed sources become tables of the schema `gtm`: what the twins start from."""
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema gtm")
        for source in sources:
            columns = source["columns"]
            declared = ", ".join(f'"{c["name"]}" {SQL_TYPES[c["kind"]]}' for c in columns)
            connection.execute(f'create table gtm.{source["id"]} ({declared})')
            rows = read_table(folder / "sources" / f'{source["id"]}.csv', columns)
            # DuckDB's own CSV reader would guess again; the values go in as the export's rules read them.
            stage = folder / f'{source["id"]}.load.csv'
            with stage.open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
                writer.writerows([NULL if cell is None else cell for cell in row] for row in rows)
            kinds = ", ".join(f"'{c['name']}': '{SQL_TYPES[c['kind']]}'" for c in columns)
            connection.execute(
                f'insert into gtm.{source["id"]} select * from read_csv(?, header = false, '
                f"auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '{NULL}', allow_quoted_nulls = true, "
                f"columns = {{{kinds}}})",
                [str(stage)],
            )
            stage.unlink()


def run_twins(folder: Path, database: Path) -> None:
    """`dbt build`: the seed, every twin, and the tests that the registry declares of them."""
    project = folder / "dbt"
    (project / "profiles.yml").write_text(
        "tributary:\n  target: parity\n  outputs:\n    parity:\n      type: duckdb\n"
        f"      path: {json.dumps(str(database.resolve()))}\n      threads: 1\n"
    )
    dbt = Path(sys.executable).with_name("dbt")
    done = subprocess.run(
        [str(dbt), "--no-use-colors", "build", "--project-dir", ".", "--profiles-dir", ".",
         "--vars", (project / "vars.json").read_text()],
        cwd=project,
        env={**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        print(done.stdout[-6000:], done.stderr[-2000:])
        sys.exit("`dbt build` failed: a twin does not run, or a declared test does not hold.")


def read_table(path: Path, columns: list) -> list:
    """Rows of an exported CSV as values of the declared kinds."""
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        header = next(reader)
        names = [column["name"] for column in columns]
        if header != names:
            sys.exit(f"{path.name}: the header is {header}, declared is {names}")
        kinds = [column["kind"] for column in columns]
        return [tuple(value(text, kind) for text, kind in zip(row, kinds, strict=True)) for row in reader]


def value(text: str, kind: str):
    if text == "":
        return None
    if kind == "integer":
        return int(text)
    if kind == "amount":
        return float(text)
    if kind == "boolean":
        return {"true": True, "false": False}[text]
    if kind == "text" and len(text) > 1 and text[0] == "'" and text[1] in "=+-@\t\r":
        return text[1:]  # The export's guard against spreadsheets.
    return text


def compare(connection, folder: Path, model: dict) -> dict:
    """One table against its twin."""
    columns = model["columns"]
    ours = read_table(folder / "tables" / f'{model["id"]}.csv', columns)
    # What the engine alone can compute is not compared.
    kept = [place for place, column in enumerate(columns) if column["name"] not in model["beyond_twin"]]
    columns = [columns[place] for place in kept]
    ours = [tuple(row[place] for place in kept) for row in ours]
    names = [column["name"] for column in columns]
    selected = ", ".join(select(column) for column in columns)
    theirs = connection.execute(f'select {selected} from {model["id"]}').fetchall()
    described = connection.execute(f'select * from {model["id"]} limit 0').description
    outcome = {"id": model["id"], "rows": len(ours), "cells": 0, "faults": []}
    twin_names = [column[0] for column in described]
    if twin_names != names:
        outcome["faults"].append(f"columns: the twin has {twin_names}, declared is {names}")
    key = [names.index(name) for name in model["key"]]
    ours_by_key = index(ours, key, "engine", outcome)
    theirs_by_key = index(theirs, key, "twin", outcome)
    for missing in sorted(ours_by_key.keys() - theirs_by_key.keys(), key=str):
        outcome["faults"].append(f"{missing}: the twin has no such row")
    for extra in sorted(theirs_by_key.keys() - ours_by_key.keys(), key=str):
        outcome["faults"].append(f"{extra}: the engine has no such row")
    for row_key in sorted(ours_by_key.keys() & theirs_by_key.keys(), key=str):
        for column, mine, other in zip(columns, ours_by_key[row_key], theirs_by_key[row_key], strict=True):
            outcome["cells"] += 1
            if not same(mine, other, column["kind"]):
                outcome["faults"].append(f'{row_key} {column["name"]}: engine {mine!r}, twin {other!r}')
    return outcome


def select(column: dict) -> str:
    """A column of a twin in the form that the export has."""
    name = f'"{column["name"]}"'
    if column["kind"] == "date":
        return f"strftime({name}, '%Y-%m-%d')"
    if column["kind"] == "timestamp":
        return (
            f"case when epoch_ms({name}) % 1000 = 0 then strftime({name}, '%Y-%m-%dT%H:%M:%SZ') "
            f"else strftime({name}, '%Y-%m-%dT%H:%M:%S.%gZ') end"
        )
    if column["kind"] == "amount":
        return f"cast({name} as double)"
    return name


def index(rows: list, key: list, whose: str, outcome: dict) -> dict:
    found = {}
    for row in rows:
        row_key = tuple(row[place] for place in key)
        if row_key in found:
            outcome["faults"].append(f"{row_key}: twice in the {whose}'s table")
        found[row_key] = row
    return found


def same(mine, other, kind: str) -> bool:
    if mine is None or other is None:
        return mine is None and other is None
    if kind == "amount":
        if not (math.isfinite(mine) and math.isfinite(other)):
            return False
        return abs(mine - other) <= max(1e-9 * max(abs(mine), abs(other)), 1e-6)
    return type(mine) is type(other) and mine == other


def report(outcomes: list) -> None:
    print(f'{"table":<28}{"rows":>8}{"cells":>9}{"differences":>13}')
    for outcome in outcomes:
        print(f'{outcome["id"]:<28}{outcome["rows"]:>8}{outcome["cells"]:>9}{len(outcome["faults"]):>13}')
        for fault in outcome["faults"][:SHOWN]:
            print(f"    {fault}")
        if len(outcome["faults"]) > SHOWN:
            print(f'    … and {len(outcome["faults"]) - SHOWN} more')


if __name__ == "__main__":
    sys.exit(main())
