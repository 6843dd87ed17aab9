"""One small project for each end-to-end test."""

from pathlib import Path

import pytest
from shop_project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = tmp_path / "shop"
    root.mkdir()
    return Project(root)
