"""Every kind: the vectors of the rules, the forms people write, what is refused and why."""

import contextlib
import json

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2
from typer.testing import CliRunner

from xinzhi.core.identifiers import KINDS, IdentifierError, parse
from xinzhi.core.identifiers.industry_names import DIVISIONS, SECTIONS, section_of
from xinzhi.core.identifiers.patent import check_of
from xinzhi.site.cli import app

pytestmark = pytest.mark.engine

SOUND = [
    # the vectors of rules.md §8
    ("patent", "201710601862.3", "201710601862.3"),
    ("patent", "ZL95115608.X", "ZL95115608.X"),
    ("orcid", "0000-0002-1825-0097", "0000-0002-1825-0097"),
    ("orcid", "0000-0002-1694-233X", "0000-0002-1694-233X"),
    ("cstr", "31253.11.sciencedb.j00001.00123", "CSTR:31253.11.sciencedb.j00001.00123"),
    ("standard", "DB3710/T 184-2022", "DB3710/T 184-2022"),
    # the forms people write
    ("patent", "ZL 2017 1 0601862.3", "ZL201710601862.3"),
    ("patent", "cn２０１７１０６０１８６２．３", "201710601862.3"),
    ("patent", "95115608x", "95115608.X"),
    ("orcid", "https://orcid.org/0000-0002-1694-233x", "0000-0002-1694-233X"),
    ("orcid", "ORCID: 0000000218250097", "0000-0002-1825-0097"),
    ("doi", "https://doi.org/10.1038/NATURE12373", "10.1038/nature12373"),
    ("doi", "DOI：10.11999/JEIT-2023", "10.11999/jeit-2023"),
    ("cstr", "https://cstr.cn/CSTR:31253.11.sciencedb.j00001.00123", "CSTR:31253.11.sciencedb.j00001.00123"),
    ("standard", "GB／T42565—2023", "GB/T 42565-2023"),
    ("standard", "gb/t 1.1 – 2020", "GB/T 1.1-2020"),
    ("standard", "GB 3100-1993", "GB 3100-1993"),
    ("standard", "GB/Z 41599-2022", "GB/Z 41599-2022"),
    ("standard", "DB37/T 4646.2-2023", "DB37/T 4646.2-2023"),
    ("standard", "T/CESA 1234-2021", "T/CESA 1234-2021"),
    ("standard", "Q/370100ABC 001-2021", "Q/370100ABC 001-2021"),
    ("standard", "JB/T 10000-2018", "JB/T 10000-2018"),
    ("standard", "ISO/IEC 27001 : 2022", "ISO/IEC 27001:2022"),
    ("standard", "ISO/IEC TR 24028:2020", "ISO/IEC TR 24028:2020"),
    ("standard", "IEC 60601-1:2005", "IEC 60601-1:2005"),
    ("industry", "c 3921", "C3921"),
    ("industry", "65", "I65"),
    ("industry", "T", "T"),
    ("adcode", "370100", "370100"),
    ("adcode", "３７０１０２", "370102"),
    ("stock", "sz000001", "000001.SZ"),
    ("stock", "600060", "600060.SH"),
    ("stock", "688001.SS", "688001.SH"),
    ("stock", "920002", "920002.BJ"),
    ("stock", "00700.HK", "00700.HK"),
    ("issn", "ISSN 0024-9319", "0024-9319"),
    ("isbn", "7-111-12806-0", "978-7-111-12806-9"),
    ("contract", "2023-3701-00-000123", "2023370100000123"),
    ("certificate", "gr2023 3700 1234", "GR202337001234"),
    ("software", "2021sr0123456", "2021SR0123456"),
]
UNSOUND = [
    ("patent", "201710601862.4", "check", ""),
    ("patent", "201710601862", "check_missing", "201710601862.3"),
    ("patent", "ZL9511560B.X", "character", "ZL95115608.X"),
    ("patent", "CN107123456A", "publication", ""),
    ("patent", "200210601862.3", "year", ""),
    ("patent", "201740601862.3", "kind", ""),
    ("patent", "123", "length", ""),
    ("orcid", "0000-0002-1825-0098", "check", ""),
    ("orcid", "0000-0002-1825-O097", "character", "0000-0002-1825-0097"),
    ("doi", "11.1038/x", "form", ""),
    ("doi", "10.1038/a b", "form", ""),
    ("cstr", "3125.11.x", "form", ""),
    ("standard", "GBT 42565-2023", "form", "GB/T 42565-2023"),
    ("standard", "DB3710T184-2022", "form", "DB3710/T 184-2022"),
    ("standard", "GB 3100-93", "year", "GB 3100-1993"),
    ("standard", "DB99/T 1-2020", "area", ""),
    ("standard", "hello", "form", ""),
    ("industry", "D3921", "letter", "C3921"),
    ("industry", "98", "division", ""),
    ("industry", "U", "section", ""),
    ("industry", "C39210", "form", ""),
    ("adcode", "370199", "unknown", ""),
    ("adcode", "990000", "unknown", ""),
    ("adcode", "370102001000", "length", "370102"),
    ("adcode", "37O1OO", "character", ""),
    ("stock", "000001.SH", "exchange", "000001.SZ"),
    ("stock", "123456", "exchange", ""),
    ("stock", "00700", "form", ""),
    ("issn", "0032147X", "check", ""),
    ("isbn", "978-7-111-12806-8", "check", ""),
    ("isbn", "777-7-111-12806-8", "prefix", ""),
    ("contract", "0023370100000123", "year", ""),
    ("certificate", "GR202399001234", "area", ""),
    ("certificate", "GR2023370012", "form", ""),
    ("software", "2021SR123", "form", ""),
]


