"""Settings of consultations beside the common ones."""

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from services.chassis.files.settings import FileSettings
from services.consultations.domain.safeguarding.parts import Sensitivity
from services.consultations.domain.safeguarding.topics import Topic

_TOPICS: Final = ",".join(Topic)


def _split(value: str) -> frozenset[str]:
    return frozenset(each.strip() for each in value.split(",") if each.strip())


def _only_topics(value: str) -> str:
    if _split(value) - frozenset(Topic):
        raise ValueError(f"must be some of {_TOPICS}, parted by commas")
    return value


class ConsultationsSettings(FileSettings):
    """What consultations is told: what asks for a second reading, and how often a code may be wrong."""

    sensitive_topics: Annotated[str, AfterValidator(_only_topics)] = Field(
        _TOPICS, description="topics that ask for a second reading before anything is public, parted by commas"
    )
    sensitive_words: str = Field(
        "", description="beginnings of further words that ask for one, parted by commas, in either language"
    )

    smtp_mode: Literal["direct", "relay"] = Field(
        "direct", description="as notifications is told: previews of mails say from which day dates count"
    )
    wrong_codes_per_network_hour: int = Field(
        30, ge=1, le=100_000, description="codes of cards that open nothing, an hour, after which a network has to wait"
    )

    @property
    def sensitivity(self) -> Sensitivity:
        """Return both as the domain takes them."""
        topics = frozenset(map(Topic, _split(self.sensitive_topics)))
        return Sensitivity(topics=topics, words=_split(self.sensitive_words))
