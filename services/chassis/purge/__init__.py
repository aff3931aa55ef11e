"""Makes the bytes of what was erased leave the disks at once, by an operator's command, beside a running service.

    topics: records live seconds ── tables written anew, statistics too ── topics: as before ── write-ahead log renewed

Erasing empties rows and tells everybody. What the rows were lies on for a while: as dead rows and in samples that the
planner keeps, in the write-ahead log, and on the topic for seven days. Nothing that anybody is answered follows from
that, and so nothing changes but what lies on the disks. Whatever is interrupted is done by the next run.
"""

from services.chassis.purge.everything import everything
from services.chassis.purge.unfinished import Unfinished

__all__ = ["Unfinished", "everything"]
