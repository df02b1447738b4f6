"""Charts as Vega-Lite specs: one theme, four shapes, and images for reports.

A spec is a plain dict. On a page its colours come from the CSS tokens (static/site/js/charts.js); in an image they come
from `theme()`, which reads the same tokens.css, so that no colour is written twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import altair as alt
import vl_convert

Spec = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]
Words = Mapping[str, str]
Scheme = Literal["light", "dark"]

TOKENS = Path(__file__).resolve().parent.parent / "site" / "static" / "site" / "css" / "tokens.css"
FONT = "Noto Sans CJK SC"
AXIS_HEIGHT = 44
NO_WORDS: Words = MappingProxyType({})


@cache
def tokens(scheme: Scheme = "light") -> dict[str, str]:
    """Custom properties of one scheme from tokens.css, by name without the dashes."""
    text = re.sub(r"/\*.*?\*/", "", TOKENS.read_text(encoding="utf-8"), flags=re.DOTALL)
    blocks = re.findall(r"(:root[^{]*)\{([^{}]*)\}", text)
    found: dict[str, str] = {}
    for selector, body in blocks:
        if selector.strip() == ":root" or (scheme == "dark" and '"dark"' in selector):
            found |= {name: value.strip() for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", body)}
    return found


@cache
def theme(scheme: Scheme = "light") -> Spec:
    """The Vega-Lite `config` of one scheme."""
    t = tokens(scheme)
    axis = {"labelColor": t["ink-3"], "titleColor": t["ink-2"], "gridColor": t["line-2"], "domainColor": t["line"]}
    return {
        "background": t["card"],
        "font": FONT,
        "axis": {**axis, "tickColor": t["line"]},
        "legend": {"labelColor": t["ink-2"], "titleColor": t["ink-2"]},
        "title": {"color": t["ink"], "subtitleColor": t["ink-3"]},
        "mark": {"color": t["azure"]},
        "text": {"color": t["ink-2"]},
        "rule": {"color": t["seal"]},
        "range": {
            "category": [t[n] for n in ("azure", "jade", "amber-fill", "seal", "teal", "ink-3")],
            "heatmap": [t[f"heat-{i}"] for i in (0, 2, 4, 6, 8, 9)],
            "ramp": [t[f"heat-{i}"] for i in (1, 3, 5, 7, 9)],
        },
    }


# What does not depend on the scheme travels with the spec.
SHAPE: Spec = {
    "view": {"stroke": None},
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "domain": False, "ticks": False},
    # A unit stands upright above its axis: turned Chinese does not read.
    "axisY": {"titleAngle": 0, "titleAlign": "left", "titleX": -20, "titleY": -10},
    "legend": {"orient": "top", "title": None, "labelFontSize": 12},
    "title": {"anchor": "start", "fontSize": 14, "fontWeight": 600},
    "bar": {"cornerRadiusEnd": 3},
    "line": {"strokeWidth": 2},
}


def _spec(chart: Any, height: int) -> Spec:
    spec = dict(chart.properties(width="container", height=height).to_dict())
    spec["config"] = SHAPE
    spec["autosize"] = {"type": "fit", "contains": "padding"}
    return spec


def _height(rows: Rows, key: str, step: int, *, legend: bool = False) -> int:
    """Pixels for one row of `step` to each distinct name, the axis below and the legend above."""
    return max(1, len({row[key] for row in rows})) * step + AXIS_HEIGHT * (2 if legend else 1)


def _data(rows: Rows) -> alt.Data:
    return alt.Data(values=[dict(row) for row in rows])


def _tips(words: Mapping[str, str], **kinds: str) -> list[alt.Tooltip]:
    """A tooltip line for each key that is there, named by `words`; kinds are Vega's: Q number, N name, T date."""
    formats = {"Q": ",.2~f", "T": "%Y-%m-%d"}
    return [
        alt.Tooltip(f"{key}:{kind}", title=words.get(key, key), format=formats.get(kind, alt.Undefined))
        for key, kind in kinds.items()
        if key
    ]


def bar(
    rows: Rows, name: str, value: str, *, unit: str = "", colour: str = "", step: int = 26, words: Words = NO_WORDS
) -> Spec:
    """Horizontal bars in the order given: `name` and `value` are keys of the rows, `colour` a key to group by.

    `words` names the keys in the reader's language for the tooltip (here and below).
    """
    y = alt.Y(f"{name}:N", sort=None, title=None, axis=alt.Axis(labelLimit=220))
    tips = _tips(words, **{name: "N", value: "Q"})
    chart = alt.Chart(_data(rows)).mark_bar().encode(x=alt.X(f"{value}:Q", title=unit or None), y=y, tooltip=tips)
    if colour:
        chart = chart.encode(color=alt.Color(f"{colour}:N", sort=None))
    return _spec(chart, _height(rows, name, step, legend=bool(colour)))


