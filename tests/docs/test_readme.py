"""The first page tells the truth."""

import re
import subprocess
import sys
from pathlib import Path

from quoted import pattern

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_its_picture_is_what_the_demo_prints() -> None:
    picture = re.findall(r"^```text\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert len(picture) == 1
    demo = subprocess.run([sys.executable, "-m", "lockstitch", "demo"], capture_output=True, text=True, check=True)
    assert re.fullmatch(pattern(f"…\n{picture[0]}…\n"), demo.stdout)


def test_it_fits_on_a_screen_and_leads_on() -> None:
    assert len(README.splitlines()) <= 80
    root = Path(__file__).parents[2]
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", README):
        assert (root / target).exists(), target
