"""The sentences themselves: Chinese, English. A clause in brackets needs all its fields."""

_REGISTERED = (
    "：{category}[，{severity}][，{grid}][；{summary}][；地点：{place}]",
    ": {category}[, {severity}][, {grid}][; {summary}][; place: {place}]",
)


def _registered(zh: str, en: str) -> tuple[str, str]:
    return f"{{by}}登记了{zh}{_REGISTERED[0]}", f"{{by}} registered {en}{_REGISTERED[1]}"


TEMPLATES: dict[str, tuple[str, str]] = {
    "incident.registered": _registered("突发事件", "an incident"),
    "dispute.registered": _registered("矛盾纠纷", "a dispute"),
    "hazard.registered": _registered("安全隐患", "a hazard"),
    "request.registered": _registered("居民诉求", "a request"),
    "family_crisis.registered": _registered("家庭重大变故", "a family crisis"),
    "case.accepted": ("{by}受理[，类别：{class}]", "{by} accepted the case[, class: {class}]"),
    "case.filed": ("{by}立案", "{by} filed the case"),
    "case.dispatched": (
        "{by}派单[给{unit}][，经办：{officer}]",
        "{by} dispatched the case[ to {unit}][, officer: {officer}]",
    ),
    "case.signed": ("{by}签收", "{by} signed for the case"),
    "case.returned": ("{by}退单[：{reason}]", "{by} returned the case[: {reason}]"),
    "case.contacted": ("{by}联系了报事人", "{by} contacted the reporter"),
    "case.arrived": ("{by}到场[（{unit}）]", "{by} arrived at the place[ ({unit})]"),
    "case.result_submitted": (
        "{by}提交处置结果[：{text}]",
        "{by} submitted the result[: {text}]",
    ),
    "case.verified passed": (
        "{by}核查通过[：{reason}]",
        "{by} verified the result: passed[, {reason}]",
    ),
    "case.verified failed": (
        "{by}核查未通过[：{reason}]",
        "{by} verified the result: failed[, {reason}]",
    ),
    "case.closed": ("{by}结案", "{by} closed the case"),
    "case.withdrawn": ("{by}撤回[：{reason}]", "{by} withdrew the case[: {reason}]"),
    "fact.corrected": (
        "{by}更正了先前的记录[（{set}）][：{reason}]",
        "{by} corrected an earlier entry[ ({set})][: {reason}]",
    ),
    "fact.retracted": (
        "{by}撤销了先前的记录[：{reason}]",
        "{by} retracted an earlier entry[: {reason}]",
    ),
    "pack.proposed": (
        "{by}提出规则包 {name}，版本 {edition}",
        "{by} proposed rule pack {name}, edition {edition}",
    ),
    "pack.adopted": (
        "{by}采用规则包 {name}，版本 {edition}",
        "{by} adopted rule pack {name}, edition {edition}",
    ),
    "calendar.adopted": (
        "{by}采用日历 {name}，版本 {edition}",
        "{by} adopted calendar {name}, edition {edition}",
    ),
    "duty.judged step": (
        "提醒：{duty} 时限已用 {step}[，应告知{to}]",
        "Reminder: {duty} has used {step} of its time[; to be told: {to}]",
    ),
    "duty.judged breach breached": (
        "判定：{duty} 逾期未办[，缘由：{cause}]",
        "Judged: {duty} was missed[, cause: {cause}]",
    ),
    "duty.judged breach met_late": (
        "判定：{duty} 逾期{late}才办到[，缘由：{cause}]",
        "Judged: {duty} was met {late} late[, cause: {cause}]",
    ),
    "duty.judged change met": (
        "改判：{duty} 按时办到，逾期判定撤回[，缘由：{cause}]",
        "Judged anew: {duty} was met in time, the breach is withdrawn[, cause: {cause}]",
    ),
    "duty.judged change met_late": (
        "改判：{duty} 逾期{late}办到[，缘由：{cause}]",
        "Judged anew: {duty} was met {late} late[, cause: {cause}]",
    ),
    "duty.judged change breached": (
        "改判：{duty} 逾期未办[，缘由：{cause}]",
        "Judged anew: {duty} was missed[, cause: {cause}]",
    ),
    "duty.judged change pending": (
        "改判：{duty} 尚未到期，逾期判定撤回[，缘由：{cause}]",
        "Judged anew: {duty} is not due yet, the breach is withdrawn[, cause: {cause}]",
    ),
    "duty.judged change void": (
        "改判：{duty} 失效，逾期判定撤回[，缘由：{cause}]",
        "Judged anew: {duty} is void, the breach is withdrawn[, cause: {cause}]",
    ),
    "duty.judged change annulled": (
        "改判：{duty} 从未成立，逾期判定撤回[，缘由：{cause}]",
        "Judged anew: {duty} never was owed, the breach is withdrawn[, cause: {cause}]",
    ),
}
