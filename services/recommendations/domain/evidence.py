"""Files that are attached to a line: what they may be, who may attach one, who may look at one."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from services.chassis.errors import InvalidArgument, Refusal
from services.recommendations.domain import checks, errors, guards
from services.recommendations.domain.facts import EvidenceAttached
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.sources import Evidence, Visibility
from services.recommendations.domain.standing import Role, Standing
from services.recommendations.domain.values import Text

LARGEST_BYTES: Final = 10 * 1024 * 1024
# How long a scan is held that no hand-over and no answer names: as long as a repeated upload gets its first answer.
SCAN_HELD: Final = timedelta(days=30)

# How the content of each kind begins. What somebody calls a file says nothing.
_BEGINNINGS: Final = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}


@dataclass(frozen=True, kw_only=True)
class AttachedFile:
    """A file as it is kept."""

    id: UUID
    assignment_id: UUID
    visibility: Visibility
    media_type: str
    size_bytes: int
    sha256: str
    attached_date: date
    attached_by: UUID
    by_addressee: bool
    is_public: bool  # its visibility says so, and it is evidence of something that is public
    is_scan: bool = False  # of what was given or answered on paper; attached by the host
    is_told: bool = False  # a scan of what is public: the body was told, and verifiers look at it
    forget_at: datetime | None = None  # a scan that nothing names is destroyed then

    @property
    def is_unused(self) -> bool:
        """True for a scan that a hand-over or an answer may still name. Each names its own."""
        return self.is_scan and self.forget_at is not None

    def as_scan(self, *, public: bool) -> Evidence:
        """Return what events and the public are told of a scan."""
        visibility = Visibility.PUBLIC if public else Visibility.OWNER
        return replace(self.as_evidence(self.attached_date), visibility=visibility).told

    def as_evidence(self, seen_date: date) -> Evidence:
        """Return the piece of evidence that it is."""
        return Evidence(
            seen_date=seen_date,
            visibility=self.visibility,
            file_id=self.id,
            sha256=self.sha256,
            media_type=self.media_type,
            size_bytes=self.size_bytes,
        )


def media_type(content: bytes) -> str:
    """Return what a file is by its content.

    Raises:
        Missing: It is none of what may be attached, or empty.
    """
    for beginning, kind in _BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    raise errors.Missing("a PDF, PNG or JPEG file", field="chunk")


def attach_evidence(line: Line, file: AttachedFile, title: Text | None, act: Act) -> EvidenceAttached:
    """Decide whether the addressee's file becomes evidence, and return the fact to record.

    Nothing that was there is written over, so no version has to have been seen.

    Raises:
        NotTheAddressee: The caller holds no mandate for the addressee.
        Stale: The record was withdrawn or hidden.
        Missing: The title is missing.
    """
    _may_give_its_own(line, act.by)
    _titled(title)
    public = file.visibility is Visibility.PUBLIC
    return EvidenceAttached(
        assignment_id=line.assignment.id,
        version=line.assignment.version + 1,
        occurred_at=act.moment.at,
        actor=act.actor,
        file_id=file.id,
        visibility=file.visibility,
        title=title if public else None,
        sha256=file.sha256 if public else "",
        media_type=file.media_type if public else "",
        size_bytes=file.size_bytes if public else 0,
        attached_date=act.moment.today,
    )


def keep_for_a_finding(line: Line, title: Text | None, act: Act) -> None:
    """Decide whether a verifier may attach a file, to name it in a finding later. Nobody is told of it before.

    Raises:
        RoleMissing: The caller is no verifier.
        NoSuchAssignment: Nor may they know of the line.
        ConflictOfInterest: The claim or the recommendation is the verifier's own.
        Stale: The record was withdrawn or hidden.
        Missing: The title is missing.
    """
    _may_keep_for_a_finding(line, act.by)
    _titled(title)


def keep_scan(line: Line, file: AttachedFile, title: Text | None, act: Act) -> None:
    """Decide whether a scan may be attached, for a hand-over or an answer to name. Nobody is told of it before.

    A letter may hold names, numbers and signatures: the reviewer who reads it says whether the public may see it.

    Raises:
        NotTheHost: The caller is neither a facilitator of the host organisation nor a registrar.
        NoSuchAssignment: Nor may they know of the line.
        Stale: The record was withdrawn or hidden.
        Missing: The title is missing.
        InvalidArgument: It is for others to see than those who work on the line.
    """
    _may_keep_scan(line, act.by)
    _titled(title)
    if file.visibility is not Visibility.OWNER:
        raise InvalidArgument("a scan is for those who work on the line; a reviewer may publish it", field="visibility")


def refusal(line: Line, by: Standing, *, is_scan: bool) -> str:
    """Return why a file of somebody's would be refused, whatever it is; empty if it would be taken."""
    if is_scan:
        may_attach = _may_keep_scan
    else:
        may_attach = _may_give_its_own if line.assignment.addressee_id in by.addressees else _may_keep_for_a_finding
    try:
        may_attach(line, by)
    except Refusal as refused:
        return str(refused)
    return ""


def _may_give_its_own(line: Line, by: Standing) -> None:
    guards.is_liaison(line, by)
    guards.stands(line)


def _may_keep_for_a_finding(line: Line, by: Standing) -> None:
    if not by.organisations_as(Role.VERIFIER):
        raise guards.to_a_stranger(
            line, errors.RoleMissing("only the addressee's liaison or a verifier may attach a file")
        )
    if reason := checks.conflict_of_interest(line, by):
        raise errors.ConflictOfInterest(reason)
    guards.stands(line)


def _may_keep_scan(line: Line, by: Standing) -> None:
    if not by.organisations_as(Role.REGISTRAR):
        guards.is_host(line, by)
    guards.record_stands(line)


def publish_scan(scan: AttachedFile | None, *, confirm: bool, by: Standing) -> None:
    """Decide whether the scan of an answer may be public with it, as the reviewer says.

    Raises:
        InvalidArgument: The answer is refused, or has no scan.
        SamePerson: The reviewer attached it.
    """
    if scan is None or not confirm:
        raise InvalidArgument("only the scan of an answer that is confirmed", field="scan_may_be_public")
    if scan.attached_by == by.person_id:
        raise errors.SamePerson("somebody else has to read the scan that you attached")


def may_read(file: AttachedFile, line: Line, by: Standing) -> bool:
    """Tell whether somebody who is signed in may look at a file."""
    if line.hidden:
        return False
    if file.is_public or file.attached_by == by.person_id:
        return True
    if file.is_scan and not file.is_told:
        return _works_for_host(line, by)
    if by.organisations_as(Role.VERIFIER) or line.record.host_organisation_id in by.organisations_as(Role.REVIEWER):
        return True
    if file.visibility is Visibility.RESTRICTED or not (file.by_addressee or file.is_scan):
        return False
    return _works_for_host(line, by) or line.assignment.addressee_id in by.addressees


def _works_for_host(line: Line, by: Standing) -> bool:
    host = line.record.host_organisation_id
    return host in by.organisations_as(Role.FACILITATOR) | by.organisations_as(Role.REVIEWER)


def _titled(title: Text | None) -> None:
    if title is None:
        raise errors.Missing("what the file is", field="title")
