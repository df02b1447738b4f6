"""Words that carry no topic: they break a phrase, or may not stand at its edge. Chosen by hand, no list was copied."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# «of» alone may stand inside an English phrase: internet of things, quality of service.
INNER = frozenset({"of"})

BREAKING = _words(
    """
a about above across after again against all almost along already also although always among an and another any are as at away
be became because become been before being below between beyond both but by can cannot could did do does doing done due during
each either else enough et etc even ever every few for from further had has have having he hence her here him his how however i
if in indeed instead into is it its itself just least less let like many may me might more moreover most much must my namely near
neither never nevertheless next no non none nor not now of off often on once one only onto or other others otherwise our out over
own per perhaps quite rather s same several shall she should since so some still such than that the their them themselves then
there therefore thereby these they this those though through throughout thus to together too toward towards two under until up
upon us very via was we well were what when whereas where whether which while who whom whose why will with within without would
yet you your three four five first second e g ie eg al vs versus
abstract aim aims allow allows analyze analyzed apply applied applying arise arises article assess assume author authors
base based call called compare compared comparing comprise conclude conduct conducted confirm consider considered considering
consist consists contain contains contribute demonstrate demonstrated demonstrates demonstrating denote derive derived describe
described describes describing determine determined develop developed discuss discussed discusses employ employed enable enables
enabling ensure ensures establish estimate estimated evaluate evaluated examine examined exhibit exist exists explain explore
explored find finding finds focus found furthermore give given gives highlight identify identified illustrate implement
implemented improve improved improves improving include included includes including increase increased increases increasing
indicate indicates introduce introduced introduces investigate investigated investigates investigating involve involves know
known lead leads leading made make makes making mean means measured obtain obtained occur occurs offer offers outperform
outperforms paper papers perform performed performs present presented presents propose proposed proposes provide provided
provides providing reach recently reduce reduced reduces reducing regarding rely remain remains report reported require required
requires result resulting results reveal reveals review reviewed see seen show showed showing shown shows solve studied studies
study studying suggest suggests summarize support supports take taken takes taking tend thesis together understand understood use
used useful uses using utilize validate validated verify verified want work works yield yields http https www org com
"""
)

# Never the first or last word of an English phrase, nor a term alone.
EDGE = _words(
    """
able additional appropriate available average basic best better big certain challenge challenging clear common complete complex
considerable corresponding current currently detailed different difference difficult direct directly dramatic early easily easy
effect effective effectively efficient efficiently end entire essential example excellent existing extensive extra fact fast few
final finally following form full fully fundamental future general good great greater hand high higher highest highly huge
important inherent interest interesting issue key kind lack large larger largest last late later likely limited little long low
lower lowest main mainly major manner maximum minimum minor modern necessary need needed new number numerous novel obvious old
open order original overall part particular particularly past people possible possibly potential potentially powerful practical
previous previously primary prior problem promising proper properly question range rapid rapidly rate real reason recent relative
relatively relevant respect respectively rich role set short significant significantly similar simple simply simultaneously
single situation small smaller so-called special specific specifically state strong strongly successful successfully sufficient
suitable superior term terms time total traditional true type typical typically unique usual usually value variety various
vast way wide widely wide-ranging world year zero approach method methods technique techniques framework case task tasks approaches
aspect aspects amount
"""
)

BREAKING_ZH = _words(
    """
的 了 在 是 和 与 及 等 对 为 以 于 从 由 到 将 被 把 使 其 之 而 或 并 且 但 则 也 都 很 更 最 又 还 就 不 无 有 没有 该 这 那 此 本 各 每 某 一
一个 一种 一些 这些 那些 这种 两 两个 二 三 种 个 中 上 下 内 外 前 后 时 时候 可 可以 能 能够 会 应 应该 需 需要 必须 已 已经 正在 曾 如 如何 例如 即 若
如果 因 因为 因此 所以 由于 为了 通过 根据 按照 依据 基于 利用 采用 使用 运用 应用于 针对 关于 对于 随着 以及 及其 其中 其它 其他 同时 然后 此外 另外 首先
其次 最后 之间 之一 之后 以上 以下 以来 方面 目前 近年来 近年 本文 文章 文中 论文 本 研究 分析 探讨 讨论 提出 介绍 给出 得出 得到 获得 发现 表明 显示 证明 指出
认为 说明 阐述 总结 综述 实现 进行 开展 提供 提高 降低 增加 减少 具有 存在 包括 包含 属于 作为 成为 称为 比较 分别 主要 重要 不同 相关 有效 较 较好 良好 显著
目的 结果 结论 方法 意义 作用 影响 问题 情况 特点 特征 过程 条件 基础 水平 我国 国内外 国内 国外 一定 一般 任何 所有 全部 部分 多 多种 大 小 高 低 新 好
用 做 让 向 与其 至 自 所 者 性 化 式 型 间 年 月 日 第一 第二 第三 它 他 她 我们 他们 它们 我 你
"""
)
