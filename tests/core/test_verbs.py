"""Every action that is recorded anywhere has a name that people can read."""

import re
from pathlib import Path

import pytest

import xinzhi
from xinzhi.core.verbs import verb_name

VERB = re.compile(r'(?:recorded\(\s*|verb=)"([a-z]+\.[a-z_]+)"')


def recorded_verbs() -> list[str]:
    files = Path(xinzhi.__file__).parent.glob("*/actions/*.py")
    return sorted({verb for file in files for verb in VERB.findall(file.read_text(encoding="utf-8"))})


@pytest.mark.parametrize("verb", recorded_verbs())
def test_recorded_verb_has_a_name(verb):
    assert verb_name(verb) != verb


def test_all_are_found():
    assert len(recorded_verbs()) > 25
