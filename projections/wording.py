"""The words that sentences have for codes: Chinese, English."""

from collections.abc import Mapping

Pair = tuple[str, str]

VALUES: Mapping[str, Mapping[str, Pair]] = {
    "severity": {
        "ordinary": ("一般", "ordinary"),
        "urgent": ("紧急", "urgent"),
        "major": ("重大", "major"),
    },
    "class": {
        "S": ("简易", "simple"),
        "W": ("网络或上级交办", "from the web or from above"),
        "G": ("一般", "general"),
        "C": ("复杂", "complex"),
        "E": ("突发", "emergency"),
        "U": ("紧急", "urgent"),
    },
    "cause": {
        "tick": ("时限已过", "time ran out"),
        "event": ("有了新情况", "something happened"),
        "late": ("事后得知", "we were told late"),
        "correction": ("记录更正", "a correction"),
        "retraction": ("记录撤销", "a retraction"),
        "pack": ("规则变更", "other rules"),
    },
}
FIELDS: Mapping[str, Pair] = {
    "occurred_at": ("发生时间", "when it happened"),
    "discovered_at": ("发现时间", "when it was discovered"),
    "target_at": ("目标时间", "target"),
    "category": ("类别", "category"),
    "severity": ("紧急程度", "severity"),
    "grid": ("网格", "grid"),
    "lon": ("经度", "longitude"),
    "lat": ("纬度", "latitude"),
    "channel": ("渠道", "channel"),
    "unit": ("单位", "unit"),
    "officer": ("经办人", "officer"),
    "passed": ("核查结论", "verification"),
    "class": ("办理类别", "class"),
    "summary": ("情况", "summary"),
    "place": ("地点", "place"),
    "reporter": ("报事人", "reporter"),
    "reason": ("理由", "reason"),
    "text": ("结果", "result"),
}
WHO: Mapping[str, Pair] = {
    "grid_worker": ("网格员", "grid worker"),
    "grid_leader": ("网格长", "grid leader"),
    "backup": ("后备人员", "backup"),
    "desk": ("坐席", "desk"),
    "centre": ("值班长", "head of the centre"),
    "town": ("乡镇", "town"),
    "county": ("区县", "county"),
    "handler": ("承办人", "handler"),
    "handling_unit": ("承办单位", "handling unit"),
    "unit_head": ("单位负责人", "head of the unit"),
    "community_mediation": ("社区调解", "community mediation"),
    "justice_office": ("司法所", "justice office"),
    "civil_affairs": ("民政", "civil affairs"),
    "owner": ("责任人", "owner"),
}
_UNITS: tuple[tuple[int, Pair], ...] = (
    (86_400, ("天", "d")),
    (3_600, ("小时", "h")),
    (60, ("分", "min")),
    (1, ("秒", "s")),
)


def both(words: Mapping[str, Pair], code: str, language: str) -> str:
    """The word for a code in a language; the code where there is none."""
    return words[code][language == "en"] if code in words else code


def length(milliseconds: int, language: str) -> str:
    """A length of time in its two greatest units."""
    left = max(milliseconds, 0) // 1000
    parts: list[str] = []
    for size, names in _UNITS:
        count, left = divmod(left, size)
        if count and len(parts) < 2:  # noqa: PLR2004 - two units say enough
            parts.append(f"{count} {names[1]}" if language == "en" else f"{count}{names[0]}")
    return (" " if language == "en" else "").join(parts) or ("0 s" if language == "en" else "0秒")
