"""The limit of a command: the very statements it sends, recorded as it runs, sent again by PostgreSQL's own `pgbench`.

What names the row moves to a copy of it (`copies.py`); its version grows with each time that a copy comes around; a
key, an event's id and a text's id are new each time; the rest stays as it was recorded.
"""

import asyncio
import re
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg.adapt import Buffer, Dumper

from deploy.local.failure import CannotStart
from tests.bench.judging import percentile

RANGE: Final = 2048
"""So many copies one run goes through before it begins again."""

FRESH: Final = {"INSERT INTO events": "id", "INSERT INTO texts": "text_id"}
"""What must never come twice, by the statement it is in."""
_KEY: Final = "('bench-' || (:k)::text || '-' || (:pass)::text)"
_HEAD: Final = """\
\\set n :n + 1
\\set k :base + :client_id * :lines + :n % :lines
\\set pass :n / :lines
BEGIN;
"""

Statement = tuple[str, dict[str, Any]]


def program() -> str:
    """Return where `pgbench` is.

    Raises:
        CannotStart: It is not installed.
    """
    candidates = [shutil.which("pgbench"), *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench")))]
    if found := next(filter(None, candidates), None):
        return found
    raise CannotStart(
        "the limit of a command is measured with pgbench; install it (Debian, Ubuntu: postgresql-contrib)"
    )


@asynccontextmanager
async def recording() -> AsyncIterator[list[Statement]]:
    """Record the statements that this process sends through psycopg while the block runs."""
    execute, recorded = psycopg.AsyncCursor.execute, list[Statement]()

    async def record(self: Any, query: Any, params: Any = None, **rest: Any) -> Any:
        if query:  # the pool asks nothing to see whether a connection lives
            recorded.append((query, dict(params or {})))
        return await execute(self, query, params, **rest)

    psycopg.AsyncCursor.execute = record  # type: ignore[method-assign]
    try:
        yield recorded
    finally:
        psycopg.AsyncCursor.execute = execute  # type: ignore[method-assign]


class Expression(str):
    """SQL in the place of a parameter."""

    __slots__ = ()


class _Dumper(Dumper):
    def dump(self, obj: Any) -> Buffer:
        return str(obj).encode()

    def quote(self, obj: Any) -> Buffer:
        return str(obj).encode()


def script(statements: list[Statement], *, url: str, moving: Collection[UUID], version: int) -> str:
    """Write a recorded transaction as a script for pgbench.

    Args:
        statements: What was recorded.
        url: A database, asked how it quotes.
        moving: Ids of rows of which there are copies.
        version: The row's version before, and that of its copies.
    """
    lines = [_HEAD]
    with psycopg.connect(url) as connection:
        connection.adapters.register_dumper(Expression, _Dumper)
        cursor = psycopg.ClientCursor(connection)
        for sql, given in statements:
            fresh = next((name for what, name in FRESH.items() if what in sql), "")
            values = {
                name: stand_in(name, value, moving, version, fresh=name == fresh) for name, value in given.items()
            }
            text = re.sub(r"^\s*\n", "", cursor.mogrify(sql, values), flags=re.MULTILINE).rstrip()
            lines.append(text + ("\n\\gset\n" if "INSERT INTO events" in sql else "\n;\n"))  # it may end with a comment
    return "".join([*lines, "COMMIT;\n"])


def stand_in(name: str, value: Any, moving: Collection[UUID], version: int, *, fresh: bool) -> Any:
    """Return what stands for a parameter: itself, or an expression of what changes from one transaction to the next."""
    if isinstance(value, list):
        parts = [stand_in(name, each, moving, version, fresh=fresh) for each in value]
        if not any(isinstance(each, Expression) for each in parts):
            return value
        quoted = (each if isinstance(each, Expression) else f"'{each}'" for each in parts)
        return Expression(f"ARRAY[{', '.join(quoted)}]::{'uuid' if isinstance(value[0], UUID) else 'bigint'}[]")
    counts_up = type(value) is int and (name == "public_version" or (name.endswith("version") and value >= version))
    expression = {
        "gen_random_uuid()": fresh,
        _KEY: name == "idempotency_key",
        ":position": name == "position" and isinstance(value, int),
        f"bench_copy('{value}', :k)": isinstance(value, UUID) and value in moving,
        f"({value} + :pass)": counts_up,
    }
    return next((Expression(sql) for sql, applies in expression.items() if applies), value)


@dataclass(frozen=True)
class Load:
    """A script, ready to run against a database whose rows have copies."""

    url: str
    script: str
    callers: int
    lines: int
    """How many copies each caller goes through before it begins again."""

    async def per_second(self, seconds: float, base: int) -> float:
        """Return how many transactions per second get done, beginning with copy number `base`."""
        said, _ = await self._run(seconds, base)
        found = re.search(r"^tps = ([\d.]+)", said, re.MULTILINE)
        return float(found[1]) if found else 0.0  # not one got done in time

    async def p50_milliseconds(self, seconds: float, base: int) -> float:
        """Return the median of how long a transaction takes."""
        _, microseconds = await self._run(seconds, base, "--log")
        return percentile(microseconds, 0.5) / 1000

    async def _run(self, seconds: float, base: int, *more: str) -> tuple[str, list[float]]:
        return await asyncio.to_thread(self._run_now, seconds, base, *more)

    def _run_now(self, seconds: float, base: int, *more: str) -> tuple[str, list[float]]:
        """Run pgbench; return what it says and, with `--log`, how many microseconds each transaction took."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "script.sql"
            file.write_text(self.script, encoding="utf-8")
            given: Mapping[str, int] = {"n": -1, "base": base, "lines": self.lines}
            options = ["--no-vacuum", "--protocol=prepared", f"--client={self.callers}", "--jobs=2", *more]
            options += [f"--time={max(1, round(seconds))}", f"--file={file}"]
            options += [f"--define={name}={value}" for name, value in given.items()]
            command = [program(), *options, self.url]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise RuntimeError(f"pgbench failed:\n{done.stderr[-2000:]}")
            logs = [log.read_text(encoding="ascii") for log in Path(folder).glob("pgbench_log.*")]
            return done.stdout, [float(line.split()[2]) for log in logs for line in log.splitlines()]
