"""Code that the guides show, for tests that run it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def blocks(page: str, language: str) -> list[str]:
    """The code of one language in `docs/how-to/<page>`, in order."""
    text = (ROOT / "docs/how-to" / page).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def judge_workflow(text: str, folder: Path) -> None:
    """Fails where a GitHub workflow is not valid, or not safe."""
    path = folder / ".github/workflows/shown.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    tools = (("check-jsonschema", "--builtin-schema", "vendor.github-workflows"), ("zizmor", "--offline", "--quiet"))
    for tool, *words in tools:
        command = [str(Path(sys.executable).with_name(tool)), *words, str(path.relative_to(folder))]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
