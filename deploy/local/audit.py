"""`make audit`: ask OSV whether anything the product is made of, or is tested with, has a known vulnerability.

"Nothing is known" and "nothing could be asked" look alike, so two packages whose faults everybody knows are asked for
along with ours; if they come back clean, nothing was learnt and the audit fails. Not part of `make check`: advisories
may be out of reach, and they change without a commit.

The interface: https://google.github.io/osv.dev/post-v1-querybatch/.
"""

import sys
from collections.abc import Iterator, Sequence
from typing import Annotated, Final

import httpx2
import typer
from pydantic import BaseModel

from deploy.local import sbom
from deploy.local.names import REPOSITORY

OSV: Final = "https://api.osv.dev"
KNOWN_BAD: Final = ("pkg:pypi/jinja2@2.4.1", "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1")
"""One of each kind that is asked for."""
_TOOLS: Final = REPOSITORY / "requirements" / "dev.txt"
_AT_ONCE: Final = 1000
"""How many questions OSV takes in one request."""
_SECONDS: Final = 60


class NothingLearnt(Exception):
    """No advisories were found, not even those that are known to be there; the text says why."""


def main(
    osv: Annotated[str, typer.Option("--osv", help="A mirror of OSV, as an address without a path.")] = OSV,
) -> None:
    """Name every known vulnerability; 1 if there is one, 2 if none could be looked for."""
    try:
        found = advisories(sorted({*ours()}), osv)
    except NothingLearnt as reason:
        sys.stderr.write(f"roundtable: {reason}; nothing is known about our packages\n")
        raise typer.Exit(2) from reason
    for purl, names in found.items():
        sys.stdout.write(f"{purl}: {', '.join(f'https://osv.dev/{name}' for name in names)}\n")
    sys.stdout.write(f"{len({*ours()})} packages and jars were asked for, {len(found)} have advisories\n")
    raise typer.Exit(bool(found))


def ours() -> Iterator[str]:
    """Yield the package URL of all that runs, and of all that it is built and tested with."""
    yield from (str(part.purl) for part in sbom.components())
    yield from (f"pkg:pypi/{name}@{version}" for name, version, _ in sbom.packages(_TOOLS))


class _Name(BaseModel):
    id: str


class _Answer(BaseModel):
    vulns: list[_Name] = []
    next_page_token: str = ""


class _Answers(BaseModel):
    results: list[_Answer]


def advisories(purls: Sequence[str], osv: str) -> dict[str, list[str]]:
    """Return the names of the advisories for each package URL that has any.

    Raises:
        NothingLearnt: OSV could not be reached, did not answer as it should, or knows not even what is known to be bad.
    """
    found = dict[str, list[str]]()
    questions = [(purl, "") for purl in (*KNOWN_BAD, *purls)]
    while questions:
        these, questions = questions[:_AT_ONCE], questions[_AT_ONCE:]
        for (purl, _), answer in zip(these, _asked(these, osv), strict=True):
            if answer.vulns:
                found.setdefault(purl, []).extend(each.id for each in answer.vulns)
            if answer.next_page_token:
                questions.append((purl, answer.next_page_token))
    if missing := [purl for purl in KNOWN_BAD if purl not in found]:
        raise NothingLearnt(f"{osv} has no advisory for {' and '.join(missing)}, which are known to be vulnerable")
    return {purl: names for purl, names in found.items() if purl in {*purls}}


def _asked(questions: Sequence[tuple[str, str]], osv: str) -> list[_Answer]:
    queries = [{"package": {"purl": purl}, **({"page_token": page} if page else {})} for purl, page in questions]
    try:
        reply = httpx2.post(f"{osv}/v1/querybatch", json={"queries": queries}, timeout=_SECONDS).raise_for_status()
        answers = _Answers.model_validate_json(reply.content).results
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise NothingLearnt(f"{osv} could not be asked for advisories ({error})") from error
    if len(answers) != len(questions):
        raise NothingLearnt(f"{osv} answered {len(answers)} of {len(questions)} questions")
    return answers


if __name__ == "__main__":
    typer.run(main)
