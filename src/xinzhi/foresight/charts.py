"""The room's charts as Vega-Lite specs: a share curve with its fan, the emergence map, the theme river, hit rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from xinzhi.core.charts import SHAPE, Spec

Rows = Sequence[Mapping[str, Any]]


def _spec(chart: Any, height: int) -> Spec:
    spec: Spec = dict(chart.properties(width="container", height=height).to_dict())
    return spec | {"config": SHAPE, "autosize": {"type": "fit", "contains": "padding"}}


def _years(title: str | None = None) -> alt.X:
    return alt.X("year:Q", title=title, axis=alt.Axis(format="d", grid=False, tickMinStep=1, labelOverlap=True))


def fan(past: Rows, ahead: Rows, *, unit: str, words: Mapping[str, str]) -> Spec:
    """Yearly shares up to the origin, and after it the middle of what became of alike terms with bands of 50 and 80 %.

    Rows of the past: year, share. Rows ahead: year, q10, q25, q50, q75, q90, the first of them the origin itself.
    """
    data = alt.Data(values=[dict(r) for r in ahead])
    y = alt.Y("share:Q", title=unit)
    layers: list[Any] = []
    if ahead:
        for low, high, opacity in (("q10", "q90", 0.14), ("q25", "q75", 0.2)):
            band = alt.Chart(data).mark_area(opacity=opacity)
            layers.append(band.encode(x=_years(), y=alt.Y(f"{low}:Q", title=unit), y2=f"{high}:Q"))
        middle = alt.Chart(data).mark_line(strokeDash=[5, 4])
        tips = [
            alt.Tooltip(f"{k}:Q", title=words[k], format=fmt)
            for k, fmt in (("year", "d"), ("q10", ".3~f"), ("q50", ".3~f"), ("q90", ".3~f"))
        ]
        layers.append(middle.encode(x=_years(), y="q50:Q", tooltip=tips))
    line = alt.Chart(alt.Data(values=[dict(r) for r in past])).mark_line(point={"size": 36})
    tips = [
        alt.Tooltip("year:Q", title=words["year"], format="d"),
        alt.Tooltip("share:Q", title=words["share"], format=".3~f"),
    ]
    layers.append(line.encode(x=_years(), y=y, tooltip=tips))
    return _spec(alt.layer(*layers), 260)


def emergence(rows: Rows, *, x: str, y: str, words: Mapping[str, str]) -> Spec:
    """Each candidate by size (papers, logarithmic) and growth (share, times, logarithmic); colour: its probability.

    Rows: term, papers, growth, chance, area (the same, as a legend of its own would clash with the colour's), url.
    """
    chart = alt.Chart(alt.Data(values=[dict(r) for r in rows])).mark_circle(opacity=0.75, stroke=None)
    chart = chart.encode(
        x=alt.X("papers:Q", title=x, scale=alt.Scale(type="log", nice=False), axis=alt.Axis(grid=False, tickCount=5)),
        y=alt.Y("growth:Q", title=y, scale=alt.Scale(type="log", nice=False), axis=alt.Axis(tickCount=5)),
        size=alt.Size("area:Q", legend=None, scale=alt.Scale(range=[20, 260])),
        color=alt.Color("chance:Q", title=words["chance"], legend=alt.Legend(gradientLength=120, format=".0%")),
        href="url:N",
        tooltip=[
            alt.Tooltip("term:N", title=words["term"]),
            alt.Tooltip("papers:Q", title=words["papers"]),
            alt.Tooltip("growth:Q", title=words["growth"], format=".2~f"),
            alt.Tooltip("chance:Q", title=words["chance"], format=".0%"),
        ],
    )
    return _spec(chart, 360)


def river(rows: Rows, *, unit: str, words: Mapping[str, str]) -> Spec:
    """Themes through the years as a stream, each as wide as it has papers. Rows: year, theme, papers."""
    chart = alt.Chart(alt.Data(values=[dict(r) for r in rows])).mark_area(interpolate="monotone", strokeWidth=0.5)
    chart = chart.encode(
        x=_years(),
        y=alt.Y("papers:Q", stack="center", title=unit, axis=alt.Axis(labels=False, grid=False)),
        color=alt.Color("theme:N", sort=None, legend=alt.Legend(columns=2, labelLimit=260, symbolType="square")),
        tooltip=[
            alt.Tooltip("theme:N", title=words["theme"]),
            alt.Tooltip("year:Q", title=words["year"], format="d"),
            alt.Tooltip("papers:Q", title=words["papers"]),
        ],
    )
    return _spec(chart, 380)


def rates(rows: Rows, *, unit: str, chance: float, words: Mapping[str, str]) -> Spec:
    """Hit rates with their intervals, the list first; the dashed line is a list drawn by lot. Rows: name, rate, low, high, own."""
    data = alt.Data(values=[dict(r) for r in rows])
    y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=200))
    bars = (
        alt.Chart(data)
        .mark_bar(height=12)
        .encode(
            x=alt.X("rate:Q", title=unit, axis=alt.Axis(format="%")),
            y=y,
            opacity=alt.condition("datum.own", alt.value(1), alt.value(0.45)),
            tooltip=[
                alt.Tooltip("name:N", title=words["name"]),
                alt.Tooltip("rate:Q", title=words["rate"], format=".1%"),
                alt.Tooltip("low:Q", title=words["low"], format=".1%"),
                alt.Tooltip("high:Q", title=words["high"], format=".1%"),
            ],
        )
    )
    lines = alt.Chart(data).mark_rule().encode(x="low:Q", x2="high:Q", y=y)
    lot = alt.Chart(alt.Data(values=[{"lot": chance}])).mark_rule(strokeDash=[4, 4]).encode(x="lot:Q")
    return _spec(alt.layer(bars, lines, lot), max(1, len(rows)) * 26 + 44)
