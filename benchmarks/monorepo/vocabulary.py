"""The words that names are made of."""

from __future__ import annotations

_MANNERS = """
active archived async audited batch bulk cached central composite current default delayed
derived direct draft durable eager external fallback filtered global guarded hourly inbound
indexed initial internal lazy legacy linked local managed nested outbound partial pending
primary remote routed scoped secure shared staged stale weighted
"""
MANNERS = tuple(_MANNERS.split())

_NOUNS = """
account address alert asset audit balance basket batch bill booking budget campaign card carrier
catalog channel claim client contract coupon credit customer dataset delivery deposit device
discount document event export feature feed filter forecast gateway grant history import_job
inbox invoice item journal label ledger license listing locale lookup margin market member
message metric offer order outbox parcel partner payment period permit policy price product
profile quota quote rate receipt record refund region report request reserve review role route
rule schedule segment session shipment signal snapshot stock store supplier survey tariff task
tax team tenant ticket token trace transfer usage vendor visit voucher wallet warehouse webhook
workflow zone
"""
NOUNS = tuple(_NOUNS.split())

_VERBS = """
apply assign balance build check collect combine compare compute convert count describe dispatch
enrich estimate expand filter find flatten group index load merge normalise parse plan prepare
project publish rank reconcile reduce refresh render resolve score select split summarise track
transform update validate weigh
"""
VERBS = tuple(_VERBS.split())

_ROLES = """
Adapter Builder Cache Collector Dispatcher Gateway Handler Index Loader Monitor Policy Processor
Queue Registry Repository Resolver Router Scheduler Service Store Tracker Validator View Worker
"""
ROLES = tuple(_ROLES.split())

ROWS = ("rows", "records", "entries", "payloads", "events", "lines", "batches", "samples")
LIMITS = ("limit", "threshold", "batch_size", "window", "depth", "attempts", "capacity")
LABELS = ("label", "name", "prefix", "scope", "origin", "topic", "owner_key")
RESULTS = ("result", "summary", "merged", "state", "report", "grouped", "outcome")
TOTALS = ("total", "count", "amount", "score", "weight", "balance")

STEMS = len(MANNERS) * len(NOUNS) * (len(NOUNS) - 1)
"""How many different module names there are."""


def stem(number: int) -> str:
    """The name of the module with this number; no two numbers below `STEMS` share one."""
    # A stride that has no divisor in common with STEMS visits each combination once.
    rest, manner = divmod(number * 15_485_863 % STEMS, len(MANNERS))
    first, second = divmod(rest, len(NOUNS) - 1)
    second += second >= first
    return f"{MANNERS[manner]}_{NOUNS[first]}_{NOUNS[second]}"


def camel(words: str) -> str:
    """`stale_rate` as `StaleRate`."""
    return "".join(word.capitalize() for word in words.split("_"))
