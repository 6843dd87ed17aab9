"""A sound proof, to which a test adds the one thing it is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeAlias

import pytest

from lockstitch.model import Proof

Make: TypeAlias = Callable[..., Proof]
SOUND = Proof(
    record="SHOP-12",
    test="tests/test_basket.py::test_voucher[10]",
    environment="cpython-3.11-linux",
    verdict="proven",
    reason="failed without the fix, passed with it",
    commits=("4f1c2ab90d" + "0" * 30,),
    base="9d0c" + "0" * 36,
    test_hash="ab" * 16,
    fix_hash="cd" * 16,
    after="passed",
    before="failed",
    kind="AssertionError",
    message="assert 1200 == 1000",
    exercised={"src/shop/basket.py": 0b1110},
    tool="lockstitch 0.1",
    day=date(2026, 3, 2),
    head="7e" * 20,
    setup_hash="ef" * 16,
)


@pytest.fixture(scope="session")
def make_proof() -> Make:
    def make(**given: Any) -> Proof:
        return SOUND._replace(**given)

    return make
