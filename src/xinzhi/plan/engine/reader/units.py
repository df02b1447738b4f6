"""Units of Chinese plans, as pieces of a pattern; `(?!…)` keeps 人工智能, 元宇宙, 家庭 … from being cut in two."""

from __future__ import annotations

from .lexicon import words

# They count things, money and shares.
COUNT = words(
    "个百分点 百分点 人次 人年 人(?!工|形|机|类|脑|均|员|力|口|民|生|体|才) 名(?!单|录|称|优(?!秀|质|胜)) 位(?!于|居|列) 个(?!月|工作日|自然日|百分) 家(?!庭|电(?!子|力|商|池|网|信|机|气)|族|具(?!有|备)|居|长) "
    "项(?!目) 件(?!事) 台套 台（套） 台(?!湾|风) 套(?!期) 座 条 处(?!理|置) 种(?!植|业|子|源|质) 支(?!持|撑|付) 只(?!有|要|能|需) 场次 场(?!景|所|地) 届 次 所(?!有|在|需) 户(?!外|籍|均) 例 篇 "
    "架次 架(?!构) 辆 艘 颗 枚 部(?!门|委|分|级|署) 款(?!项) 份(?!额) 门(?!类|槛|店|诊) 间(?!接|隔) 栋 列(?!入|为|车) 趟 株 羽 头(?!部|雁) 对(?!接|外|于|标|应) "
    "床 张 组(?!织|建|成|合) 标准箱 标箱 标准机架 机架 机柜 卡(?!脖) 端口 班次 班(?!子|列) 桩 项次 册 剂 亩次 人份 课时 幅 家次 户次 台次 车次 批次 例次 件次 笔 节(?!约|能|点|省|水|目|日|假|庆|奏) 堂 卷 空方 量子比特 比特 块(?!状|链) 根(?!据|本|源|治|基) 斤 公担 盏 口(?!径|岸|碑|腔) 片(?!区|面|段|状|剂|材|源|中) 眼(?!科|镜) 尾 公顷次 路(?!径|线|由|演|桥|段|面|口|网|灯|况|上) "
    "美元 欧元 港元 元人民币 元(?!宇|器|素|件|化|旦|首|月) % ‰ 倍 成(?!果|为|立|长|效|熟|功|本|员|套|都|交|型|品|分|绩|就)"
)
# Physical measures: they also name the power of a machine, so a promise needs more evidence.
MEASURE = words(
    "吨标准煤 吨(?!位) 公斤 千克 公里 千米 米(?!级|波) 海里 平方公里 平方千米 平方米 公顷 亩 立方米 千瓦时 千瓦 兆瓦时 兆瓦 吉瓦时 吉瓦 "
    "千伏安 kWh kW MWh MW GWh GW TWh EFLOPS PFLOPS EFlops PFlops EFLOPs PFLOPs EFLOP/s PB EB TB P E Tbps Gbps Mbps 微克 毫克 "
    "毫秒 秒 分钟 小时 天(?!然|津|使|地|文|空|基) 岁 摄氏度 桶 个月 蒸吨 个工作日 工作日 个自然日 人公里 吨公里 度电"
)
DENOMINATORS = words(
    "平方公里 平方米 立方米 公顷 万人 亿元 万元 百人 千人 人 年 月 日 天 亩 家 个 台 户 吨 千瓦时 小时 次 件 秒"
)

# Times name circles and services (15分钟养老服务圈) when a noun follows.
TIMES = frozenset(("毫秒", "秒", "分钟", "小时", "天", "岁"))
# Working days and months are promised only where a time is shortened (压缩至3个工作日以内).
DAYS = frozenset(("个工作日", "工作日", "个自然日", "个月"))
