"""Why something was not done: one class for each reason. The first words are the Chinese term."""

from typing import ClassVar


class Refusal(Exception):
    """不予办理: the reason of a subclass. `detail` names what a sentence cannot know."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.title())
        self.detail = detail

    @classmethod
    def title(cls) -> str:
        """The first line of its docstring: Chinese term, colon, English sentence."""
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0]


class NoSuchCase(Refusal):
    """查无此案: there is no such case within your scope."""

    code, status = "no_such_case", 404


class NoSuchObligation(Refusal):
    """查无此责任: there is no such obligation within your scope."""

    code, status = "no_such_obligation", 404


class NotYours(Refusal):
    """无权办理: this role or this person may not do that."""

    code, status = "not_yours", 403


class SignInFirst(Refusal):
    """请先登录: nobody is signed in, or the session has ended."""

    code, status = "sign_in_first", 401


class Stale(Refusal):
    """内容已变: the case is no longer what you looked at."""

    code, status = "stale", 412


class Overtaken(Refusal):
    """被人抢先: somebody changed it at the same moment; ask again."""

    code = "overtaken"


class KeyTaken(Refusal):
    """重复提交: a command with this key has just been answered."""

    code = "key_taken"


class KeyReused(Refusal):
    """幂等键重用: this Idempotency-Key was used with another body."""

    code, status = "key_reused", 422


class TooLarge(Refusal):
    """内容过大: a fact may have 64 kB at most."""

    code, status = "too_large", 413


class TooMany(Refusal):
    """操作过频: too many attempts; wait a little."""

    code, status = "too_many", 429


class LogAway(Refusal):
    """数据库暂不可用: the database is away; ask again soon, under the same key."""

    code, status = "log_away", 503


class Behind(Refusal):
    """视图尚未跟上: the view has not reached that position yet."""

    code, status = "behind", 503


class BadInput(Refusal):
    """填写有误: a field has a value that cannot be."""

    code, status = "bad_input", 422


class UnknownCategory(BadInput):
    """类别不存在: this category code is not in the list."""

    code = "unknown_category"


class RetiredItem(BadInput):
    """事项已停用: this item of 2017 is retired."""

    code = "retired_item"


class ForeignGrid(BadInput):
    """网格不存在: this grid is not in the register, or outside your scope."""

    code = "foreign_grid"


class UnknownUnit(BadInput):
    """单位不存在: this unit or officer is not in the register."""

    code = "unknown_unit"


class FromTheFuture(BadInput):
    """时间在将来: it cannot have happened yet."""

    code = "from_the_future"


class AlreadyOver(Refusal):
    """已经了结: the case is closed, withdrawn or void."""

    code = "already_over"


class NotAccepted(Refusal):
    """尚未受理: the case has not been accepted."""

    code = "not_accepted"


class AlreadyAccepted(Refusal):
    """已经受理: the case has been accepted before."""

    code = "already_accepted"


class NotDispatched(Refusal):
    """尚未派单: the case has not been dispatched to anybody."""

    code = "not_dispatched"


class AlreadyDispatched(Refusal):
    """已经派单: the case is with somebody; it must come back first."""

    code = "already_dispatched"


class NotSigned(Refusal):
    """尚未签收: the case has not been signed for."""

    code = "not_signed"


class AlreadySigned(Refusal):
    """已经签收: the case has been signed for."""

    code = "already_signed"


class WrongOfficer(Refusal):
    """不是承办人: the case is with another unit or officer."""

    code, status = "wrong_officer", 403


class NoResult(Refusal):
    """尚无处置结果: there is no result to verify."""

    code = "no_result"


class OwnWork(Refusal):
    """不得核查自己: the handler of a case does not verify it."""

    code, status = "own_work", 403


class ReasonNeeded(BadInput):
    """须写明理由: this needs a reason."""

    code = "reason_needed"


class NoSuchFact(BadInput):
    """无此记录: the case has no such fact."""

    code = "no_such_fact"


class NotToCorrect(Refusal):
    """不能更正: this field of this fact cannot be corrected."""

    code = "not_to_correct"


class NotToRetract(Refusal):
    """不能撤销: only registration, arrival, contact and corrections can be retracted."""

    code = "not_to_retract"


class TooLateToWithdraw(Refusal):
    """已过时限: the reporter may withdraw until the first duty is due."""

    code = "too_late_to_withdraw"
