"""The whole field: everything sown on the running product, and what it wrote about it."""

from typing import Any

from deploy.local.names import SERVICES
from tests.canaries import in_consultations, in_identity, in_public, in_recommendations, tokens
from tests.canaries.places import Search, mails
from tests.canaries.sowing import PUBLIC, PUBLISHED, Field
from tests.e2e.conftest import World
from tests.e2e.scene import Scene
from tests.e2e.waiting import until


def sown(world: World) -> tuple[Field, dict[str, Any]]:
    """Sow everything; return the field, and the ids and numbers by which others may ask for it."""
    here = Field(world)
    scene = Scene(world, "canaries", "Body of the canaries (example)")
    entered = in_consultations.sow(here, scene)
    people = in_identity.sow(here, scene.addressee_id)
    lines = in_recommendations.sow(
        here, scene.slug, scene.addressee_id, people["organisation_id"], entered["tracked"][:5]
    )
    public = in_public.sow(here, scene)
    until(lambda: not _waiting(world), "all events have left their services")
    [asked] = (token for token, canary in here.book.items() if canary.data_class == PUBLISHED)
    until(lambda: any(asked in tokens.found_in(data) for _, _, data in mails(world.stack)), "the body is asked by mail")
    return here, {"slug": scene.slug, "addressee_id": scene.addressee_id, **entered, **people, **lines, **public}


def _waiting(world: World) -> int:
    """Count the events that have not been acknowledged by Kafka yet."""
    waiting = 0
    for service in SERVICES:
        with world.stack.postgres.admin(service) as connection:
            row = connection.execute("SELECT count(*) FROM outbox").fetchone()
            assert row
            waiting += row[0]
    return waiting


def search(here: Field, *, published: bool = False) -> Search:
    """Return a search for every canary of the field; or for what was published, as if it had not been allowed."""
    classes = {token: canary.data_class for token, canary in here.book.items() if canary.data_class != PUBLIC}
    wanted = {token for token, data_class in classes.items() if (data_class == PUBLISHED) is published}

    def find(data: bytes) -> set[str]:
        return tokens.found_in(data) & wanted

    def told(token: str) -> str:
        canary = here.book[token]
        return f"the canary of {canary.path} ({canary.data_class}, {canary.fate})"

    return Search(find, told)


def may_travel(here: Field, token: str) -> bool:
    """Tell whether services may hold it in clear and pass it on: what they check, and no person is meant by."""
    return here.book[token].data_class == "SERVICE"
