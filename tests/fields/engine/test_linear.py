"""The linear classifier and its measure, on files small, odd and broken."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinzhi.fields.engine import BadLine, Labelled, evaluate, fit, read_table
from xinzhi.fields.engine.measure import calibration_error

pytestmark = pytest.mark.engine
QUANTUM = ["量子计算的纠错", "超导量子比特", "量子通信网络", "量子密钥分发", "离子阱量子计算"]
WHEAT = ["小麦的施肥", "冬小麦品种选育", "小麦病虫害防治", "小麦产量与灌溉", "旱地小麦栽培"]


def table(*pairs):
    return Labelled([text for text, _ in pairs], [label for _, label in pairs], [])


def test_it_learns_what_is_there_to_learn():
    model = fit([*QUANTUM, *WHEAT], ["q"] * 5 + ["w"] * 5)
    assert model.predict(["量子比特的操控", "小麦新品种"]) == ["q", "w"]
    chances = model.chances(["量子比特的操控", "小麦新品种", "无关"])
    assert np.allclose(chances.sum(axis=1), 1, atol=1e-5)
    assert chances.max(axis=1)[2] < min(chances.max(axis=1)[:2])


def test_the_same_texts_give_the_same_model():
    one, two = (fit([*QUANTUM, *WHEAT], ["q"] * 5 + ["w"] * 5) for _ in range(2))
    assert np.array_equal(one.weights, two.weights)
    assert one.sharpness == two.sharpness


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=12), st.sampled_from("abcd")), min_size=1, max_size=9))
def test_any_training_texts_give_a_model_that_names_one_of_their_classes(pairs):
    model = fit([t for t, _ in pairs], [c for _, c in pairs])
    assert set(model.predict([*(t for t, _ in pairs), "", "别的"])) <= {c for _, c in pairs}
    assert np.isfinite(model.scores(["", "别的"])).all()


def test_prediction_in_blocks_is_prediction():
    model = fit([*QUANTUM, *WHEAT], ["q"] * 5 + ["w"] * 5)
    texts = [*WHEAT, *QUANTUM]
    assert model.predict(texts, block=3) == model.predict(texts)


def test_no_text_is_refused():
    with pytest.raises(ValueError, match="no text"):
        fit([], [])


def test_a_table_is_read_and_bad_lines_are_named(tmp_path):
    file = tmp_path / "a.tsv"
    file.write_text("x\t量子\tq\n\nonly one\nx\t\tq\nx\t小麦\t \n麦\tw\r\n", encoding="utf-8")
    found = read_table(file)
    assert (found.texts, found.labels) == (["量子", "麦"], ["q", "w"])
    assert [(b.file, b.line) for b in found.bad] == [(str(file), n) for n in (3, 4, 5)]
    assert "one column" in found.bad[0].reason
    assert "text" in found.bad[1].reason
    assert "label" in found.bad[2].reason


def test_gb18030_is_read_and_a_binary_refused(tmp_path):
    file = tmp_path / "a.tsv"
    file.write_bytes("量子\tq\n".encode("gb18030"))
    assert read_table(file).texts == ["量子"]
    file.write_bytes(b"\x00\x01\x02")
    with pytest.raises(ValueError, match="not a text file"):
        read_table(file)
    file.write_bytes("量子\tq\n".encode() + b"\xff\xff\t\n")
    with pytest.raises(ValueError, match="neither UTF-8 nor GB18030"):
        read_table(file)


def test_figures_are_those_of_the_guesses():
    train = table(*((t, "q") for t in QUANTUM), *((t, "w") for t in WHEAT))
    test = table(("量子比特", "q"), ("小麦栽培", "w"), ("小麦病害", "q"), ("天文", "unseen"))
    figures = evaluate(train, test)
    by_label = {c.label: c for c in figures.classes}
    assert figures.accuracy == 0.5
    assert (by_label["q"].recall, by_label["w"].recall) == (0.5, 1.0)
    assert by_label["unseen"].f1 == 0
    assert figures.unseen == ("unseen",)
    assert figures.macro_f1 == pytest.approx(sum(c.f1 for c in figures.classes) / 3)
    assert figures.trained_on == 10
    assert figures.tested_on == 4


def test_a_file_without_a_usable_line_is_refused_with_its_first_fault():
    bad = Labelled([], [], [BadLine("b.tsv", 1, "one column")])
    with pytest.raises(ValueError, match=r"test file.*b\.tsv:1"):
        evaluate(table(("量子", "q")), bad)


def test_calibration_error_is_the_gap_of_chance_and_hits():
    assert calibration_error(np.array([0.75, 0.75, 0.75, 0.75]), np.array([1, 1, 1, 0])) == pytest.approx(0)
    assert calibration_error(np.array([1.0, 1.0]), np.array([1, 0])) == pytest.approx(0.5)


def test_titles_of_papers_are_told_apart_far_better_than_by_chance(shared):
    folder = shared / "datasets" / "csl"
    train, test = (read_table(folder / f"cls_ctg-{part}.tsv") for part in ("train", "dev"))
    some = Labelled(train.texts[:1500], train.labels[:1500], [])
    assert evaluate(some, test).accuracy > 0.6  # the largest class alone gives 0.44
