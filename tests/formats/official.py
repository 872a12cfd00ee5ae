"""The official schemas and examples of the formats, from the shared material, checked without any network."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.validators import validator_for
from lxml import etree
from referencing import Registry, Resource

from tests.shared_material import shared

_SCHEMAS = {
    "newsml-g2": ("newsml-g2", "schema", "NewsML-G2_2.35-spec-All-Power.xsd"),
    "nitf": ("nitf", "schema", "nitf-3-6.xsd"),
}


@cache
def _schema(name: str) -> etree.XMLSchema:
    path = shared("standards", *_SCHEMAS[name])
    return etree.XMLSchema(etree.parse(path, etree.XMLParser(no_network=True)))


def faults(name: str, document: bytes) -> list[str]:
    """What the official schema of an XML format finds wrong with a document."""
    schema = _schema(name)
    schema.validate(etree.fromstring(document))
    return [f"{error.line}: {error.message}" for error in schema.error_log]


@cache
def _ninjs(version: str) -> Any:
    folder = shared("standards", "ninjs")
    schema = json.loads((folder / "schema" / f"ninjs-schema_{version}.json").read_text())
    geo = Resource.from_contents(json.loads((folder / "testsuite" / "GeoJSON-schema.json").read_text()))
    registry: Registry[Any] = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", geo)
    kind = validator_for(schema, default=Draft202012Validator)
    return kind(schema, registry=registry, format_checker=FormatChecker())


def ninjs_faults(version: str, document: bytes) -> list[str]:
    """What the official schema of a ninjs version finds wrong with a document."""
    return [error.message for error in _ninjs(version).iter_errors(json.loads(document))]


def examples(folder: str, *patterns: str) -> list[Path]:
    """Files below a folder of the standards, in order."""
    root = shared("standards", folder)
    return sorted(path for pattern in patterns for path in root.glob(pattern))
