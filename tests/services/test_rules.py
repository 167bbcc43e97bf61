"""How an edition of the rules comes into force."""

from pathlib import Path

import pytest

from domain.duties.adopted import RULES_ID, OtherContent
from domain.duties.pack import Edition
from domain.duties.proposed import NothingProposed, OwnProposal
from domain.refusals import NotYours
from infra import rulepacks
from services.rules import Adoption
from services.wiring import rulefiles
from services.wiring.parts import opened, settings
from services.wiring.rulefiles import DEFAULT_PACK, Unlinted
from tests.services.bureau import SYSTEM, Bureau

CALENDAR = DEFAULT_PACK.with_name("cn.yaml")


def file(folder: Path, edition: str = "2026-2", old: str = "", new: str = "") -> Path:
    """The default pack as another edition, a word of it replaced."""
    text = DEFAULT_PACK.read_text(encoding="utf-8").replace("2026-1\n", f"{edition}\n")
    assert old in text
    path = folder / "pack.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def second(folder: Path) -> Edition:
    """A second edition: ten minutes less for the arrival."""
    return rulepacks.read_pack(file(folder, old="within: PT30M", new="within: PT20M"))


def editions(bureau: Bureau) -> list[str]:
    """What is in force."""
    return [one.pack.edition for one in bureau.rules.at().packs]


def test_the_first_edition_of_a_pack_is_in_force_at_once(bureau: Bureau) -> None:
    assert editions(bureau) == ["2026-1"]
    assert bureau.topics(RULES_ID) == ["pack.adopted"]


def test_the_same_edition_again_records_nothing(bureau: Bureau) -> None:
    again = rulepacks.read_pack(DEFAULT_PACK)

    assert Adoption(bureau.log).pack(bureau.asked("admin"), again) == "adopted"
    assert bureau.topics(RULES_ID) == ["pack.adopted"]


def test_a_later_edition_is_proposed_and_judges_nothing_yet(bureau: Bureau, tmp_path: Path) -> None:
    done = Adoption(bureau.log).pack(bureau.asked("officer"), second(tmp_path))

    assert done == "proposed"
    assert editions(bureau) == ["2026-1"]


def test_another_account_puts_it_into_force(bureau: Bureau, tmp_path: Path) -> None:
    desk = Adoption(bureau.log)
    desk.pack(bureau.asked("officer"), second(tmp_path))

    desk.approve(bureau.asked("centre"), "gaohe", "2026-2")

    assert editions(bureau) == ["2026-1", "2026-2"]
    entry = bureau.log.history(RULES_ID)[-1]
    assert (entry.fact.TOPIC, entry.fact.said.by) == ("pack.adopted", "centre")


def test_nobody_approves_what_they_proposed(bureau: Bureau, tmp_path: Path) -> None:
    desk = Adoption(bureau.log)
    desk.pack(bureau.asked("centre"), second(tmp_path))

    with pytest.raises(OwnProposal):
        desk.approve(bureau.asked("centre"), "gaohe", "2026-2")

    assert editions(bureau) == ["2026-1"]


@pytest.mark.parametrize("edition", ["2026-1", "2026-9"])
def test_what_nobody_proposed_is_not_approved(bureau: Bureau, edition: str) -> None:
    with pytest.raises(NothingProposed):
        Adoption(bureau.log).approve(bureau.asked("admin"), "gaohe", edition)


def test_an_edition_stands_for_one_text_for_ever(bureau: Bureau, tmp_path: Path) -> None:
    other = file(tmp_path, "2026-1", old="within: PT30M", new="within: PT20M")

    with pytest.raises(OtherContent):
        Adoption(bureau.log).pack(bureau.asked("admin"), rulepacks.read_pack(other))

    assert bureau.topics(RULES_ID) == ["pack.adopted"]


def test_a_proposal_is_not_exchanged_for_another_text(bureau: Bureau, tmp_path: Path) -> None:
    desk = Adoption(bureau.log)
    desk.pack(bureau.asked("officer"), second(tmp_path))
    other = file(tmp_path, old="within: PT30M", new="within: PT25M")

    with pytest.raises(OtherContent):
        desk.pack(bureau.asked("admin"), rulepacks.read_pack(other))

    assert desk.pack(bureau.asked("admin"), second(tmp_path)) == "proposed"
    assert bureau.topics(RULES_ID) == ["pack.adopted", "pack.proposed"]


@pytest.mark.parametrize("by", ["dispatcher", "leader", "worker", "resident", "auditor"])
def test_rules_are_for_administrator_centre_and_officer(
    bureau: Bureau, tmp_path: Path, by: str
) -> None:
    desk = Adoption(bureau.log)

    with pytest.raises(NotYours):
        desk.pack(bureau.asked(by), second(tmp_path))
    with pytest.raises(NotYours):
        desk.calendar(bureau.asked(by), rulepacks.read_calendar(CALENDAR))


def test_an_officer_proposes_and_does_not_approve(bureau: Bureau, tmp_path: Path) -> None:
    desk = Adoption(bureau.log)
    desk.pack(bureau.asked("centre"), second(tmp_path))

    with pytest.raises(NotYours):
        desk.approve(bureau.asked("officer"), "gaohe", "2026-2")


def test_a_calendar_is_in_force_at_once_and_once(bureau: Bureau) -> None:
    for _ in range(2):
        Adoption(bureau.log).calendar(bureau.asked("admin"), rulepacks.read_calendar(CALENDAR))

    assert bureau.topics(RULES_ID) == ["pack.adopted", "calendar.adopted"]
    assert [one.calendar for one in bureau.rules.at().calendars] == ["cn"]


def test_an_edition_counts_from_its_place_in_the_log(bureau: Bureau, tmp_path: Path) -> None:
    desk, before = Adoption(bureau.log), bureau.log.position()
    desk.pack(bureau.asked("officer"), second(tmp_path))
    desk.approve(bureau.asked("admin"), "gaohe", "2026-2")

    assert len(bureau.rules.at(before).packs) == 1
    assert len(bureau.rules.at(before + 1).packs) == 1
    assert len(bureau.rules.at(before + 2).packs) == 2


def test_what_fails_a_lint_is_not_put_into_force(tmp_path: Path) -> None:
    retired = file(tmp_path, old='{prefix: "EM."}', new='{prefix: "FP."}')

    with opened(settings(data=tmp_path)) as sibi:
        with pytest.raises(Unlinted, match="R7: this category is retired"):
            rulefiles.bring_in(sibi, retired, SYSTEM)

        assert sibi.log.position() == 0
