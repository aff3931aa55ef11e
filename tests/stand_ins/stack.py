"""A whole stack of stand-ins, and as a program the supervisor over one: `stack.py HOME CACHE PORTS-AS-JSON`."""

import json
import sys
from dataclasses import replace
from pathlib import Path

from deploy.local import supervisor
from deploy.local.names import SERVICES, Ports
from deploy.local.programs import Programs
from deploy.local.progress import Plain
from deploy.local.stack import Stack

_PROGRAM = Path(__file__).with_name("program.py")


def stand_in(*arguments: str) -> tuple[str, ...]:
    """Return the command line of a stand-in."""
    return (sys.executable, str(_PROGRAM), *arguments)


def stack(home: Path, ports: Ports, cache: Path, *, mail: tuple[str, ...] | None = None) -> Stack:
    """Return a stack with a real PostgreSQL, Kafka and mail server, and stand-ins for all else."""
    programs = Programs(
        services={name: stand_in("service") for name in SERVICES},
        dashboard=stand_in("dashboard"),
        sample_data=stand_in("sample-data"),
    )
    if mail:
        programs = replace(programs, mail=mail)
    return Stack(home, ports, cache=cache, run=programs, environment={}, durable=False)


if __name__ == "__main__":
    chosen = Ports(**json.loads(sys.argv[3]))
    sys.exit(supervisor.run(stack(Path(sys.argv[1]), chosen, Path(sys.argv[2])), Plain()))
