"""Fetch the pinned jars that a Python package index does not carry, and believe none of them unchecked.

A list is a committed file in the format of `sha256sum`: one line per jar, the sum and the jar's path in a Maven
repository. Only what the list names is downloaded, so nothing is resolved while a stack starts; `make locks` resolves
anew with jgo and rewrites the lists when a version is raised.
"""

import hashlib
import platform
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from jgo.maven import MavenContext

from deploy.local.failure import CannotStart
from deploy.local.files import private_folder

KAFKA_VERSION = "4.3.1"
LOG4J_VERSION = "2.25.4"
POSTGRES_VERSION = "18.4.0"

KAFKA_LIST = Path(__file__).with_name("kafka-jars.sha256")
POSTGRES_LIST = Path(__file__).with_name("postgres-jars.sha256")

_POSTGRES_GROUP = "io.zonky.test.postgres"
_POSTGRES_PLATFORMS = ("linux-amd64", "linux-arm64v8", "darwin-amd64", "darwin-arm64v8")
_PARALLEL_DOWNLOADS = 6

Progress = Callable[[int, int], None]
"""Told how many of how many files are there."""


@dataclass(frozen=True)
class Pinned:
    """One jar of a list."""

    sha256: str
    path: PurePosixPath

    @property
    def coordinate(self) -> str:
        """The jar's Maven coordinate, `group:artifact:version`."""
        *group, artifact, version, _ = self.path.parts
        return f"{'.'.join(group)}:{artifact}:{version}"


def pinned(list_file: Path) -> list[Pinned]:
    """Read a committed list of jars, in its order."""
    lines = (line.split(maxsplit=1) for line in list_file.read_text(encoding="utf-8").splitlines() if line.strip())
    return [Pinned(sha256=digest, path=PurePosixPath(path)) for digest, path in lines]


def kafka_jars() -> list[Pinned]:
    """Return the jars of the Kafka broker."""
    return pinned(KAFKA_LIST)


def postgres_jar() -> Pinned:
    """Return the jar with PostgreSQL's programs for this machine.

    Raises:
        CannotStart: There is none for this kind of machine.
    """
    machine = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64v8", "arm64": "arm64v8"}.get(
        platform.machine().lower(), platform.machine()
    )
    wanted = f"{platform.system().lower()}-{machine}"
    for jar in pinned(POSTGRES_LIST):
        if jar.coordinate.split(":")[1].endswith(f"-{wanted}"):
            return jar
    raise CannotStart(f"there is no PostgreSQL for this kind of machine ({wanted}) in {POSTGRES_LIST.name}")


def fetch(jars: Iterable[Pinned], cache: Path, progress: Progress | None = None) -> list[Path]:
    """Return the files of `jars`, below `cache`, downloading what is not there yet and checking every one.

    Raises:
        CannotStart: A jar could not be had, or is not the one the list pins.
    """
    jars, cache = list(jars), cache / "jars"
    there = [_is_there(jar, cache) for jar in jars]
    missing = [jar for jar, present in zip(jars, there, strict=True) if not present]
    if missing:
        private_folder(cache.parent, passable=True)
        private_folder(cache)
        with (
            tempfile.TemporaryDirectory(dir=cache, prefix="download-") as scratch,
            ThreadPoolExecutor(_PARALLEL_DOWNLOADS) as pool,
        ):
            context = MavenContext(repo_cache=Path(scratch), timeout=60)
            arrived = pool.map(lambda jar: _download(jar, context, cache), missing)
            for done, _ in enumerate(arrived, start=len(jars) - len(missing) + 1):
                if progress:
                    progress(done, len(jars))
    return [cache / jar.path for jar in jars]


def _is_there(jar: Pinned, cache: Path) -> bool:
    file = cache / jar.path
    return file.is_file() and _sha256(file) == jar.sha256


def _download(jar: Pinned, context: MavenContext, cache: Path) -> None:
    try:
        arrived = context.create_dependency(jar.coordinate).artifact.resolve()
    except (OSError, RuntimeError) as error:
        raise CannotStart(f"could not download {jar.coordinate} from Maven Central: {error}") from error
    if (found := _sha256(arrived)) != jar.sha256:
        raise CannotStart(
            f"{jar.coordinate} is not the file that is pinned (SHA-256 {found}, expected {jar.sha256}); nothing was run"
        )
    target = cache / jar.path
    for folder in reversed(target.relative_to(cache).parents):
        private_folder(cache / folder)
    arrived.chmod(0o600)
    arrived.replace(target)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _resolve_kafka(context: MavenContext) -> set[str]:
    # Resolved one at a time: together, the logging project's own managed versions would replace Kafka's client
    # by an older one.
    wanted = [f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}"]
    wanted += [f"org.apache.logging.log4j:{name}:{LOG4J_VERSION}" for name in ("log4j-slf4j-impl", "log4j-core")]
    found: dict[str, str] = {}
    for coordinate in wanted:
        inputs, transitive = context.resolver.resolve([context.create_dependency(coordinate)])
        for dependency in [*inputs, *transitive]:
            found.setdefault(f"{dependency.groupId}:{dependency.artifactId}", dependency.version)
    return {f"{name}:{version}" for name, version in found.items()}


def _write_list(file: Path, coordinates: Iterable[str], context: MavenContext) -> None:
    lines = []
    for coordinate in sorted(coordinates):
        artifact = context.create_dependency(coordinate).artifact
        path = PurePosixPath(*artifact.component.path_prefix.parts) / artifact.filename
        lines.append(f"{_sha256(artifact.resolve())}  {path}\n")
    file.write_text("".join(lines), encoding="utf-8")


def relist() -> None:
    """Resolve the versions named above and write the committed lists anew."""
    with tempfile.TemporaryDirectory() as scratch:
        context = MavenContext(repo_cache=Path(scratch), timeout=60)
        _write_list(KAFKA_LIST, _resolve_kafka(context), context)
        names = [f"{_POSTGRES_GROUP}:embedded-postgres-binaries-{each}" for each in _POSTGRES_PLATFORMS]
        _write_list(POSTGRES_LIST, [f"{name}:{POSTGRES_VERSION}" for name in names], context)
