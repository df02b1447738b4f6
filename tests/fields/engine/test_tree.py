"""The tree's model: files texts, names the words, says «none», and is kept in a file."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinzhi.core.packs import Pack
from xinzhi.fields.engine import NONE, Node, TreeModel, train_tree
from xinzhi.fields.trees import nodes_of_pack, places_of_pack

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def model():
    pack = Pack.load("shandong")
    return train_tree(nodes_of_pack(pack), places=places_of_pack(pack))


@pytest.mark.parametrize(
    ("text", "key", "top"),
    [
        ("面向超导量子比特的低温测控电路", "quantum-computing", "quantum"),
        ("质子交换膜燃料电池堆的寿命预测", "x-hydrogen", "x"),
        ("Fine-tuning a large language model for contracts", "ai-llm", "ai"),
        ("双足行走的人形机器人全身控制", "robot-humanoid", "robot"),
        ("低轨卫星星座的星间链路调度", "network-satellite", "network"),
        ("明清江南市镇的诗歌与戏曲", NONE, NONE),
        ("小学语文教师的课程改革", NONE, NONE),
        ("Tax law and public administration", NONE, NONE),
        ("", NONE, NONE),
        ("济南市重点实验室", NONE, NONE),
    ],
)
def test_texts_are_filed(model, text, key, top):
    best = model.file([text])[0].best
    assert (best.key, best.top) == (key, top)


def test_the_deciding_words_are_parts_of_the_text(model):
    text = "青岛市量子计算重点实验室"
    best = model.file([text])[0].best
    assert best.words[0].text == "量子计算"
    assert all(text[w.begins : w.ends] == w.text for w in best.words)
    assert "青岛" not in "".join(w.text for w in best.words)


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=60) | st.text("量子计算机器人海洋燃料电池ＡＢab 123", max_size=60))
def test_whatever_the_text_is(model, text):
    filed = model.file([text], top=5)[0]
    chances = [s.chance for s in filed.suggestions]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1 + 1e-5
    assert filed.margin == pytest.approx(chances[0] - chances[1], abs=1e-6)
    assert filed.margin == pytest.approx(float(model.margins([text])[0]), abs=1e-5)
    for s in filed.suggestions:
        assert s.top_chance >= s.chance - 1e-5
        assert all(text[w.begins : w.ends] == w.text for w in s.words)


def test_what_was_filed_by_hand_is_learnt():
    pack = Pack.load("shandong")
    nodes, places = nodes_of_pack(pack), places_of_pack(pack)
    judged = [("海参苗种繁育", "life-breeding"), ("景区索道", NONE), ("量子波动速读", NONE), ("旧节点的文", "gone")]
    before, after = train_tree(nodes, places=places), train_tree(nodes, places=places, judged=judged)
    texts = [text for text, _ in judged[:3]]
    assert [f.best.key for f in after.file(texts)] == [key for _, key in judged[:3]]
    assert [f.best.key for f in before.file(texts)] != [key for _, key in judged[:3]]
    assert after.file(["海参苗种"])[0].best.chance > before.file(["海参苗种"])[0].best.chance


def test_a_model_kept_and_read_again_is_the_same(model, tmp_path):
    file = tmp_path / "deep" / "m.npz"
    model.save(file)
    again = TreeModel.load(file)
    texts = ["量子计算", "heat pump", "诗歌"]
    assert np.array_equal(again.chances(texts), model.chances(texts))
    assert again.file(texts) == model.file(texts)
    assert [p.name for p in file.parent.iterdir()] == ["m.npz"]


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04broken"])
def test_a_file_that_is_no_model_is_refused(tmp_path, content):
    file = tmp_path / "m.npz"
    file.write_bytes(content)
    with pytest.raises(ValueError, match="Train it again"):
        TreeModel.load(file)


def test_a_pickle_is_never_opened(tmp_path):
    file = tmp_path / "m.npz"
    np.savez(file, meta=np.array([{"format": 1}], dtype=object))
    with pytest.raises(ValueError, match="Train it again"):
        TreeModel.load(file)


def test_a_tree_needs_nodes():
    with pytest.raises(ValueError, match="needs nodes"):
        train_tree([])
    with pytest.raises(ValueError, match="none"):
        train_tree([Node(NONE, None, ("a",))])
