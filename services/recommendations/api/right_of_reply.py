"""What of findings that are not public, or never were, the caller may read."""

from collections.abc import Sequence
from uuid import UUID

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.database import Transaction
from services.chassis.keys import readable, unless_erased
from services.recommendations import wire
from services.recommendations.api.base import Base
from services.recommendations.domain.guards import Line
from services.recommendations.domain.standing import Role, Standing
from services.recommendations.store import findings


class RightOfReply(Base):
    """Reads findings in their right of reply and those that were taken back."""

    async def _findings(self, tx: Transaction, found: Sequence[Line], by: Standing) -> dict[UUID, pb.AnnouncedFinding]:
        """Return the findings in their right of reply, by assignment, as far as the person may read them.

        Verifiers may, and liaisons of the addressee and of the body that has the line now.
        """
        mine = {
            each.assignment.finding_id: each.assignment
            for each in found
            if each.assignment.finding_id and self._reads_findings(each, by)
        }
        shown = {}
        for row in (await findings.of_lines(tx, list(mine))).values():
            assignment = mine[row.id]
            opened = unless_erased(self._opened_finding, row) if row.sealed else None
            if opened is None:
                continue
            kept, reply = opened
            shown[assignment.id] = wire.findings.shown(
                kept,
                reply,
                announced_date=row.announced_date,
                until_date=assignment.finding_until_date,
                replied_date=row.replied_date,
            )
        return shown

    async def _taken_back(
        self, tx: Transaction, found: Sequence[Line], by: Standing
    ) -> dict[UUID, pb.TakenBackFinding]:
        """Return the last finding of each line that was taken back, as far as the person may know why."""
        mine = [each.assignment.id for each in found if self._reads_findings(each, by)]
        return dict(readable(self._taken_back_of, (await findings.taken_back(tx, mine)).items()))

    def _taken_back_of(self, of_line: tuple[UUID, findings.TakenBack]) -> tuple[UUID, pb.TakenBackFinding]:
        assignment_id, row = of_line
        opened = self._keys.open(
            row.reason_key_id, row.sealed_reason, table="findings", column="sealed_reason", row_id=row.id
        )
        return assignment_id, wire.findings.taken_back(
            pb.TakeFindingBackRequest.FromString(opened).reason,
            announced_date=row.announced_date,
            taken_back_date=row.taken_back_date,
        )

    @staticmethod
    def _reads_findings(line: Line, by: Standing) -> bool:
        reading = {line.assignment.addressee_id, line.now_with}
        return bool(by.organisations_as(Role.VERIFIER)) or not reading.isdisjoint(by.addressees)

    def _opened_finding(self, row: findings.Row) -> tuple[pb.RecordVerificationRequest, pb.AnswerFindingRequest | None]:
        """Return a finding and its reply as they were sealed.

        Raises:
            KeyDestroyed: They were erased.
        """
        assert row.key_id is not None
        assert row.sealed is not None
        sealed = self._keys.open(row.key_id, row.sealed, table="findings", column="sealed", row_id=row.id)
        kept = pb.RecordVerificationRequest.FromString(sealed)
        if row.reply is None:
            return kept, None
        opened = self._keys.open(row.key_id, row.reply, table="findings", column="reply", row_id=row.id)
        return kept, pb.AnswerFindingRequest.FromString(opened)
