"""The simulated province has the skew, the signs and the shares that its assumptions state."""

import numpy as np
import pytest

from xinzhi.registry.engine.province import KINDS, MARK, Place, assumptions, firm_names, make_province

YEARS = range(2021, 2026)
CITIES = [Place(k, k, k) for k in ("qingdao", "jinan", "rizhao", "elsewhere")]
FIELDS = [Place(f"{t}-{n}", f"{t}{n}", "", t) for t in ("ai", "quantum", "x", "unheard") for n in range(2)]


@pytest.fixture(scope="module")
def province():
    return make_province(firms=20_000, years=YEARS, cities=CITIES, fields=FIELDS, seed=3)


def last(province, measure):
    """A measure of the last year, of the firms that lived in it."""
    return province.firms.figures[measure][province.firms.alive[:, -1], -1].astype(float)


def gini(values):
    ordered = np.sort(values)
    n = len(ordered)
    return (2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * ordered.sum())


def ranks(values):
    return np.argsort(np.argsort(values))


def spearman(a, b):
    return np.corrcoef(ranks(a), ranks(b))[0, 1]


def test_the_same_seed_gives_the_same_and_another_does_not():
    few = {"firms": 300, "years": YEARS, "cities": CITIES, "fields": FIELDS}
    one, two, other = make_province(**few, seed=1), make_province(**few, seed=1), make_province(**few, seed=2)
    for measure, values in one.firms.figures.items():
        assert (values == two.firms.figures[measure]).all()
    assert (one.titles.issued == two.titles.issued).all()
    assert (one.firms.figures["revenue"] != other.firms.figures["revenue"]).any()


def test_revenue_is_as_unequal_as_firms_are(province):
    revenue = last(province, "revenue")
    top = np.sort(revenue)[-len(revenue) // 100 :].sum() / revenue.sum()
    assert 0.7 < gini(revenue) < 0.95
    assert 0.2 < top < 0.7


def test_the_tail_falls_with_the_assumed_exponent(province):
    given = assumptions()["revenue"]
    first = province.firms.figures["revenue"][province.firms.alive[:, 0], 0] / 100
    tail = first[first > 5 * given["tail_from"]]
    hill = len(tail) / np.log(tail / tail.min()).sum()
    assert hill == pytest.approx(given["tail_exponent"], abs=0.35)


def test_cities_and_fields_have_the_assumed_shares(province):
    weights = assumptions()["places"]
    share = np.bincount(province.firms.city, minlength=len(CITIES)) / len(province.firms)
    assumed = np.array([weights.get(c.key, weights["other"]) for c in CITIES])
    assert share == pytest.approx(assumed / assumed.sum(), abs=0.02)


def test_research_follows_field_and_size(province):
    firms, alive = province.firms, province.firms.alive[:, -1]
    intensity = last(province, "rd_expense") / last(province, "revenue")
    top = np.array([FIELDS[f].top for f in firms.field[alive]])
    means = {t: intensity[(top == t) & (intensity > 0)].mean() for t in ("x", "ai", "quantum")}
    assert means["x"] < means["ai"] < means["quantum"]
    active = intensity > 0
    assert spearman(intensity[active], last(province, "revenue")[active]) < 0
    assert spearman(last(province, "rd_expense"), last(province, "inventions")) > 0.2
    assert spearman(last(province, "revenue"), last(province, "staff")) > 0.6
    assert 1 - active.mean() == pytest.approx(assumptions()["research"]["none"], abs=0.02)


def test_growth_persists(province):
    alive = province.firms.alive.all(axis=1)
    growth = np.diff(np.log(province.firms.figures["revenue"][alive]), axis=1)
    assert np.corrcoef(growth[:, 1], growth[:, 2])[0, 1] > 0.2


def test_many_firms_have_no_right_and_few_have_many(province):
    rights = last(province, "inventions")
    assert (rights == 0).mean() > assumptions()["rights"]["none"]
    assert rights.var() > 3 * rights.mean()


def test_figures_are_possible(province):
    f = province.firms.figures
    assert (f["rd_staff"] <= f["staff"]).all()
    assert (f["hightech_revenue"] <= f["revenue"]).all()
    assert (f["rd_expense"] <= f["revenue"]).all()
    assert (f["revenue"][~province.firms.alive] == 0).all()
    assert (province.firms.founded <= YEARS[-1]).all()


def test_titles_follow_from_the_figures(province):
    held, firms = province.titles, province.firms
    rules = assumptions()["title"]
    assert (held.expires >= held.issued).all()
    year = held.issued.astype("datetime64[Y]").astype(int) + 1970 - YEARS[0]
    for t, rule in enumerate(rules):
        mine = held.title == t
        revenue = firms.figures["revenue"][held.firm[mine], year[mine]]
        rd = firms.figures["rd_expense"][held.firm[mine], year[mine]]
        assert (rd >= rule["least_intensity"] * revenue - 1).all()
        assert firms.alive[held.firm[mine], year[mine]].all()
    count = np.bincount(held.title, minlength=len(rules))
    names = [r["name"] for r in rules]
    small, high, special, giant = (count[names.index(n)] for n in names[:4])
    assert small > high > special > giant > 0


def test_nobody_holds_one_title_twice_at_once(province):
    held = province.titles
    order = np.lexsort((held.issued, held.title, held.firm))
    same = (np.diff(held.firm[order]) == 0) & (np.diff(held.title[order]) == 0)
    assert (held.issued[order][1:][same] > held.expires[order][:-1][same] - 366).all()


def test_names_are_marked_and_never_the_same(province):
    names = firm_names(province)
    assert len(set(names)) == len(names)
    assert all(n.startswith(MARK) for n in names)


def test_works_belong_to_firms_that_live_and_do_research(province):
    for kind in KINDS:
        work = province.works[kind]
        assert len(work.firm) > 0
        assert province.firms.alive[work.firm, work.year - YEARS[0]].all()
        assert (province.firms.figures["rd_expense"][work.firm].sum(axis=1) > 0).all()


def test_nothing_to_simulate_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        make_province(firms=0, years=YEARS, cities=CITIES, fields=FIELDS)
