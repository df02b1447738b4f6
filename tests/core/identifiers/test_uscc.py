"""The credit code: its check finds every slip of one character and every swap of neighbours."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.cn import uscc as reference

from xinzhi.core.identifiers import IdentifierError, parse
from xinzhi.core.identifiers.uscc import body_check

pytestmark = pytest.mark.engine
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
GOLDEN = "91350100M000100Y43"  # rules.md §8


@st.composite
def codes(draw):
    """Sound codes of every authority, with a sound organisation code inside."""
    head = draw(st.sampled_from("123456789ANY")) + draw(st.sampled_from("1239"))
    area = draw(st.sampled_from(["370100", "370200", "371302", "110105", "100000"]))
    body = draw(st.text(ALPHABET, min_size=8, max_size=8))
    stem = head + area + body + body_check(body)
    return stem + reference.calc_check_digit(stem)


def error(text, kind="uscc"):
    with pytest.raises(IdentifierError) as caught:
        parse(kind, text)
    return caught.value


@given(codes())
def test_the_normal_form_is_its_own(code):
    assert parse("uscc", code).normal == code


@given(codes(), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_found(code, place, other):
    assume(code[place] != other)
    assert error(code[:place] + other + code[place + 1 :]).code in {"area", "check"}


@given(codes(), st.integers(0, 17), st.integers(0, 17))
def test_any_swap_is_found_but_that_of_the_first_with_the_last(code, one, other):
    assume(code[one] != code[other])
    assume({one, other} != {0, 17})  # both weigh one
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    assert error("".join(letters)).code in {"area", "check"}


@given(codes(), st.sampled_from([" ", "-", "　", "—", "\u200b"]))
def test_width_case_and_separators_do_not_matter(code, gap):
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code.lower())
    assert parse("uscc", f" {gap.join([wide[:2], wide[2:8], wide[8:]])} ").normal == code


def test_the_golden_code_says_what_its_parts_mean():
    found = parse("uscc", f"统一社会信用代码：{GOLDEN}")
    assert found.normal == GOLDEN
    assert found.parts == {
        "authority": "9",
        "authority_name": "工商",
        "type": "1",
        "area": "350100",
        "area_name": "福州市",
        "body": "M000100Y4",
    }
    assert found.notices == ()


def test_the_error_explains_the_check_and_the_alphabet():
    wrong = error(GOLDEN[:-1] + "4")
    assert wrong.code == "check"
    assert wrong.message.params == {"found": "4", "expected": "3", "rule": "GB 32100-2015"}
    assert "others give 3" in str(wrong)
    foreign = error("9135O100M000100Y43")
    assert foreign.code == "character"
    assert foreign.message.params["place"] == 5
    assert foreign.suggestion == GOLDEN  # shown, not taken
    assert error("91350100M000100Y4").message.params == {"found": 17, "expected": 18}
    assert error(" ").code == "empty"
    assert error("9" * 300).code == "length"


def test_a_village_cooperative_registered_with_agriculture_is_sound():
    stem = "N2370102MF0000001"
    code = stem + reference.calc_check_digit(stem)
    found = parse("uscc", code)
    assert found.parts["authority_name"] == "农业"
    assert [n.code for n in found.notices] == ([] if body_check("MF000000") == "1" else ["body"])


def test_an_unlisted_area_is_told_but_not_refused():
    stem = "91379900M000100Y4"
    assert [n.code for n in parse("uscc", stem + reference.calc_check_digit(stem)).notices] == ["area"]
