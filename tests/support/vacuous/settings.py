"""Configurations, records and waivers under which nothing would be judged."""

from __future__ import annotations

from lockstitch.rules import RULES
from vacuous.case import (
    BASKET,
    PARTLY,
    TOTAL,
    Case,
    append,
    cobertura,
    configure,
    covered,
    edit,
    gift,
    junit,
    on_main,
    ran,
    remove,
    write,
)

XML = "coverage.xml"
OFF = "rules = { " + ", ".join(f'{rule} = "off"' for rule in RULES) + " }"
WAIVER = "waivers:\n  - {{rule: {}, path: '{}', reason: r, owner: o, until: {}}}\n"
LEDGER = """\
version: 1
records:
  - {id: A-1, kind: defect, title: One, status: fixed}
  - {kind: defect, title: Two, status: fixed}
  - {id: A-3, kind: defect, title: Three, status: fixed, severety: high}
  - {id: A-1, kind: bug, title: Four, status: fixed}
"""
AGAIN = '{"id": "SHOP-12", "kind": "defect", "title": "Again", "status": "open"}\n'
UNTESTED = (gift, ran, cobertura(PARTLY))


def marked(id_: str) -> str:
    return f'<properties><property name="defect" value="{id_}"/></properties>'


CASES = (
    Case("R1-records", "a named record file is not there", (covered,), 3, ("absent.yml: does not exist",),
         ("--records", "absent.yml")),
    Case("O1", "a misspelt key", (covered, configure('requires = "exercised"')), 2,
         ("pyproject.toml:2:", "did you mean")),
    *(
        Case(f"O2-{name}", f"a value that is none: `{text}`", (covered, configure(text)), 2, ("pyproject.toml:2:",))
        for name, text in (("type", "require = 3"), ("word", 'rules = { untested-defect = "fatal" }'))
    ),
    *(
        Case(f"O3-{name}", f"`{text}` leaves nothing to judge", (*UNTESTED, configure(f"paths = {{ {text} }}")), 3,
             ("leave no product file to judge",))
        for name, text in (("product", 'product = ["lib/"]'), ("ignore", 'ignore = ["**"]'),
                           ("tests", 'tests = ["**"]'), ("support", 'support = ["src/"]'))
    ),
    Case("O3-rules", "every rule is off", (*UNTESTED, configure(OFF)), 2, ("every rule is off",), defect="LS-59"),
    Case("O3-nothing", "neither records nor a change are asked for",
         (*UNTESTED, configure('records = "none"\nbase = "none"')), 3, ("nothing is judged",), base=None,
         defect="LS-59"),
    Case("O3-since", "the day from which on defects owe a test is in the future",
         (covered, configure('since = "2099-01-01"')), 2, ("lies in the future",), defect="LS-59"),
    Case("O3-results", "an empty list of test reports", (covered, configure("results = []")), 3,
         ("no test report was found",)),
    Case("O3-records", "a project without records that does not say so",
         (covered, remove("defects.yml"), on_main()), 3, ("no records were found",)),
    *(
        Case(f"O3-unusable-{setting}", f"an unreadable report, and its rule is `{text}`",
             (*UNTESTED, write(XML, ""), configure(f"rules = {{ unusable-input = {text} }}")), 3, ("uncovered-change",),
             defect="LS-5")
        for setting, text in (("off", '"off"'), ("warning", '"warning"'), ("warn", '{ unknown = "warn" }'))
    ),
    Case("O3-waived", "an unreadable coverage report that a waiver answers for",
         (*UNTESTED, write(XML, ""), append("defects.yml", WAIVER.format("unusable-input", XML, "2027-01-01"))), 3,
         ("uncovered-change", "cannot be judged"), defect="LS-58"),
    Case("O3-waived-results", "an unreadable test report that a waiver answers for",
         (covered, write("junit.xml", ""),
          append("defects.yml", WAIVER.format("unusable-input", "**", "2027-01-01"))), 3,
         ("failing-regression-test", "cannot be judged"), defect="LS-58"),
    Case("O3-expired", "a waiver that has expired",
         (*UNTESTED, append("defects.yml", WAIVER.format("uncovered-change", "**", "2026-01-01"))), 1,
         ("expired on 2026-01-01",)),
    Case("O3-running", "the same waiver while it runs",
         (*UNTESTED, append("defects.yml", WAIVER.format("uncovered-change", "**", "2026-12-01"))), 0,
         ("waived until 2026-12-01",)),
    Case("O3-star", "a waiver of every rule",
         (*UNTESTED, append("defects.yml", WAIVER.format("'*'", "**", "2027-01-01"))), 2, ("defects.yml:5:",)),
    Case("O4", "a ledger with four faults tells all four",
         (covered, write("defects.yml", LEDGER)), 2,
         ("defects.yml:4:", "defects.yml:5:", "defects.yml:6:", "severity")),
    Case("O4-twice", "one id in two record files", (covered, write("more.jsonl", AGAIN)), 2,
         ("more.jsonl:1", "defects.yml:3"), ("--records", "defects.yml", "--records", "more.jsonl")),
    Case("O4-status", "a status that there is not", (covered, edit("defects.yml", "status: fixed", "status: fixd")), 2,
         ("did you mean",)),
    Case("O8", "a test claims a defect that no record has, and the ledger is complete",
         (covered, edit("defects.yml", "version: 1", "version: 1\ncomplete: [SHOP-]"),
          junit(("test_total", marked("SHOP-21")), ("test_shop_12_voucher", ""))), 1,
         ("stray-link", "did you mean SHOP-12?")),
    Case("O8-counted", "the same, and the ledger is not complete",
         (covered, junit(("test_total", marked("SHOP-21")), ("test_shop_12_voucher", ""))), 0, ("SHOP-21",)),
    Case("O9-baseline", "a gap of the past that the baseline accepted",
         (covered, junit(TOTAL), write(".lockstitch/baseline.json", '{\n  "schema": "lockstitch/baseline/1",\n'
          '  "entries": [\n    {"record": "SHOP-12", "rule": "failing-regression-test"}\n  ]\n}\n')), 0,
         ("1 finding in the baseline",)),
    Case("O9-change", "a baseline answers for no statement of the change",
         (*UNTESTED, write(".lockstitch/baseline.json", '{\n  "schema": "lockstitch/baseline/1",\n'
          '  "entries": [\n    {"record": "", "rule": "uncovered-change"}\n  ]\n}\n')), 1,
         (f"2 changed statements are not covered: {BASKET}",)),
)  # fmt: skip
