"""Reading ledgers, against the standard library's JSON parser on the same lines.

    python benchmarks/records.py [RECORDS]

Each row is the median of five runs; the bar for JSON Lines is four times `json.loads`.
"""

from __future__ import annotations

import csv
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import median

import yaml

from lockstitch.load import Source
from lockstitch.records import READERS

COUNT = 100_000
BAR = 4.0


def main(count: int) -> None:
    records = ledger(count)
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    few = records[: count // 10]  # the formats that people write by hand are not meant for so many
    with tempfile.TemporaryDirectory() as folder:
        written = {
            "ledger-jsonl": (count, write(folder, "a.jsonl", "\n".join(lines))),
            "ledger-json": (count, write(folder, "a.json", json.dumps({"version": 1, "records": records}, indent=1))),
            "ledger-csv": (count, write_csv(folder, records)),
            "ledger-yaml": (len(few), write(folder, "a.yml", yaml.dump(few, Dumper=yaml.CSafeDumper))),
        }
        base = timed(lambda: [None for line in lines if not json.loads(line)]) / count
        print(f"{'':14}{'records':>9}{'seconds':>9}{'us/record':>11}{'ratio':>7}")
        show("json.loads", count, base, base)
        for name, (number, path) in written.items():
            source = Source(str(path), path.name)
            show(name, number, timed(partial(READERS[name].read, source)) / number, base)
    print(f"bar: ledger-jsonl <= {BAR:g}")


def show(name: str, count: int, each: float, base: float) -> None:
    print(f"{name:14}{count:9,}{each * count:9.2f}{each * 1e6:11.2f}{each / base:7.2f}")


def timed(work: Callable[[], object]) -> float:
    """Median seconds of five runs; what a run returns is let go before the next begins, outside of its time."""
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - started)
        del result
    return median(seconds)


def ledger(count: int) -> list[dict[str, object]]:
    """Records as a tracker's export has them: thirteen fields, among them dates, commits and tests."""
    chance = random.Random(count)
    first = date(2020, 1, 1)
    return [
        {
            "id": f"SHOP-{number}",
            "kind": chance.choices(("defect", "incident", "feature"), (6, 1, 3))[0],
            "title": f"Basket total of {number} € ignores the voucher when it is given twice",
            "status": chance.choices(("fixed", "open", "rejected"), (7, 2, 1))[0],
            "severity": chance.choice(("low", "medium", "high", "critical")),
            "priority": chance.randint(1, 4),
            "opened": str(first + timedelta(days=number % 2000)),
            "resolved": str(first + timedelta(days=number % 2000 + 9)),
            "owner": chance.choice(("checkout", "payments", "search", "platform")),
            "component": chance.choice(("basket", "voucher", "index")),
            "labels": chance.sample(("money", "regression", "customer", "mobile"), number % 3),
            "commits": [f"{chance.getrandbits(160):040x}"],
            "tests": [f"tests/test_basket.py::test_voucher_{number}"],
        }
        for number in range(1, count + 1)
    ]


def write(folder: str, name: str, text: str) -> Path:
    path = Path(folder) / name
    path.write_text(text, encoding="utf-8")
    return path


def write_csv(folder: str, records: list[dict[str, object]]) -> Path:
    def row(record: Mapping[str, object]) -> list[object]:
        return [";".join(value) if isinstance(value, list) else value for value in record.values()]

    path = Path(folder) / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(records[0]), *map(row, records)])
    return path


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
