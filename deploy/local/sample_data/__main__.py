"""`python -m deploy.local.sample_data` loads the sample data into a running stack; the stack itself calls it."""

import os
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from deploy.local.certificates import Certificates
from deploy.local.names import SERVICES
from deploy.local.sample_data.client import Client, Refused
from deploy.local.sample_data.load import load


def main() -> None:
    """Load it, with what the environment says: `RT_…_ADDRESS`, `RT_CERTIFICATES_DIR`, `RT_MAILBOX_URL`, `RT_HOME`.

    Raises:
        SystemExit: A service refused a step; the message says which.
    """
    environment = os.environ
    client = Client(
        Certificates(Path(environment["RT_CERTIFICATES_DIR"])),
        {name: environment[f"RT_{name.upper()}_ADDRESS"] for name in SERVICES},
        environment["RT_MAILBOX_URL"],
    )
    today = datetime.now(ZoneInfo(environment.get("RT_TIME_ZONE", "Asia/Karachi"))).date()
    try:
        loaded = load(client, Path(environment["RT_HOME"]), today, _say)
    except Refused as refused:
        sys.exit(f"sample data: {refused}")
    finally:
        client.close()
    _say("loaded" if loaded else "was loaded before")


def _say(what: str) -> None:
    sys.stdout.write(f"sample data: {what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
