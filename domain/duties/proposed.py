"""How a later edition comes into force: one account proposes it, another approves."""

from typing import Any
from uuid import UUID

from domain.duties.adopted import RULES_ID, OtherContent, PackAdopted, RuleBook
from domain.duties.pack import Edition
from domain.facts import Fact, Said
from domain.refusals import Refusal


class NothingProposed(Refusal):
    """无此提案: no such edition has been proposed, or it is in force already."""

    code = "nothing_proposed"


class OwnProposal(Refusal):
    """不得批准自己的提案: whoever proposed an edition does not approve it."""

    code, status = "own_proposal", 403


class PackProposed(Fact, frozen=True):
    """提案规则包: somebody asks for an edition; nothing is judged by it yet."""

    TOPIC, VERSION = "pack.proposed", 1
    name: str
    edition: str
    text: str
    sha256: str

    def apply(self, subject: Any) -> None:
        """It waits for another account's approval."""
        subject.proposed[self.name, self.edition] = self


class RuleDesk(RuleBook):
    """规则册, with the proposals that wait."""

    def __init__(self, subject: UUID = RULES_ID) -> None:
        super().__init__(subject)
        self.proposed: dict[tuple[str, str], PackProposed] = {}

    def bring_in(self, said: Said, new: Edition) -> str:
        """Adopt the first edition of a pack at once, propose a later one. Returns what was done.

        Raises: OtherContent.
        """
        one = new.pack
        known = {name for sort, name, _ in self.texts if sort == PackAdopted.SORT}
        if one.pack not in known or (PackAdopted.SORT, one.pack, one.edition) in self.texts:
            self.adopt_pack(said, new)
            return "adopted"
        waiting = self.proposed.get((one.pack, one.edition))
        if waiting is None:
            self.record(PackProposed(said, one.pack, one.edition, new.text, new.sha256))
        elif waiting.sha256 != new.sha256:
            raise OtherContent(f"{one.pack} {one.edition} is proposed with other content")
        return "proposed"

    def approve(self, said: Said, name: str, edition: str) -> None:
        """Put a proposed edition into force. Raises: NothingProposed, OwnProposal."""
        proposal = self.proposed.get((name, edition))
        if proposal is None or (PackAdopted.SORT, name, edition) in self.texts:
            raise NothingProposed(f"{name} {edition}")
        if proposal.said.by == said.by:
            raise OwnProposal
        self._adopt(PackAdopted(said, name, edition, proposal.text, proposal.sha256))
