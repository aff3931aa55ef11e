"""A backup of the local stack while it runs, and its restoration into an empty home.

    consumers held for an instant ── a snapshot of each database ── keys ── rows ── files      two archives
    empty home ── both archives checked ── databases at the backup's schema ── rows ── files ── keys      then `make up`

No database of the four may have applied an event that its owner's backup has not. So the consumers of all four are
held, the snapshots are taken, and they go on: what a snapshot has consumed, every other one has recorded. People's
writes wait for nothing. What was recorded and not yet consumed, the services ask each other for at the next start, as
they do when Kafka has lost everything: Kafka is in no backup.
"""

from deploy.local.backup.commands import Sources, backup, restore

__all__ = ["Sources", "backup", "restore"]
