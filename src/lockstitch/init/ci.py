"""The step of a pipeline that runs the gate, for each service, as lines to paste and as a whole new pipeline.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax, https://docs.gitlab.com/ci/yaml/,
https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/, https://www.jenkins.io/doc/book/pipeline/syntax/
"""

from __future__ import annotations

from collections.abc import Sequence

from lockstitch.init.survey import Root

FILES = {"GitHub Actions": ".github/workflows/lockstitch.yml", "GitLab CI": ".gitlab-ci.yml"}
"""Services whose pipeline begins to run where its file is there; others want to be set up by a person."""

GITHUB_STEP = """\
      - name: Every fixed defect stays fixed, every change is covered
        if: ${{ !cancelled() }}
        run: |
          pipx install lockstitch
          lockstitch check --output markdown="$GITHUB_STEP_SUMMARY" --output github=/dev/stdout
"""
_SNIPPETS = {
    "GitHub Actions": f"""\
      # the checkout of the job that runs the tests needs the whole history:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0

      # and after the tests:
{GITHUB_STEP}""",
    "GitLab CI": """\
# in the job that runs the tests:
  variables:
    GIT_DEPTH: "0"
  script:
    - pip install lockstitch
    # … the tests; keep their exit code, so that the gate is asked in any case:
{tests}    - lockstitch check
    - exit ${code:-0}
""",
    "Azure Pipelines": """\
- checkout: self
  fetchDepth: 0
# and after the tests:
- script: |
    pip install lockstitch
    lockstitch check
  condition: succeededOrFailed()
""",
    "Jenkins": """\
// switch the shallow clone off, and after the tests:
sh 'pip install lockstitch && lockstitch check'
""",
}


def snippet(service: str, roots: Sequence[Root], through: Sequence[str]) -> str:
    """The lines for a pipeline that is there already. `through`: what runs the tests there, where it is not they."""
    tests = f"    - {through[0]} || code=$?\n" if through else "".join(map(_test, roots))
    return _SNIPPETS[service].replace("{tests}", tests or "    - make test || code=$?\n")


def pipeline(service: str, roots: Sequence[Root]) -> str:
    """A whole pipeline: checkout with history, tests with reports, the gate. Only for services of `FILES`."""
    return _github(roots) if service == "GitHub Actions" else _gitlab(roots)


def _github(roots: Sequence[Root]) -> str:
    steps = [f"      - {setup}\n" for setup in dict.fromkeys(root.runner.setup for root in roots)]
    for root in roots:
        where = f"        working-directory: {root.folder}\n" if root.folder else ""
        for command in filter(None, (root.runner.install, root.runner.command)):
            late = "        if: ${{ !cancelled() }}\n" if root is not roots[0] else ""
            steps.append(f"      - run: {_quoted(command)}\n{late}{where}")
    return f"""\
name: Tests and gate
on:
  pull_request:
  push:
    branches: [main, master]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
{"".join(steps)}{GITHUB_STEP}"""


def _gitlab(roots: Sequence[Root]) -> str:
    lines = []
    for root in roots:
        if root.runner.install:
            lines.append(f"    - {_quoted(f'({_inside(root)}{root.runner.install})')}\n")
        lines.append(_test(root))
    return f"""\
test:
  image: python:3.13  # an image that has what your tests need, and Python
  variables:
    GIT_DEPTH: "0"
  script:
    - pip install lockstitch
{"".join(lines)}    - lockstitch check
    - exit ${{code:-0}}
  artifacts:
    when: always
    paths: [{", ".join(_quoted(_below(root, root.runner.results)) for root in roots)}]
"""


def _test(root: Root) -> str:
    """A line of GitLab's that runs the tests and keeps their exit code."""
    return f"    - {_quoted(f'({_inside(root)}{root.runner.command}) || code=$?')}\n"


def _inside(root: Root) -> str:
    return f"cd {root.folder} && " if root.folder else ""


def _below(root: Root, glob: str) -> str:
    return f"{root.folder}/{glob}" if root.folder else glob


def _quoted(text: str) -> str:
    """Text as one YAML scalar."""
    odd = ": " in text or " #" in text or text[0] in "\"'{}[]&*!|>%@`-?*" or text.endswith(":")
    return "'" + text.replace("'", "''") + "'" if odd else text
