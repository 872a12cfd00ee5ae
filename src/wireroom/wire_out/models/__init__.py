"""The tables of the wire out."""

from wireroom.wire_out.models.alarm import Alarm
from wireroom.wire_out.models.endpoint import Endpoint, EndpointState, Kind
from wireroom.wire_out.models.follow_up import FollowUp
from wireroom.wire_out.models.ledger import Attempt, Delivery, DeliveryState, How, Receipt
from wireroom.wire_out.models.product import Entitlement, Match, MatchHead, Product
from wireroom.wire_out.models.recall import Recall, Told, Trouble
from wireroom.wire_out.models.saved_search import SavedSearch
from wireroom.wire_out.models.subscriber import Contact, Person, Subscriber
from wireroom.wire_out.models.token import ApiToken, Scope

__all__ = [
    "Alarm",
    "ApiToken",
    "Attempt",
    "Contact",
    "Delivery",
    "DeliveryState",
    "Endpoint",
    "EndpointState",
    "Entitlement",
    "FollowUp",
    "How",
    "Kind",
    "Match",
    "MatchHead",
    "Person",
    "Product",
    "Recall",
    "Receipt",
    "SavedSearch",
    "Scope",
    "Subscriber",
    "Told",
    "Trouble",
]