@pytest.mark.parametrize(("kind", "given", "normal"), SOUND)
def test_a_sound_one_has_one_form(kind, given, normal):
    assert parse(kind, given).normal == normal
    assert parse(kind, normal).normal == normal


@pytest.mark.parametrize(("kind", "given", "code", "suggestion"), UNSOUND)
def test_an_unsound_one_says_why(kind, given, code, suggestion):
    with pytest.raises(IdentifierError) as caught:
        parse(kind, given)
    assert (caught.value.code, caught.value.suggestion) == (code, suggestion)
    assert str(caught.value)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda k: k.key)
def test_every_kind_has_a_sound_example_in_its_normal_form(kind):
    assert kind.parse(kind.example).normal == kind.example
    assert kind.parse(kind.example).kind == kind.key


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_reason(kind, text):
    with contextlib.suppress(IdentifierError):
        found = parse(kind, text)
        assert parse(kind, found.normal).normal == found.normal


@given(st.integers(2003, 2030), st.sampled_from("12389"), st.integers(0, 9_999_999), st.integers(0, 11))
def test_any_one_wrong_digit_of_a_patent_number_is_found(year, kind, serial, place):
    digits = f"{year}{kind}{serial:07}"
    number = f"{digits}.{check_of(digits)}"
    assert parse("patent", number).normal == number
    for other in set("0123456789") - {digits[place]}:
        with pytest.raises(IdentifierError):
            parse("patent", number[:place] + other + number[place + 1 :])


@given(st.integers(15_000_000, 35_000_000) | st.integers(900_000_000_000, 900_100_000_000))
@example(14_999_999)
@example(35_000_001)
def test_every_number_of_the_block_is_an_orcid(n):
    stem = f"{n:015}"
    code = stem + mod_11_2.calc_check_digit(stem)
    found = parse("orcid", code)
    assert found.normal.replace("-", "") == code
    assert [x.code for x in found.notices] == (["block"] if n in (14_999_999, 35_000_001) else [])


@given(st.sampled_from(["patent", "orcid", "issn"]), st.integers(0, 12))
def test_a_swap_of_neighbours_is_found(kind, place):
    normal = {"patent": "201710601862.3", "orcid": "0000000218250097", "issn": "00249319"}[kind]
    assume(place + 1 < len(normal))
    assume(normal[place] != normal[place + 1])
    assume("." not in normal[place : place + 2])
    with pytest.raises(IdentifierError):
        parse(kind, normal[:place] + normal[place + 1] + normal[place] + normal[place + 2 :])


@pytest.mark.parametrize(
    ("code", "now", "name"),
    [("371200", "370100", "济南市"), ("371202", "370116", "莱芜区"), ("371203", "370117", "钢城区")],
)
def test_laiwu_is_right_in_old_data_and_says_what_it_became(code, now, name):
    found = parse("adcode", code)
    assert found.parts["now"] == now
    [notice] = found.notices
    assert notice.code == "ended"
    assert notice.message.params["year"] == 2019
    assert f"became {now} ({name})" in str(notice.message)


def test_the_sixteen_cities_of_shandong():
    names = [parse("adcode", f"37{n:02}00").parts["name"] for n in range(1, 18) if n != 12]
    expected = "济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽"
    assert [n.removesuffix("市") for n in names] == expected.split()
    assert not any(parse("adcode", f"37{n:02}00").notices for n in range(1, 18) if n != 12)


def test_a_division_elsewhere_that_is_newer_than_the_list_is_told():
    found = parse("adcode", "330113")
    assert (found.parts["province"], [n.code for n in found.notices]) == ("浙江省", ["unlisted"])


def test_twenty_sections_hold_ninety_seven_divisions():
    assert len(SECTIONS) == 20
    assert list(DIVISIONS) == [f"{n:02}" for n in range(1, 98)]
    assert {d: section_of(d) for d in ("05", "06", "12", "13", "43", "46", "83", "96", "97")} == {
        "05": "A",
        "06": "B",
        "12": "B",
        "13": "C",
        "43": "C",
        "46": "D",
        "83": "P",
        "96": "S",
        "97": "T",
    }


def test_a_number_without_year_and_a_doi_at_a_sentence_end_are_told():
    assert [n.code for n in parse("standard", "GB/T 42565").notices] == ["no_year"]
    assert [n.code for n in parse("doi", "10.1038/nature12373.").notices] == ["end"]
    assert [n.code for n in parse("standard", "DB3712/T 1-2017").notices] == ["ended"]


def test_every_listed_company_has_a_sound_code(shared):
    lines = (shared / "datasets/enterprises/a-shares.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    codes = [line.split(",")[0] for line in lines]
    assert len(codes) == 5448
    assert [parse("stock", code).normal for code in codes] == codes


def test_the_command_line_checks_and_lists():
    run = CliRunner().invoke
    done = run(app, ["id", "check", "uscc", "91350100m000100y43", "--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["normal"] == "91350100M000100Y43"
    assert run(app, ["id", "check", "adcode", "371202"]).stdout.count("370116") == 2
    wrong = run(app, ["id", "check", "uscc", "9135O100M000100Y43"])
    assert (wrong.exit_code, "Perhaps 91350100M000100Y43?" in wrong.stderr) == (1, True)
    assert json.loads(run(app, ["id", "check", "patent", "201710601862", "--json"]).stdout) == {
        "code": "check_missing",
        "message": "The check character after the dot is missing; the digits given make it 3.",
        "suggestion": "201710601862.3",
    }
    assert run(app, ["id", "check", "nothing", "1"]).exit_code == 2
    assert [line.split("\t")[0] for line in run(app, ["id", "kinds"]).stdout.splitlines()] == list(KINDS)
