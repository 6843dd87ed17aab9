"""Shops to prove defects in."""

from __future__ import annotations

from pathlib import Path

import pytest
from proving import BROKEN, FIXED, TEST, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "repo")


@pytest.fixture
def mended(shop: Shop) -> Shop:
    """A shop with one defect that is mended and tested."""
    shop.start({"src/shop/basket.py": BROKEN})
    shop.fix("S-1", {"src/shop/basket.py": FIXED, "tests/test_basket.py": TEST}, ["tests/test_basket.py::test_voucher"])
    return shop


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A shop for a whole module, for one run that many tests look at."""
    return Shop(tmp_path_factory.mktemp("shop") / "repo")
