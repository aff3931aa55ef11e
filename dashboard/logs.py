"""Log lines: one JSON object each, without anything of the people who read or work here."""

import json
import logging
from datetime import UTC, datetime

from dashboard.web.spools import LetGo


def is_ours_to_look_at(record: logging.LogRecord) -> bool:
    """Tell whether a record is of a fault. That a download made room for others is none, and `guard` says it once."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, LetGo)


class JsonLines(logging.Formatter):
    """Writes a record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a traceback becomes a field of it."""
        line = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure(level: str) -> None:
    """Send every log line of the process to standard error, from a level on."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in ("uvicorn", "uvicorn.error"):
        # Streamlit gives each a handler of its own, which writes a traceback over many lines.
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    server = logging.getLogger("uvicorn.error")
    server.addFilter(is_ours_to_look_at)
    # Below that it writes the address of whoever opens a socket, and a line for whatever a stranger sends.
    server.setLevel(logging.ERROR)
