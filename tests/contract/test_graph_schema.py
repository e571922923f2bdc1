"""Labels with every field of Graph's published schema are read without loss.

The schema is Microsoft's own (the OpenAPI documents of github.com/microsoftgraph/msgraph-metadata): it is not kept
here. MIPBOT_GRAPH_SCHEMA names a file with the v1.0 and the beta document; without it these checks are skipped.
"""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from microsoft.limits import Limits
from microsoft.pages import Catalogue
from mip.labels import Label

GUID = "4e4234dd-377b-42a3-935b-0e42f138fa23"
TYPES = ("microsoft.graph.sensitivityLabel", "microsoft.graph.security.sensitivityLabel")


def example(kind: str, name: str) -> Any:
    """A value that no other field has, as far as its type allows; None for references to other types."""
    number = sum(map(ord, name))
    values = {"string": f"text of {name}", "boolean": True, "number": number, "integer": number}
    return ["email", name] if kind == "array" else values.get(kind)


def properties(schemas: dict[str, Any], name: str) -> dict[str, Any]:
    """All that a type and the types it builds on declare."""
    found: dict[str, Any] = {}
    for part in schemas[name].get("allOf", [schemas[name]]):
        if "$ref" in part:
            found |= properties(schemas, part["$ref"].rsplit("/", 1)[-1])
        found |= part.get("properties", {})
    return found


def declared() -> list[tuple[str, str, dict[str, Any]]]:
    file = os.environ.get("MIPBOT_GRAPH_SCHEMA")
    documents = list(yaml.safe_load_all(Path(file).read_text())) if file else []
    schemas = [document["components"]["schemas"] for document in documents]
    return [
        (str(number), name, properties(each, name))
        for number, each in enumerate(schemas)
        for name in TYPES
        if name in each
    ]


def a_label(fields: dict[str, Any]) -> dict[str, Any]:
    """One value for each plain field; references to other types are left out, but for the tree."""
    values = {name: example(each.get("type", ""), name) for name, each in fields.items()}
    plain = {name: value for name, value in values.items() if value is not None}
    tree: dict[str, Any] = {"sublabels": []} if "sublabels" in fields else {"parent": None}
    return {**plain, **tree, "id": GUID} | ({"color": "#0a1b2c"} if "color" in fields else {})


def kept(label: Label) -> list[Any]:
    return [
        label.name,
        label.description,
        label.tooltip,
        label.color,
        label.priority,
        label.is_enabled,
        label.has_protection,
        label.applicable_to and sorted(label.applicable_to),
        *label.extra.values(),
    ]


@pytest.mark.skipif("MIPBOT_GRAPH_SCHEMA" not in os.environ, reason="MIPBOT_GRAPH_SCHEMA names no schema")
def test_every_field_that_graph_declares_is_kept() -> None:
    assert declared()
    for document, name, fields in declared():
        item = a_label(fields)
        catalogue = Catalogue(Limits())
        catalogue.add({"value": [item]})
        (label,) = catalogue.labels()
        for field, value in item.items():
            if field in {"id", "sublabels", "parent"} or field.startswith("@odata."):
                continue
            wanted = sorted(value) if isinstance(value, list) else value
            assert wanted in kept(label), (document, name, field)
