"""省科技厅、教育厅: followers in a list take the 省 or 市 that its first name has.

Only names of kinds of department that exist at that level take it, so that bodies of
other levels (海关, 证监局, 人民银行分行) stay as they are printed.
"""

from __future__ import annotations

import re

from .lexicon import words

_LEVEL = re.compile(r"(自治区|省|市|区|县|州|盟|旗)(?![场级属直内域辖长容]|[县区市州](?![委场])|人民政府|政府)")
_FIELDS = words(
    "发展改革 发展和改革 发改 教育 教育体育 科技 科学技术 工业和信息化 工业信息化 工信 经济和信息化 经信 民族宗教 民族宗教事务 民宗 公安 民政 司法"
    " 财政 财政金融 人力资源社会保障 人力资源和社会保障 人社 自然资源 自然资源和规划 规划和自然资源 自然资源规划 生态环境 环境保护 环保"
    " 住房城乡建设 住房和城乡建设 住建 城市管理 城管 城管执法 城市管理综合执法 综合执法 园林绿化 园林 交通运输 交通 水利 水务 农业农村 农业"
    " 乡村振兴 商务 文化和旅游 文化旅游 文旅 文化广电旅游 文化广电和旅游 文化广电和旅游体育 文广旅 文广旅体 卫生健康 卫健 退役军人事务 退役军人"
    " 应急管理 应急 审计 市场监管 市场监督管理 药监 药品监管 药品监督管理 广播电视 广电 新闻出版 体育 统计 医疗保障 医保 能源 粮食和物资储备 粮食和储备"
    " 粮食 林业 林草 林业和草原 海洋 海洋渔业 海洋与渔业 渔业 知识产权 政务服务 政务服务管理 政务服务数据管理 政务服务和数据 政务和数据 大数据 大数据管理"
    " 大数据发展 大数据发展管理 数据 数据管理 数据资源 数据资源管理 地方金融监管 地方金融监督管理 地方金融管理 地方金融 金融 金融工作 机关事务管理"
    " 机关事务 信访 税务 气象 通信管理 邮政管理 中医药 中医药管理 文物 档案 行政审批 行政审批服务 投资促进 招商 国防科工 国资 国有资产监督管理 外事"
    " 口岸 监狱管理 疾控 扶贫 国土资源 质监 工商 食品药品监管 安监 旅游 文化 卫生计生 经济信息化 工业信息 科技和工业信息化 商务和投资促进 人才"
)
_FOLLOWER = re.compile(
    rf"(?:{'|'.join(sorted(_FIELDS, key=len, reverse=True))})(?:厅|局|委|委员会)(?:（[^（）]*）)?"
    r"|法院|检察院|工商联|残联|妇联|总工会|科协|贸促会|供销社|供销合作社"
)
_OTHERS = ("国家", "中央", "中国", "国务院", "各", "全国")  # bodies of another level: what follows them takes nothing
_PARTY = re.compile(r"(?:组织|宣传|统战)部|政法委|编办|网信办|党校")


def complete(names: list[str]) -> list[str]:
    """The names of one 、-run with the level of the first written out where it was left out.

    A name with another level, or with none of the known fields, is left as it is; after
    省委组织部 the departments of the party take 省委.
    """
    level, party = "", ""
    full = []
    for name in names:
        own = _LEVEL.match(name)
        if own:
            level = own[1]
            party = level + "委" if name.startswith(level + "委") else ""
        elif name.startswith(_OTHERS):
            level = party = ""
        if party and _PARTY.fullmatch(name):
            full.append(party + name)
        else:
            full.append(level + name if level and _FOLLOWER.fullmatch(name) else name)
    return full
