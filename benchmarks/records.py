"""Reading ledgers, against the standard library's JSON parser on the same lines.

    python benchmarks/records.py [RECORDS]

Each figure is the median of five rounds, in processor time; the bar for JSON Lines is four times `json.loads`.
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
    few = records[: count // 10]  # the format that people write by hand is not meant for so many
    with tempfile.TemporaryDirectory() as folder:
        written = {
            "ledger-jsonl": (count, write(folder, "a.jsonl", "\n".join(lines))),
            "ledger-json": (count, write(folder, "a.json", json.dumps({"version": 1, "records": records}, indent=1))),
            "ledger-csv": (count, write_csv(folder, records)),
            "ledger-yaml": (len(few), write(folder, "a.yml", yaml.dump(few, Dumper=yaml.CSafeDumper))),
        }
        del records, few
        work: dict[str, Callable[[], object]] = {"json.loads": lambda: [None for line in lines if not json.loads(line)]}
        for name, (_, path) in written.items():
            work[name] = partial(READERS[name].read, Source(str(path), path.name))
        rounds = [{name: seconds(run) for name, run in work.items()} for _ in range(5)]
    print(f"{'':14}{'records':>9}{'seconds':>9}{'us/record':>11}{'ratio':>7}")
    for name in work:
        number = written[name][0] if name in written else count
        each = median(one[name] for one in rounds) / number
        ratio = median(one[name] / number / (one["json.loads"] / count) for one in rounds)
        print(f"{name:14}{number:9,}{each * number:9.2f}{each * 1e6:11.2f}{ratio:7.2f}")
    print(f"bar: ledger-jsonl <= {BAR:g}")


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one run; what it returns is let go outside of its time."""
    started = time.process_time()
    result = work()
    took = time.process_time() - started
    del result
    return took


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
