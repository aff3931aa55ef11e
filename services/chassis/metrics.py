"""Every metric there is: the one list of names. The rest of the code imports them from here.

RPCs are counted under the names of go-grpc-prometheus, which dashboards and alerts made elsewhere already know. No
label ever holds an id, a text or anything about a person.
"""

from typing import Final

import grpc
from prometheus_client import Counter, Gauge, Histogram

_RPC: Final = ("grpc_type", "grpc_service", "grpc_method")

# --- gRPC server -----------------------------------------------------------------------------------------------------
RPC_STARTED: Final = Counter("grpc_server_started_total", "RPCs that began.", _RPC)
RPC_HANDLED: Final = Counter("grpc_server_handled_total", "RPCs that ended, by status.", (*_RPC, "grpc_code"))
RPC_RECEIVED: Final = Counter("grpc_server_msg_received_total", "Messages received.", _RPC)
RPC_SENT: Final = Counter("grpc_server_msg_sent_total", "Messages sent.", _RPC)
RPC_SECONDS: Final = Histogram(
    "grpc_server_handling_seconds",
    "Time from the request to the status.",
    _RPC,
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

# --- gRPC client -----------------------------------------------------------------------------------------------------
CALL_HANDLED: Final = Counter(
    "grpc_client_handled_total", "Calls of others that ended, by status.", (*_RPC, "grpc_code")
)
CALL_RETRIES: Final = Counter("roundtable_call_retries_total", "Calls sent again because the answer was UNAVAILABLE.")

# --- process ---------------------------------------------------------------------------------------------------------
READY: Final = Gauge("roundtable_ready", "1 while the service answers, 0 while it says NOT_SERVING.")

CLOCK_AHEAD_SECONDS: Final = Gauge(
    "roundtable_clock_ahead_seconds",
    "How far the process's clock is ahead of the database's; behind it if negative. Beyond 300 nothing is announced, "
    "closed or published that time alone would bring about.",
)

# --- relay: event log → Kafka ----------------------------------------------------------------------------------------
OUTBOX_ROWS: Final = Gauge("roundtable_outbox_rows", "Events that Kafka has not acknowledged yet.")
OUTBOX_AGE_SECONDS: Final = Gauge("roundtable_outbox_age_seconds", "Age of the oldest event that waits for Kafka.")
RELAYED: Final = Counter("roundtable_relayed_total", "Events that Kafka acknowledged.")
RELAY_RESTARTS: Final = Counter("roundtable_relay_restarts_total", "Producers thrown away after an error.")
RELAY_ACTIVE: Final = Gauge("roundtable_relay_active", "1 in the process whose relay holds the lock.")

# --- consumer: Kafka → effect ----------------------------------------------------------------------------------------
CONSUMED: Final = Counter("roundtable_consumed_total", "Events by what became of them.", ("source", "outcome"))
CONSUMER_LAG: Final = Gauge("roundtable_consumer_lag", "Messages of a topic that are not read yet.", ("topic",))
CONSUMER_RETRIES: Final = Counter("roundtable_consumer_retries_total", "Transient errors retried in place.")
REPLAYED: Final = Counter("roundtable_replayed_total", "Events asked from their owner because of a gap.", ("source",))
DEAD_LETTERS: Final = Gauge("roundtable_dead_letters", "Events that are parked and wait for an operator.")

# --- notifications and recommendations -------------------------------------------------------------------------------
DELIVERIES: Final = Gauge("roundtable_deliveries", "Delivery items by state.", ("state",))
MAILS: Final = Counter("roundtable_mails_total", "Mails by what the next server said.", ("outcome",))
LINES_PAST_DATE: Final = Gauge(
    "roundtable_lines_past_date", "Lines whose date has passed without an answer; illustrative ones are not counted."
)


def code_name(code: grpc.StatusCode) -> str:
    """Return a status as go-grpc-prometheus writes it: `OK`, `Canceled`, and so on."""
    if code is grpc.StatusCode.OK:
        return "OK"
    if code is grpc.StatusCode.CANCELLED:
        return "Canceled"
    return "".join(part.capitalize() for part in code.name.split("_"))
