"""The part of SARIF 2.1.0 that we write, as values; what is at its default is left out."""

from __future__ import annotations

import msgspec

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
BASE = "SRCROOT"
"""What every URI is relative to."""


class _Object(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """Names as SARIF spells them."""


class Message(_Object, frozen=True):
    text: str
    markdown: str | None = None


class ArtifactLocation(_Object, frozen=True):
    uri: str
    uri_base_id: str
    index: int = -1


class Region(_Object, frozen=True):
    """Lines and columns from 1, columns in UTF-16 code units; the end column is exclusive."""

    start_line: int
    start_column: int | None = None
    end_line: int | None = None
    end_column: int | None = None


class PhysicalLocation(_Object, frozen=True):
    artifact_location: ArtifactLocation
    region: Region


class Location(_Object, frozen=True):
    physical_location: PhysicalLocation
    id: int = -1
    message: Message | None = None


class ThreadFlowLocation(_Object, frozen=True):
    location: Location


class ThreadFlow(_Object, frozen=True):
    locations: tuple[ThreadFlowLocation, ...]


class CodeFlow(_Object, frozen=True):
    message: Message
    thread_flows: tuple[ThreadFlow, ...]


class Suppression(_Object, frozen=True):
    kind: str
    status: str
    justification: str


class Content(_Object, frozen=True):
    text: str


class Replacement(_Object, frozen=True):
    deleted_region: Region
    inserted_content: Content | None = None


class ArtifactChange(_Object, frozen=True):
    artifact_location: ArtifactLocation
    replacements: tuple[Replacement, ...]


class FixProperties(_Object, frozen=True):
    id: str
    applicability: str


class Fix(_Object, frozen=True):
    description: Message
    artifact_changes: tuple[ArtifactChange, ...]
    properties: FixProperties


class ResultProperties(_Object, frozen=True):
    """What SARIF has no word for: whom it stops, and how sure it is."""

    subjects: tuple[str, ...]
    blocked: tuple[str, ...]
    blocked_count: int
    golden_paths: tuple[str, ...] = ()
    certainty: str | None = None
    """Of a broken import: certain or possible."""
    verdict: str | None = None
    """Of a cycle: crashes, depends-on-entry or safe."""
    kind: str | None = None
    """Of duplicate classes: exact, near, divergent or variant."""
    in_tests: bool = False
    places_left_out: int = 0


class Result(_Object, frozen=True):
    rule_id: str
    rule_index: int
    level: str
    message: Message
    locations: tuple[Location, ...]
    partial_fingerprints: dict[str, str]
    properties: ResultProperties
    baseline_state: str | None = None
    suppressions: tuple[Suppression, ...] | None = None
    related_locations: tuple[Location, ...] = ()
    code_flows: tuple[CodeFlow, ...] = ()
    fixes: tuple[Fix, ...] = ()


class Configuration(_Object, frozen=True):
    level: str


class RuleProperties(_Object, frozen=True):
    """What code scanning of GitHub reads."""

    tags: tuple[str, ...]
    precision: str
    problem_severity: str = msgspec.field(name="problem.severity")


class Descriptor(_Object, frozen=True):
    id: str
    short_description: Message
    default_configuration: Configuration
    name: str | None = None
    full_description: Message | None = None
    help: Message | None = None
    properties: RuleProperties | None = None


class Driver(_Object, frozen=True):
    name: str
    full_name: str
    version: str
    semantic_version: str
    rules: tuple[Descriptor, ...]
    notifications: tuple[Descriptor, ...]


class Tool(_Object, frozen=True):
    driver: Driver


class DescriptorReference(_Object, frozen=True):
    id: str
    index: int


class Notification(_Object, frozen=True):
    descriptor: DescriptorReference
    level: str
    message: Message
    locations: tuple[Location, ...] = ()


class Invocation(_Object, frozen=True):
    execution_successful: bool
    tool_execution_notifications: tuple[Notification, ...] = ()


class Artifact(_Object, frozen=True):
    location: ArtifactLocation
    encoding: str | None = None
    source_language: str | None = None
    roles: tuple[str, ...] = ()


class UriBase(_Object, frozen=True):
    """Without a URI: where the folder is, is nobody's business but the reader's."""

    description: Message


class RunProperties(_Object, frozen=True):
    python_version: str
    roots: tuple[str, ...]
    modules: dict[str, int]
    """How many imports are ok, fail, and are unknown."""


class Run(_Object, frozen=True):
    tool: Tool
    invocations: tuple[Invocation, ...]
    original_uri_base_ids: dict[str, UriBase]
    artifacts: tuple[Artifact, ...]
    newline_sequences: tuple[str, ...]
    column_kind: str
    results: tuple[Result, ...]
    properties: RunProperties


class Log(_Object, frozen=True):
    schema: str = msgspec.field(name="$schema")
    version: str
    runs: tuple[Run, ...]
