"""Sources as text, whatever encoding they declare."""

from __future__ import annotations

import pytest

from lockstitch.gate.sources import decoded


@pytest.mark.defect("LS-139")
@pytest.mark.parametrize("encoding", ["undefined", "no-such-encoding", "ascii", "utf-7"])
def test_a_source_that_its_own_encoding_cannot_read_is_read_line_by_line(encoding: str) -> None:
    data = f"# coding: {encoding}\nA = '\xe9+\xff'\n".encode("latin-1")
    assert decoded(data) == data.decode("latin-1")


def test_a_source_is_read_in_its_own_encoding() -> None:
    assert decoded("# coding: cp1252\nA = '€'\n".encode("cp1252")) == "# coding: cp1252\nA = '€'\n"
    assert decoded("A = 'é'\n".encode()) == "A = 'é'\n"