def line_fan(
    rows: Rows,
    x: str,
    y: str,
    *,
    low: str = "",
    high: str = "",
    target: float | None = None,
    unit: str = "",
    height: int = 240,
    words: Words = NO_WORDS,
) -> Spec:
    """A line over dates with a band of uncertainty from `low` to `high`, and a dashed rule at the target."""
    data = _data(rows)
    axis_x = alt.X(f"{x}:T", title=None, axis=alt.Axis(format="%Y-%m", grid=False, labelOverlap=True))
    layers: list[alt.Chart] = []
    if low and high:
        band = alt.Chart(data).mark_area(opacity=0.22)
        layers.append(band.encode(x=axis_x, y=alt.Y(f"{low}:Q", title=unit or None), y2=f"{high}:Q"))
    line = alt.Chart(data).mark_line(point={"size": 36})
    tips = _tips(words, **{x: "T", y: "Q", low: "Q", high: "Q"})
    layers.append(line.encode(x=axis_x, y=alt.Y(f"{y}:Q", title=unit or None), tooltip=tips))
    if target is not None:
        rule = alt.Chart(_data([{"target": target}])).mark_rule(strokeDash=[5, 4], strokeWidth=1.5)
        layers.append(rule.encode(y="target:Q"))
    return _spec(alt.layer(*layers), height)


def timeline(
    rows: Rows,
    name: str,
    start: str,
    end: str,
    *,
    colour: str = "",
    today: str = "",
    step: int = 26,
    words: Words = NO_WORDS,
) -> Spec:
    """Bars from `start` to `end` (ISO dates), one row a name, with a dashed rule at `today`."""
    y = alt.Y(f"{name}:N", sort=None, title=None, axis=alt.Axis(labelLimit=220))
    x = alt.X(f"{start}:T", title=None, axis=alt.Axis(format="%Y-%m", labelOverlap=True))
    tips = _tips(words, **{name: "N", start: "T", end: "T"})
    bars = alt.Chart(_data(rows)).mark_bar(cornerRadius=3).encode(x=x, x2=f"{end}:T", y=y, tooltip=tips)
    if colour:
        bars = bars.encode(color=alt.Color(f"{colour}:N", sort=None))
    if not today:
        return _spec(bars, _height(rows, name, step, legend=bool(colour)))
    rule = alt.Chart(_data([{"today": today}])).mark_rule(strokeDash=[4, 4]).encode(x="today:T")
    return _spec(alt.layer(bars, rule), _height(rows, name, step, legend=bool(colour)))


def heat(rows: Rows, x: str, y: str, value: str, *, unit: str = "", cell: int = 30, words: Words = NO_WORDS) -> Spec:
    """A grid of cells whose colour follows `value`."""
    chart = alt.Chart(_data(rows)).mark_rect(cornerRadius=3)
    chart = chart.encode(
        x=alt.X(f"{x}:N", sort=None, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y(f"{y}:N", sort=None, title=None),
        color=alt.Color(f"{value}:Q", title=unit or None, legend=alt.Legend(gradientLength=120)),
        tooltip=_tips(words, **{x: "N", y: "N", value: "Q"}),
    )
    return _spec(chart, _height(rows, y, cell, legend=True))


def text_table(rows: Rows, columns: Sequence[str]) -> list[list[Any]]:
    """The rows of a chart's text alternative, in the order of `columns`."""
    return [[row.get(c) for c in columns] for row in rows]


# --- images ------------------------------------------------------------------------------------------------------


@cache
def register_font() -> None:
    """Tell the renderer where the package with the Chinese font lies."""
    spec = find_spec("noto_cjk_sans_otc")
    if spec is None or spec.origin is None:
        raise RuntimeError("The font package noto-cjk-sans-otc is not installed: run `make setup`")
    vl_convert.register_font_directory(str(Path(spec.origin).parent))


def _themed(spec: Spec, scheme: Scheme, width: int) -> Spec:
    config = {key: dict(value) if isinstance(value, dict) else value for key, value in spec.get("config", {}).items()}
    for key, value in theme(scheme).items():
        config[key] = {**config.get(key, {}), **value} if isinstance(value, dict) else value
    sized = {**spec, "config": config}
    if sized.get("width") == "container":
        sized["width"] = width
    return sized


def to_svg(spec: Spec, *, scheme: Scheme = "light", width: int = 640) -> str:
    """The chart as SVG text for a report; `width` in pixels where the spec leaves it to its container."""
    register_font()
    return str(vl_convert.vegalite_to_svg(_themed(spec, scheme, width)))


def to_png(spec: Spec, *, scheme: Scheme = "light", width: int = 640, scale: float = 2.0) -> bytes:
    """The chart as PNG bytes, `scale` device pixels to a pixel."""
    register_font()
    return bytes(vl_convert.vegalite_to_png(_themed(spec, scheme, width), scale=scale))


# The browser's bundle: Vega's interpreter in place of eval, and no style element of its own.
BUNDLE_SNIPPET = """
window.xinzhiEmbed = (el, spec) => vegaEmbed(el, spec, {
  actions: false, ast: true, defaultStyle: false, renderer: "svg", tooltip: { disableDefaultStyle: true },
});
"""


def browser_bundle() -> str:
    """JavaScript of Vega, Vega-Lite and Vega-Embed that defines `window.xinzhiEmbed(element, spec)`; about 0.9 MB."""
    return str(vl_convert.javascript_bundle(BUNDLE_SNIPPET))
