import pytest

from xinzhi.plan.engine.reader import read

pytestmark = pytest.mark.engine

HEAD = "江澄市人工智能行动方案\n一、目标\n到2026年建成30家企业。\n二、重点任务\n"


def rows(text, **options):
    return [(".".join(m.path), m.title, m.lead, m.support, m.shared, m.part) for m in read(text, **options).measures]


def test_one_note_a_part_within_a_measure():
    plan = read(HEAD + "（一）平台。建设平台。（市科技局负责）完善标准。（市数据局、市财政局负责）引进人才。")
    assert [(m.part, m.text, m.lead, m.shared) for m in plan.measures] == [
        (0, "建设平台。", ("市科技局",), ()),
        (1, "完善标准。", (), ("市数据局", "市财政局")),
    ]
    first, second = plan.measures
    assert first.span.of(plan.text) == "（一）平台。建设平台。（市科技局负责）"
    assert second.span.of(plan.text) == "完善标准。（市数据局、市财政局负责）"
    assert first.note == first.note_span.of(plan.text) == "（市科技局负责）"


def test_a_note_in_the_heading_speaks_for_what_follows():
    plan = read(HEAD + "（一）丰富场景（市科技局牵头）\n1.教育场景。推进建设。\n2.医疗场景。推进建设。\n三、保障")
    (measure,) = plan.measures
    assert (measure.path, measure.title, measure.lead) == (("二", "一"), "丰富场景", ("市科技局",))
    assert measure.text == "1.教育场景。推进建设。\n2.医疗场景。推进建设。"


def test_a_note_below_several_items_belongs_to_their_parent():
    text = (
        HEAD
        + "（一）算力。\n1.中心。建设。\n2.调度。建设。\n（市工信局牵头，市发改委配合）\n（二）场景。开放。（市科技局负责）"
    )
    assert rows(text) == [
        ("二.一", "算力", ("市工信局",), ("市发改委",), (), 0),
        ("二.二", "场景", ("市科技局",), (), (), 0),
    ]


def test_a_last_item_with_its_own_note_keeps_it_when_others_have_theirs():
    text = HEAD + "（一）算力。\n1.中心。建设。（市工信局负责）\n2.调度。建设。（市发改委负责）"
    assert [row[0] for row in rows(text)] == ["二.一.1", "二.一.2"]


def test_first_named_leads_from_where_it_is_said():
    text = (
        HEAD
        + "（一）甲。建设。（市财政局、市科技局负责）\n（二）乙。建设。（市科技局、市财政局负责，排在第一位的为牵头单位，下同）\n"
        + "（三）丙。建设。（市数据局、市财政局负责）\n（四）丁。建设。（市教育局牵头，市财政局配合）"
    )
    assert [row[2:5] for row in rows(text)] == [
        ((), (), ("市财政局", "市科技局")),
        (("市科技局",), ("市财政局",), ()),
        (("市数据局",), ("市财政局",), ()),
        (("市教育局",), ("市财政局",), ()),
    ]


def test_first_named_leads_throughout_when_a_remark_says_so():
    text = HEAD + "（一）甲。建设。（市财政局、市科技局负责）\n注：责任单位列第一位的为牵头单位。"
    assert [row[2:5] for row in rows(text)] == [(("市财政局",), ("市科技局",), ())]


def test_rows_of_a_table_are_measures():
    text = (
        HEAD
        + "（一）甲。建设。（市财政局负责）\n附件\n任务分工表\n序号\t工作任务\t牵头单位\t配合单位\t完成时限\n"
        + "1\t建设平台\t市科技局\t市财政局、市教育局\t2026年底\n2\t开放场景\t市数据局\t—\t持续推进"
    )
    plan = read(text)
    assert [(m.path, m.title, m.lead, m.support, m.deadline) for m in plan.measures[1:]] == [
        (("1",), "建设平台", ("市科技局",), ("市财政局", "市教育局"), "2026年底"),
        (("2",), "开放场景", ("市数据局",), (), "持续推进"),
    ]


