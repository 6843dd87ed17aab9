"""A project that a guide's commands are tried on."""

from pathlib import Path

import pytest
from shop_project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A change under review with both reports, everything covered."""
    (tmp_path / "shop").mkdir()
    made = Project(tmp_path / "shop")
    made.gift()
    made.covered()
    return made
