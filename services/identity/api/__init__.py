"""RPCs in: who, once only, what was, what happened, what becomes, save, announce."""

from roundtable.identity.v1 import service_pb2_grpc
from services.identity.api.appointing import Appointing
from services.identity.api.auditing import Auditing
from services.identity.api.calendar_links import CalendarLinks
from services.identity.api.contacts import Contacts
from services.identity.api.leaving import Leaving
from services.identity.api.lookups import Lookups
from services.identity.api.people import Registering
from services.identity.api.powers import Powers
from services.identity.api.recovering import Recovering
from services.identity.api.sessions import Sessions
from services.identity.api.sign_in import SigningIn

__all__ = ["IdentityServicer"]


class IdentityServicer(
    SigningIn,
    Sessions,
    CalendarLinks,
    Registering,
    Powers,
    Leaving,
    Contacts,
    Recovering,
    Appointing,
    Auditing,
    Lookups,
    service_pb2_grpc.IdentityServiceServicer,
):
    """Serves `IdentityService`; its RPCs stand beside each other by what they are about."""
