"""`{% load kit %}`: what the tags print, and that they escape what they are given."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

import xinzhi
from xinzhi.core import charts
from xinzhi.core.templatetags.kit import chance, gantt, state

EVIL = "<b>&\"'"


def show(source: str, **context) -> str:
    with translation.override("en"):
        return Template("{% load kit %}" + source).render(Context(context)).strip()


def test_chip_has_tone_and_words():
    assert show("{% chip 'Late' 'bad' %}") == '<span class="chip bad">Late</span>'
    assert show("{% chip 'Late' 'bad' '/x' True %}") == '<a class="chip bad has-dot" href="/x">Late</a>'


@pytest.mark.parametrize(
    "source",
    [
        "{% chip x x x %}",
        "{% stat x x x x x %}",
        "{% source x x %}",
        "{% card x x x x %}{{ x }}{% endcard %}",
        "{% pagehead x x %}{{ x }}{% endpagehead %}",
        "{% notice 'bad' x %}{{ x }}{% endnotice %}",
        "{% tablewrap x %}{{ x }}{% endtablewrap %}",
        "{% menu x %}{{ x }}{% endmenu %}",
        "{% empty x x x x %}",
        "{% facts rows %}",
        "{% timeline rows %}",
        "{% diff rows %}",
        "{% inbox rows %}",
        "{% tabs rows %}",
        "{% steps rows %}",
        "{% matrix x rows rows %}",
        "{% reading x spans %}",
        "{% dots tones %}",
        "{% sparkline numbers x %}",
    ],
)
def test_nothing_given_becomes_markup(source):
    row = dict.fromkeys(
        ("name", "value", "what", "text", "who", "label", "title", "url", "before", "note", "room"), EVIL
    )
    spans = [(0, 3, "s1", "target")]
    html = show(source, x=EVIL, rows=[{**row, "after": "", "cells": [row]}], spans=spans, tones=[row], numbers=[1, 2])
    assert "<b>" not in html.replace("<b></b>", "") or "&lt;b&gt;" in html
    assert EVIL not in html
    assert "&lt;b&gt;" in html or "&lt;b" in html


def test_source_links_only_to_web_addresses():
    assert "href" not in show("{% source 'Name' 'javascript:alert(1)' %}")
    assert 'href="https://example.org/"' in show("{% source 'Name' 'https://example.org/' %}")


def test_bullet_says_its_numbers_and_draws_them():
    html = show("{% bullet 26 30 23.4 'ok' %}")
    assert 'aria-label="26 / 30; expected by now 23.4"' in html
    assert re.findall(r'class="bullet-fill" y="3" width="([^"]+)"', html) == ["86.7%"]
    assert re.findall(r'class="bullet-now" x="([^"]+)"', html) == ["78.0%"]


def test_bullet_beyond_its_target_marks_the_target():
    assert re.findall(r'class="bullet-goal" x="([^"]+)"', show("{% bullet 40 30 %}")) == ["75.0%"]
    assert 'aria-label="No value yet / 30"' in show("{% bullet None 30 %}")


def test_percentages_in_svg_do_not_follow_the_language():
    with translation.override("de"):
        assert 'width="86.7%"' in Template("{% load kit %}{% bullet 26 30 %}").render(Context())


def test_tilemap_reads_by_rows_and_colours_by_value():
    cities = [
        {"name": "B", "col": 2, "row": 2, "value": 90, "url": "/b"},
        {"name": "A", "col": 5, "row": 1, "value": 0, "url": "/a"},
    ]
    html = show("{% tilemap cities 'facts' %}", cities=cities)
    assert re.findall(r'<li class="(col-\d+ row-\d+)"><a class="(heat-\d)" href="(/.)"', html) == [
        ("col-5 row-1", "heat-0", "/a"),
        ("col-2 row-2", "heat-9", "/b"),
    ]


def test_field_tiles_fill_each_row():
    tiles = [{"name": str(n), "weight": n} for n in range(6)]
    found = [int(n) for n in re.findall(r'<li class="span-(\d+)"', show("{% field_tiles tiles %}", tiles=tiles))]
    assert [sum(found[:4]), sum(found[4:])] == [24, 24]


def test_gantt_places_bars_marks_and_today():
    rows = [
        {
            "name": "x",
            "start": dt.date(2025, 7, 2),
            "end": dt.date(2026, 1, 1),
            "done": 0.5,
            "marks": [{"date": dt.date(2025, 1, 1), "name": "m"}],
        }
    ]
    drawn = gantt(rows, dt.date(2025, 1, 1), dt.date(2026, 1, 1), dt.date(2030, 1, 1))
    assert [drawn["rows"][0][k] for k in ("x", "width", "done_width")] == [49.86, 50.14, 25.07]
    assert drawn["rows"][0]["marks"][0]["x"] == 0.0
    assert drawn["now"] is None


def test_tones_of_deadlines_and_chances():
    assert [state(n) for n in (-1, 0, 5, 6, None)] == ["bad", "warn", "warn", "mute", "mute"]
    assert [chance(p) for p in (0.94, 0.8, 0.6, 0.4, 0.39, None)] == ["ok", "ok", "info", "warn", "bad", "mute"]


def test_pager_keeps_the_rest_of_the_query():
    request = RequestFactory().get("/", {"q": "机器人", "page": "2"})
    html = show("{% pager page %}", request=request, page=Paginator(range(100), 10).page(2))
    assert 'rel="next" aria-label="Next page"' in html
    assert "?q=%E6%9C%BA%E5%99%A8%E4%BA%BA&amp;page=3" in html
    assert "11–20 of 100" in html


def test_reading_links_text_and_list_both_ways():
    html = show("{% reading text spans %}", text="to build 30 labs", spans=[(9, 16, "t1", "target")])
    assert '<mark class="hl hl-target" id="text-t1"><a href="#found-t1">30 labs</a></mark>' in html


def test_proof_and_simulated_are_silent_when_there_is_nothing():
    assert show("{% proof 0 %}{% simulated False %}") == ""
    assert show("{% proof 1200 '/p' %}") == '<a href="/p" class="proof">1,200 facts proved</a>'


class Form(forms.Form):
    name = forms.CharField(help_text="As registered")
    kind = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "A")])
    agree = forms.BooleanField(required=False)
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_wrong_form_sums_up_its_errors_and_ties_them_to_fields():
    html = show("{% fields form %}", form=Form({"name": ""}))
    assert '<li><a href="#id_name">Name</a>: This field is required.</li>' in html
    described = re.search(r'<input type="text" name="name"[^>]*aria-describedby="([^"]+)"', html)
    assert described is not None
    assert described[1].split() == ["id_name_helptext", "id_name_error"]
    assert all(f'id="{i}"' in html for i in described[1].split())
    assert html.count("<fieldset") == 1
    assert html.count('type="hidden"') == 1
    assert 'role="alert"' in html
    assert 'role="alert"' not in show("{% fields form %}", form=Form())


def test_chart_carries_its_spec_and_its_table():
    spec = charts.bar([{"n": "</script>", "v": 1}], "n", "v")
    html = show(
        "{% chart spec 'c1' 'Firms' 'note' columns rows %}", spec=spec, columns=["Name"], rows=[["A", 0.1 + 0.2]]
    )
    assert html.count("</script>") == 1
    assert 'data-chart="c1"' in html
    assert "<td>A</td><td>0.3</td>" in html


def test_images_of_charts_know_chinese():
    svg = charts.to_svg(charts.bar([{"n": "济南", "v": 3}], "n", "v", unit="家"))
    assert "济南" in svg
    assert charts.FONT in svg
    png = charts.to_png(charts.heat([{"x": "甲", "y": "乙", "v": 1}], "x", "y", "v"), scheme="dark")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"


def test_charts_take_their_colours_from_the_tokens():
    spec = charts.line_fan([{"d": "2026-01-01", "y": 1, "lo": 0, "hi": 2}], "d", "y", low="lo", high="hi", target=3)
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["area", "line", "rule"]
    assert charts.tokens("dark")["azure"] in charts.to_svg(spec, scheme="dark")
    assert charts.theme("light")["background"] != charts.theme("dark")["background"]


PACKAGE = Path(xinzhi.__file__).parent


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("templates/**/*.html")), ids=lambda p: p.name)
def test_templates_hold_no_code_the_policy_forbids(path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*(src=|application/json))", text) == []


def test_icons_used_exist():
    sprite = (PACKAGE / "site/static/site/icons.svg").read_text(encoding="utf-8")
    names = set(re.findall(r'symbol id="([\w-]+)"', sprite))
    used = {
        n
        for p in PACKAGE.rglob("templates/**/*.html")
        for n in re.findall(r'\{% icon "([\w-]+)"', p.read_text("utf-8"))
    }
    assert used - names == set()
    assert "filter" in used


def test_error_pages_stand_alone():
    # 500 is rendered without a request or any context.
    for code in (400, 403, 404, 500):
        assert f'<p class="code">{code}</p>' in render_to_string(f"{code}.html")
