"""What is imported, or compiled, only when it is used."""

import re
import subprocess
import sys

import pytest

from lockstitch import lazy, renderers


def test_a_pattern_is_made_when_it_is_used() -> None:
    with lazy.patterns():
        broken, digits = re.compile("("), re.compile(r"\d+", flags=re.ASCII)
        assert digits.findall("a1b22") == ["1", "22"]  # within as well
    assert digits.pattern == r"\d+"
    with pytest.raises(re.error):
        broken.match("x")


def test_patterns_are_made_at_once_again_whatever_happened() -> None:
    with pytest.raises(KeyError), lazy.patterns():
        raise KeyError
    assert isinstance(re.compile("a"), re.Pattern)


def test_a_late_module_is_the_module_for_whoever_reads_or_sets_it() -> None:
    code = (
        "import sys; from lockstitch import lazy; late, = lazy.modules('json', 'decoder')\n"
        "sys.modules.pop('json.decoder', None); print('json.decoder' in sys.modules)\n"
        "late.MARK = 1; import json.decoder; print(json.decoder.MARK, late.JSONDecoder is json.decoder.JSONDecoder)\n"
        "del late.MARK; print(hasattr(json.decoder, 'MARK'))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "1", "True", "False"]


@pytest.mark.defect("LS-70")
def test_a_late_module_has_its_own_docstring() -> None:
    assert (renderers.RENDERERS["html"].__doc__ or "").startswith("One page for a browser")
