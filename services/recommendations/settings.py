"""Settings of recommendations beside the common ones."""

from pathlib import Path

from pydantic import Field

from services.chassis.settings import ServiceSettings


class RecommendationsSettings(ServiceSettings):
    """What recommendations is told: where files lie, and how long an addressee may reply to a finding."""

    evidence_dir: Path | None = Field(
        None,
        description="folder of attached files, sealed, the same for all copies; beside RT_KEYS_DIR if empty",
    )

    reply_working_days: int = Field(
        10, ge=1, le=60, description="working days in which an addressee may reply to a finding before it is public"
    )
    reply_window_seconds: float | None = Field(
        None, gt=0, description="for trials only: seconds that take the place of these working days"
    )
