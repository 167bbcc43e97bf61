"""The Chinese words that pages have for codes; the English ones stand in the catalogue."""

from domain.acts import CaseClass, Severity, State
from domain.people import Role


def _(text: str) -> str:
    """Mark a word for the catalogue; it is translated where it is shown."""
    return text


STATES = {
    State.REPORTED: _("待受理"),
    State.ACCEPTED: _("待派"),
    State.FILED: _("待派（已立案）"),
    State.DISPATCHED: _("待签收"),
    State.HANDLING: _("处置中"),
    State.RESULT_IN: _("待核"),
    State.CLOSED: _("已结"),
    State.WITHDRAWN: _("已撤回"),
    State.VOIDED: _("作废"),
}
STATUSES = {
    "pending": _("未到期"),
    "met": _("按时完成"),
    "met_late": _("逾期完成"),
    "breached": _("已超期"),
    "void": _("已失效"),
    "excused": _("已免责"),
}
KINDS = {
    "incident": _("突发事件"),
    "dispute": _("矛盾纠纷"),
    "hazard": _("安全隐患"),
    "request": _("居民诉求"),
    "family_crisis": _("家庭重大变故"),
}
SEVERITIES = {
    Severity.ORDINARY: _("一般"),
    Severity.URGENT: _("紧急"),
    Severity.MAJOR: _("重大"),
}
CLASSES = {
    CaseClass.S: _("简易"),
    CaseClass.W: _("网络或上级交办"),
    CaseClass.G: _("一般"),
    CaseClass.C: _("复杂"),
    CaseClass.E: _("突发"),
    CaseClass.U: _("紧急"),
}
ROLES = {
    Role.WORKER: _("网格员"),
    Role.LEADER: _("网格长"),
    Role.DISPATCHER: _("坐席"),
    Role.CENTRE: _("值班长"),
    Role.OFFICER: _("部门经办"),
    Role.RESIDENT: _("居民"),
    Role.AUDITOR: _("审计员"),
    Role.ADMIN: _("系统管理员"),
    Role.SYSTEM: _("系统"),
}
ACTS = {
    "accept": _("受理"),
    "dispatch": _("派单"),
    "sign": _("签收"),
    "hand_back": _("退单"),
    "contact": _("首次联系"),
    "arrive": _("到场"),
    "submit_result": _("提交结果"),
    "verify": _("核查"),
    "withdraw": _("撤回"),
}
SECTIONS = {
    "over": _("已超期"),
    "soon": _("2 小时内"),
    "today": _("今天"),
    "later": _("以后"),
}
BOARD, CASES, REPORT, AUDIT = _("派单台"), _("案件"), _("上报"), _("审计")
