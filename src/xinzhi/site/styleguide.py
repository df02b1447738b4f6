"""Sample data for the living style guide: every component with something in it. All of it is made up and says so."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from xinzhi.core import charts

TODAY = dt.date(2026, 11, 20)
CITIES = (
    "滨州 2 1 20|东营 3 1 30|烟台 5 1 62|威海 6 1 44|德州 1 2 26|济南 2 2 90|淄博 3 2 40|潍坊 4 2 52|青岛 5 2 96|"
    "聊城 1 3 16|泰安 2 3 24|临沂 3 3 30|日照 4 3 18|菏泽 1 4 14|济宁 2 4 34|枣庄 3 4 0"
)
FIELDS = (
    ("人工智能", 1204, (3, 5, 6, 9, 14)),
    ("元宇宙+", 186, (2, 4, 5, 4, 4)),
    ("生命科学", 932, (6, 7, 7, 9, 10)),
    ("未来网络", 240, (2, 2, 3, 4, 4)),
    ("量子科技", 138, (1, 1, 2, 2, 4)),
    ("技能作业机器人", 311, (2, 3, 5, 6, 9)),
    ("深海深地深空", 402, (5, 5, 6, 6, 7)),
    ("低空经济", 275, (0, 1, 2, 5, 9)),
)
SAMPLE_TEXT = (
    "到2027年，布局建设重大科技创新平台30家左右，引育人才100名以上。\n\n"
    "1. 强化前沿技术供给。每年实施前沿技术攻关项目20项左右。（示例厅牵头，示例委配合）"
)
FOUND = (
    ("t1", "target", "布局建设重大科技创新平台30家左右"),
    ("f1", "field", "重大科技创新平台"),
    ("m1", "measure", "强化前沿技术供给"),
    ("t2", "target", "每年实施前沿技术攻关项目20项左右"),
    ("d1", "duty", "示例厅牵头，示例委配合"),
)


def _span(words: str, key: str, kind: str) -> tuple[int, int, str, str]:
    start = SAMPLE_TEXT.index(words)
    return start, start + len(words), key, kind


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label=_("Title"), help_text=_("As it shall stand in the list, at most 60 characters"))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("a", "A"), ("b", "B")])
    standing = forms.ChoiceField(
        label=_("Standing"), widget=forms.RadioSelect, choices=[("on", _("On track")), ("late", _("Behind"))]
    )
    value = forms.IntegerField(label=_("Value"), required=False)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    evidence = forms.FileField(label=_("Evidence"), required=False, help_text="PDF, XLSX, JPG; 50 MB")
    agree = forms.BooleanField(label=_("The figures are as they were recorded"))


def overview() -> dict[str, Any]:
    """Samples of the plan at a glance."""
    names = ("源头", "转化", "产品", "场景")
    values, notes = (
        (38, 212, 31, 96),
        ("在研前沿攻关项目", "中试与概念验证服务中", "重大标志性创新产品", "开放应用场景"),
    )
    stations = [
        {"name": n, "value": v, "note": t, "delta": "▲ 4", "url": "#chain", "simulated": n == "场景"}
        for n, v, t in zip(names, values, notes, strict=True)
    ]
    cities = [
        {"name": name, "col": int(col), "row": int(row), "value": int(value), "url": "#cities"}
        for name, col, row, value in (city.split() for city in CITIES.split("|"))
    ]
    tiles = [{"name": n, "weight": w**0.5, "series": s, "note": f"企业 {w:,}", "url": "#fields"} for n, w, s in FIELDS]
    frontier = [{"name": n, "url": "#fields"} for n in ("6G", "类脑智能", "光计算", "太赫兹", "氢能", "未来材料")]
    targets: list[dict[str, Any]] = [
        {
            "name": "重大科技创新平台和新型研发机构",
            "value": 26,
            "target": 30,
            "expected": 23.4,
            "chance": 0.94,
            "unit": "家左右",
        },
        {
            "name": "战略科技人才和产业技术专家",
            "value": 83,
            "target": 100,
            "expected": 78,
            "chance": 0.72,
            "unit": "名以上",
        },
        {"name": "重大标志性创新产品", "value": 31, "target": 50, "expected": 39, "chance": 0.57, "unit": "个以上"},
        {
            "name": "省技术创新中心（新布局）",
            "value": 9,
            "target": 20,
            "expected": 15.6,
            "chance": 0.31,
            "unit": "家左右",
        },
    ]
    for target in targets:
        target.update(url="#targets", lead="示例厅", simulated=True, proved=target["value"], proof_url="#proof")
    return {"stations": stations, "cities": cities, "tiles": tiles, "frontier": frontier, "targets": targets}


def in_time() -> dict[str, Any]:
    """Samples of what happens in time."""
    day = dt.timedelta(days=1)
    gantt = [
        {
            "name": "前沿攻关“突破”",
            "start": dt.date(2025, 1, 1),
            "end": dt.date(2027, 6, 30),
            "done": 0.7,
            "tone": "ok",
            "marks": [],
        },
        {
            "name": "中试孵化“加速”",
            "start": dt.date(2025, 7, 1),
            "end": dt.date(2027, 12, 31),
            "done": 0.35,
            "tone": "warn",
            "marks": [{"date": dt.date(2026, 12, 31), "name": "年度节点"}],
        },
        {
            "name": "应用场景“创设”",
            "start": dt.date(2026, 3, 1),
            "end": dt.date(2027, 12, 31),
            "done": 0.1,
            "tone": "bad",
            "marks": [],
        },
    ]
    events = [
        {"date": TODAY, "what": "季度报告已接受", "who": "示例厅", "tone": "ok"},
        {
            "date": TODAY - 3 * day,
            "what": "退回修改",
            "who": "示例办",
            "tone": "warn",
            "text": "请补充第 3 项的证明材料。",
        },
        {"date": TODAY - 9 * day, "what": "提交季度报告", "who": "示例厅", "tone": "info"},
    ]
    steps = [
        {"name": _("Draft"), "state": "done", "note": "11-02"},
        {"name": _("Submitted"), "state": "done", "note": "11-11"},
        {"name": _("In review"), "state": "current", "note": "11-17"},
        {"name": _("Accepted"), "state": "todo"},
    ]
    notices = [
        {
            "title": "“中试基地”举措逾期 6 个工作日",
            "url": "#inbox",
            "text": "第二级催办",
            "at": TODAY,
            "unread": True,
            "room": _("Plan"),
        },
        {"title": "季度报告已接受", "url": "#inbox", "at": TODAY - 2 * day, "unread": False, "room": _("Plan")},
    ]
    files = [
        {
            "name": "季度进展.pdf",
            "url": "#files",
            "size": 482_113,
            "sha256": "9f86d081884c7d65" * 4,
            "at": TODAY,
            "who": "示例厅",
        }
    ]
    changes = [
        {"name": "现状值", "before": "24", "after": "26"},
        {"name": "说明", "before": "两家平台获批，一家在评审。", "after": "四家平台获批，一家待验收。"},
    ]
    return {
        "gantt": gantt,
        "gantt_start": dt.date(2025, 1, 1),
        "gantt_end": dt.date(2028, 1, 1),
        "events": events,
        "steps": steps,
        "notices": notices,
        "files": files,
        "changes": changes,
    }


def tables() -> dict[str, Any]:
    """Samples of lists and tables."""
    columns = [{"name": f"{n}. 举措", "url": "#matrix"} for n in range(1, 17)]
    marks = {0: ("●", "lead-duty", _("leads")), 1: ("○", "support-duty", _("supports"))}
    rows = [
        {
            "name": f"示例部门{c}",
            "cells": [
                dict(zip(("text", "tone", "title"), marks.get((i * 5 + j * 3) % 7, ("", "", "")), strict=True))
                for j in range(16)
            ],
        }
        for i, c in enumerate("甲乙丙丁戊己")
    ]
    bar = {
        "q": "",
        "count": 1284,
        "active": [{"label": "济南", "url": "#"}],
        "clear_url": "#",
        "form": SampleForm(auto_id="filter_%s"),
        "views": [{"label": _("My view"), "url": "#", "current": True}],
        "save_view_url": "#",
        "exports": [{"label": "CSV", "url": "#"}, {"label": "XLSX", "url": "#"}],
    }
    bulk = [{"value": "press", "label": _("Press")}, {"value": "remove", "label": _("Remove"), "tone": "bad"}]
    return {
        "matrix_columns": columns,
        "matrix_rows": rows,
        "bar": bar,
        "bulk": bulk,
        "page": Paginator(range(1284), 25).page(7),
    }


def drawings() -> dict[str, Any]:
    """Samples of Vega-Lite charts, each with its table."""
    fan = [{"date": f"2026-{m:02d}-01", "value": m * 2, "low": m * 1.7, "high": m * 2.4} for m in range(1, 13)]
    bars = [{"name": n, "value": w} for n, w, _s in FIELDS]
    words = {
        "date": str(_("Date")),
        "value": str(_("Value")),
        "low": str(_("Low")),
        "high": str(_("High")),
        "name": str(_("Name")),
    }
    return {
        "fan_columns": [_("Date"), _("Value"), _("Low"), _("High")],
        "bars_columns": [_("Name"), _("Value")],
        "fan": charts.line_fan(fan, "date", "value", low="low", high="high", target=30, unit="家", words=words),
        "fan_rows": charts.text_table(fan, ("date", "value", "low", "high")),
        "bars": charts.bar(bars, "name", "value", unit="家", words=words),
        "bars_rows": charts.text_table(bars, ("name", "value")),
    }


def context() -> dict[str, Any]:
    """Everything the style guide's template shows."""
    wrong = SampleForm({"title": "", "kind": "a"}, auto_id="wrong_%s")
    wrong.is_valid()
    return {
        "today": TODAY,
        "sample_text": SAMPLE_TEXT,
        "spans": [_span(words, key, kind) for key, kind, words in FOUND],
        "found": FOUND,
        "form": SampleForm(),
        "wrong": wrong,
        "facts": [
            {"name": _("Unified code"), "value": "91370000XXXXXXXXXX"},
            {"name": _("R&D spending"), "value": "1.25 亿元", "url": "#lineage", "source": "年度报告", "as_of": TODAY},
            {"name": _("Revenue"), "value": "9.8 亿元", "simulated": True},
        ],
        "tabs": [
            {"label": _("Overview"), "url": "#", "current": True},
            {"label": _("Evidence"), "url": "#", "count": 26},
            {"label": _("History"), "url": "#"},
        ],
        "dots": [
            {"tone": "ok", "label": _("On track")},
            {"tone": "warn", "label": _("Behind")},
            {"tone": "bad", "label": _("Overdue")},
            {"tone": "mute", "label": _("Not begun")},
        ],
        **overview(),
        **in_time(),
        **tables(),
        **drawings(),
    }
