"""Writes docs/access.md: what the golden files say, short enough to be read. `make access` does it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.access import golden
from tests.access.golden import ONLY, Answers
from tests.access.kinds import CERTIFICATES, IDENTITIES, OBJECTS, PEOPLE

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "access.md"
SERVICES: Final = ("identity", "consultations", "recommendations", "notifications")

_STRANGER: Final = "migrator alone"
_ANYBODY: Final = (*(name for name in CERTIFICATES if name != _STRANGER), *PEOPLE)
_SHORT: Final = {
    _ANYBODY: "anybody",
    tuple(PEOPLE): "every person",
    tuple(
        name for name in CERTIFICATES if name.endswith(" alone") and name != _STRANGER
    ): "every service, the operator",
    tuple(f"{name} alone" for name in SERVICES): "every service",
}
_TOP: Final = """# Who may call what

Made from the golden files in `tests/access/golden` by `make access`; a contract test fails when it is stale. Those
files are the oracle of the authorization matrix: every RPC, asked of the running services by every kind of identity
for every kind of thing, over mutual TLS, with the real interceptor and a real PostgreSQL. They were read line by line
against the rules of the product, and do not follow from the policies in the protos (`docs/rpcs.md`): a policy that is
opened too far makes the matrix fail.

**To add an RPC**: write its policy from what it is for; give it a good request in
`tests/integration/test_fuzz_<service>.py`; run `make access` (or `make access ARGS="-k StatePosition"` for one),
which asks the running services and writes what they answer into the golden file and this page; read every new line,
and mend the service where a line is not what ought to be. It never runs by itself, and `make test` only compares.

## Who asks

- *A certificate alone*, without a token: the dashboard's (*nobody*: somebody who is not signed in), each service's,
  the operator's. A migrator's certificate is good for a database and for no RPC.
- *People with a good token*: *person* has no role; *facilitator* and *reviewer* are of our host, *elsewhere* of
  another; *liaison* has a mandate for our body, *of a sister* for another body of the same agency, *elsewhere* for a
  third; *verifier of the body* and *of the host* have a conflict of interest in our line. *By claim*: the token
  claims what the service's own copy does not know. *Before*: the role or mandate has ended, which the token does not
  say yet.
- *Bad tokens* of somebody who would have every role and mandate: expired, for another service, of another issuer,
  unsigned, forged, signed by a retired key. All are refused by every RPC with UNAUTHENTICATED, public ones included.
- *A token from before* somebody left: what a service answers its holder is tried apart, at every RPC that people read,
  when it is 50 seconds old and when it is 60. Until then some reads go by what the token says, and the tests name
  them; from then on nothing is answered. Writes ask the service's own copy, and end with it.

## For whose things

*own* is what was entered by our facilitator, or a line put to our body; *same* is a colleague's, or a line of our
host put to another body; *foreign* is another host's; *absent* is not there at all. After *sees* stands whose things
are in a list. Who is not named is refused: UNAUTHENTICATED without a good token, else PERMISSION_DENIED, or NOT_FOUND
in the very words in which an absent thing is answered. Nothing is written by a refusal; where one is put on record,
the table says so.
"""


def page() -> str:
    """Return the page."""
    lines = [_TOP]
    for service in SERVICES:
        lines += [f"## {service.capitalize()}", "", "| RPC | Lets in |", "|---|---|"]
        lines += [f"| `{rpc.partition('/')[2]}` | {_let_in(each)} |" for rpc, (_, each) in golden.read(service).items()]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _let_in(answers: Answers) -> str:
    groups: dict[str, list[str]] = {}
    for name in IDENTITIES:
        if what := _what(answers[name]):
            groups.setdefault(what, []).append(name)
    said = (_named(tuple(names)) + (f": {what}" if what != "yes" else "") for what, names in groups.items())
    return "; ".join(said) or "nobody"


def _what(cells: dict[str, str]) -> str:
    """Return what one identity is let in for, and what of a refusal is put on record; empty if nothing."""
    if ONLY in cells:
        return _all_of(cells[ONLY])
    said = [*(["*" + ", ".join(_good(cells)) + "*"] if any(_good(cells)) else []), *_on_record(cells)]
    return "; ".join(said)


def _all_of(cell: str) -> str:
    if not cell.startswith("OK"):
        return ""
    seen = cell.split()[2:]
    return f"sees *{', '.join(seen)}*" if seen else "yes"


def _good(cells: dict[str, str]) -> list[str]:
    return [whose for whose in OBJECTS if cells[whose].startswith("OK")]


def _on_record(cells: dict[str, str]) -> Iterator[str]:
    recorded = [whose for whose in OBJECTS if "+" in cells[whose]]
    if recorded:
        yield f"refused for *{', '.join(recorded)}*, on record"


def _named(names: tuple[str, ...]) -> str:
    return _SHORT.get(names, ", ".join(names))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
