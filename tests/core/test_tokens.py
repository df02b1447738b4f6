"""tokens.css keeps its promises: WCAG AA contrast in both schemes, one dark scheme, no colour written elsewhere."""

import re
from pathlib import Path

import pytest

from xinzhi.core import charts

CSS = charts.TOKENS.parent
GROUNDS = ("paper", "card", "sunk")
TEXT_PAIRS = [
    *((text, ground) for text in ("ink", "ink-2", "ink-3", "jade", "azure", "amber", "risk") for ground in GROUNDS),
    *((tone, f"{tone}-2") for tone in ("jade", "azure", "amber", "risk")),
    *(("ink", f"{tone}-2") for tone in ("jade", "azure", "amber", "risk")),
    ("on-seal", "seal"),
    ("on-strong", "strong"),
    ("on-strong", "ink-2"),
    *(("heat-low", f"heat-{i}") for i in range(6)),
    *(("heat-high", f"heat-{i}") for i in range(6, 10)),
]
# Borders of inputs, bars and marks need 3 : 1 (WCAG 1.4.11).
GRAPHIC_PAIRS = [
    *((part, ground) for part in ("edge", "seal", "teal") for ground in ("paper", "card")),
    *((part, "sunk") for part in ("jade", "azure", "amber-fill", "risk")),
]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_reads_on_its_ground(scheme, text, ground):
    t = charts.tokens(scheme)
    assert contrast(t[text], t[ground]) >= 4.5, (scheme, text, t[text], ground, t[ground])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("part", "ground"), GRAPHIC_PAIRS)
def test_graphics_stand_out(scheme, part, ground):
    t = charts.tokens(scheme)
    assert contrast(t[part], t[ground]) >= 3, (scheme, part, t[part], ground, t[ground])


def test_both_ways_into_the_dark_are_the_same_dark():
    blocks = re.findall(
        r":root(:not\(\[data-theme=\"light\"\]\)|\[data-theme=\"dark\"\]) \{([^{}]*)\}", charts.TOKENS.read_text()
    )
    by_system, by_choice = (re.sub(r"\s+", " ", body).strip() for _, body in blocks)
    assert by_system == by_choice
    assert "--paper" in by_system


@pytest.mark.parametrize("path", sorted(p for p in CSS.rglob("*.css") if p.name != "tokens.css"), ids=lambda p: p.name)
def test_no_colour_is_written_outside_the_tokens(path: Path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    declarations = re.findall(r":\s*[^;{}]*?(#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\()", text)
    assert declarations == []


@pytest.mark.parametrize("path", sorted(p for p in CSS.rglob("*.css") if p.name != "tokens.css"), ids=lambda p: p.name)
def test_every_token_used_is_defined(path: Path):
    local = {"c", "b", "f"}  # a tone's colour, ground and fill, set by the tone classes
    used = set(re.findall(r"var\(--([\w-]+)", path.read_text(encoding="utf-8"))) - local
    assert used - set(charts.tokens("light")) == set()


def test_every_sheet_is_part_of_the_one():
    imported = set(re.findall(r'@import url\("([^"]+)"\)', (CSS / "site.css").read_text()))
    assert imported == {p.relative_to(CSS).as_posix() for p in CSS.rglob("*.css")} - {"site.css"}