def test_without_any_note_the_lowest_items_of_the_task_part_are_measures():
    text = (
        HEAD
        + "（一）平台。\n1.建设中心。推进建设。\n2.建设基地。推进建设。\n（二）场景。推进开放。\n三、保障措施\n（一）加强领导。"
    )
    assert rows(text) == [
        ("二.一.1", "建设中心", (), (), (), 0),
        ("二.一.2", "建设基地", (), (), (), 0),
        ("二.二", "场景", (), (), (), 0),
    ]


def test_a_heading_that_is_a_whole_sentence_is_its_own_text():
    sentence = "对成效明显的市（地、州、盟）、县（市、区、旗），在安排中央资金时予以倾斜，支持其开展改革试点"
    plan = read(f"关于激励的通知\n一、{sentence}。（财政部负责）\n二、{sentence}工作。（商务部负责）\n各地要落实。")
    assert [(m.text, m.lead) for m in plan.measures] == [(sentence, ("财政部",)), (sentence + "工作", ("商务部",))]


def test_a_notice_without_numbers_yields_its_paragraph():
    plan = read("关于做好植树工作的通知\n各乡镇：\n整治道路，补植行道树。县林业局牵头，县财政局配合。")
    (measure,) = plan.measures
    assert (measure.path, measure.title) == ((), "整治道路，补植行道树")
    assert (measure.lead, measure.support) == (("县林业局",), ("县财政局",))


def test_a_packs_names_complete_and_unify():
    departments = [("市发展改革委", ["市发改委"]), ("市教育局", [])]
    text = HEAD + "（一）甲。建设。（市发改委牵头，教育局、财政局配合）"
    assert rows(text, departments=departments)[0][2:4] == (("市发展改革委",), ("市教育局", "财政局"))


def test_one_stray_note_does_not_hide_the_measures_without_notes():
    items = "".join(f"（{n}）建设{n}号平台。推进建设。\n" for n in "一二三四五六七")
    plan = read(HEAD + items + "（八）培训。办好培训。（市教育局负责）\n三、保障措施\n（一）加强领导。统筹推进。")
    assert [(m.path, m.lead) for m in plan.measures] == [
        *((("二", n), ()) for n in "一二三四五六七"),
        (("二", "八"), ("市教育局",)),
    ]


def test_notes_on_most_items_stand_for_all():
    plan = read(HEAD + "（一）甲。建设。（市科技局负责）\n（二）乙。建设。（市财政局负责）\n（三）丙。建设。")
    assert [m.path for m in plan.measures] == [("二", "一"), ("二", "二")]


def test_chapters_that_frame_the_plan_are_no_measures():
    text = (
        "江澄市关于改善村庄环境的意见\n一、总体要求\n（一）指导思想。统筹推进。\n（二）目标任务。加快建设。\n"
        "二、规划先行，分类治理\n（一）编制规划。抓紧编制。\n（二）明确重点。突出重点。\n"
        "三、完善机制，持续推进\n（一）创新投入。拓宽渠道。\n（二）组织领导。加强领导。\n四、组织实施\n（一）强化考核。定期考核。"
    )
    assert [m.path for m in read(text).measures] == [("二", "一"), ("二", "二"), ("三", "一")]


def test_seeing_to_it_is_a_measure_where_nothing_else_is():
    text = "江澄市关于做好植树工作的通知\n各区人民政府：\n一、总体要求\n统筹推进。\n二、组织领导\n加强领导，落实责任。"
    assert [m.path for m in read(text).measures] == [("二",)]


def test_a_row_of_one_cell_names_the_rows_below_it():
    text = (
        HEAD
        + "任务分工表\n序号\t工作任务\t牵头单位\n一、科技创新\n1\t建设平台\t市科技局\n二、成果转化\n2\t开放场景\t市数据局\n"
        + "三、要素\n序号\t工作事项\t完成时限\t责任单位\n3\t引进人才\t2026年底\t市教育局\n四、保障\n加强领导。"
    )
    plan = read(text)
    assert [(m.path, m.title, m.lead, m.deadline) for m in plan.measures] == [
        (("二", "1"), "建设平台", ("市科技局",), ""),
        (("二", "2"), "开放场景", ("市数据局",), ""),
        (("三", "3"), "引进人才", ("市教育局",), "2026年底"),
    ]
    assert [section.title for section in plan.outline] == ["目标", "重点任务", "要素", "保障"]
