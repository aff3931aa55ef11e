"""Hands mails over: takes a lease, looks at the entitlement again, speaks SMTP, records what came of it."""
