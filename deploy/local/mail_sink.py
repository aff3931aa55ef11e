"""The local stack's mail server with its mailbox page, as a process of its own.

Settings: `RT_HOME` (mails are kept in `mail`), `RT_PORT_SMTP`, `RT_PORT_MAILBOX`, `RT_PUBLIC_URL` (the dashboard, whose
`/start` shows a mailbox beside itself), and `RT_TLS_CERTIFICATE` with `RT_TLS_KEY` for STARTTLS.
"""

import os
from pathlib import Path

import uvicorn

from deploy.local.mail_server import MailServer
from deploy.local.mail_site import site
from deploy.local.names import Ports, home


def main() -> None:
    """Serve until told to stop."""
    ports = Ports.from_environment()
    certificate, key = (os.environ.get(name) for name in ("RT_TLS_CERTIFICATE", "RT_TLS_KEY"))
    server = MailServer(
        home() / "mail",
        ports.smtp,
        certificate=Path(certificate) if certificate else None,
        key=Path(key) if key else None,
    )
    server.start()
    try:
        pages = site(server.store, shown_in=os.environ.get("RT_PUBLIC_URL", ""))
        uvicorn.run(pages, host="127.0.0.1", port=ports.mailbox, log_level="warning", access_log=False)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
