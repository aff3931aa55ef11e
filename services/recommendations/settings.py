"""Settings of recommendations beside the common ones."""

from pydantic import Field

from services.chassis.files.settings import FileSettings


class RecommendationsSettings(FileSettings):
    """What recommendations is told: where files lie, how long a finding waits, how much anybody may suggest."""

    reply_working_days: int = Field(
        10, ge=1, le=60, description="working days in which an addressee may reply to a finding before it is public"
    )
    reply_window_seconds: float | None = Field(
        None, gt=0, description="for trials only: seconds that take the place of these working days"
    )

    suggestions_per_network_hour: int = Field(
        10, ge=1, le=100_000, description="suggestions of evidence an hour that are taken from one network of readers"
    )
    suggestions_per_line_hour: int = Field(
        20, ge=1, le=100_000, description="suggestions of evidence an hour that are taken for one line"
    )
    suggestion_kept_days: int = Field(
        30, ge=0, le=365, description="days after which a suggestion that a verifier decided on is erased"
    )
