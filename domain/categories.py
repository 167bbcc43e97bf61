"""What a case is about: the category codes, and which of them are retired.

Source: domain.md §6.2 of the design; stored as `EM.01`, shown with their names.
"""

from domain.refusals import RetiredItem, UnknownCategory

RETIRED = {
    "FP": "计划外生育不再上报：2021年修法取消，相关条例废止；out-of-plan births are no longer reported: "
    "the law was amended and the regulations repealed in 2021"
}

_LISTS = {
    "EM 突发事件": "自然灾害 事故灾难 公共卫生 社会安全",
    "HZ 安全隐患": "消防与疏散通道 燃气 用电与电动车充电 房屋与围墙 道路与井盖 高空/树木/广告牌 涉水 食品药品 生产经营",
    "DP 矛盾纠纷": "婚姻家庭 邻里 物业 土地与宅基地 征地拆迁 劳资 合同与消费 医患 村(居)务管理 交通与损害赔偿 校园 环境噪声",
    "CM-E 城市管理事件": "市容环境 宣传广告 施工管理 街面秩序 突发事件",
    "CM-P 城市管理部件": "公用设施 道路交通 市容环境 园林绿化 房屋土地 其他设施",
    "LV 民生诉求": "社保医保 就业 教育 医疗 住房 水电气网 社会救助 证照代办 养老 助残 公共交通",
    "FC 家庭重大变故": "火灾或灾损 重病或意外 亲人去世 失业断收 失能无人照料 走失或失联",
    "SG 咨询建议": "咨询 建议 表扬",
}
_ENGLISH = {
    "EM": "Emergency: natural disaster, accident, public health, public order",
    "HZ": "Hazard: fire escapes, gas, wiring and charging, houses and walls, roads and manholes, things that may fall, "
    "water, food and drugs, workplaces",
    "DP": "Dispute: family, neighbours, property management, land, demolition, wages, contracts, medical, "
    "village affairs, traffic and damages, school, noise",
    "CM-E": "Urban matter: cleanliness, signs, building sites, street order, emergencies",
    "CM-P": "Urban facility: utilities, roads, cleanliness, greenery, houses, other",
    "LV": "Livelihood: insurance, work, school, medical care, housing, utilities, relief, papers, old age, disability, "
    "public transport",
    "FC": "Family crisis: fire or damage, illness or accident, death, loss of income, nobody to care, missing",
    "SG": "Question: question, suggestion, praise",
}
_WITH_OTHER = ("HZ", "DP", "LV", "FC")


def _named() -> dict[str, tuple[str, str]]:
    names: dict[str, tuple[str, str]] = {}
    for head, line in _LISTS.items():
        code, title = head.split()
        english, _, minor = _ENGLISH[code].partition(": ")
        pairs = zip(line.split(), minor.split(", "), strict=True)
        for number, (zh, en) in enumerate(pairs, 1):
            names[f"{code}.{number:02}"] = (f"{title}·{zh}", f"{english}: {en}")
        if code in _WITH_OTHER:
            names[f"{code}.99"] = (f"{title}·其他", f"{english}: other")
    return names


CATEGORIES = _named()
"""Code to its Chinese and English name."""


def check(code: str) -> str:
    """The code, if it may be used.

    Raises: RetiredItem, UnknownCategory.
    """
    head = code.partition(".")[0]
    if head in RETIRED:
        raise RetiredItem(f"category {code}: {RETIRED[head]}")
    if code not in CATEGORIES:
        raise UnknownCategory(f"category: {code!r} is not a known code")
    return code
