"""Makes ``r4.json`` from the definitions of FHIR R4: ``build_r4.py DEFINITIONS.json... > r4.json``.

DEFINITIONS are the Bundles ``profiles-types.json``, ``profiles-resources.json`` and ``valuesets.json`` of HL7 FHIR R4
4.0.1 (CC0-1.0). Kept: names, counts, types, targets, required code lists, and the invariants of severity error.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from hah_console.adapters.fhir.checker.rules import HANDLED_ELSEWHERE
from hah_console.adapters.fhir.checker.value_sets import ValueSets

LONGEST_LIST = 400
"""Longer code lists (languages, units) are left out; their codes are not judged."""
STRUCTURE = "http://hl7.org/fhir/StructureDefinition/"
LEFT_OUT = {"DomainResource", "Resource", "BackboneElement", "MoneyQuantity", "SimpleQuantity", "MetadataResource"}


def main(paths: list[str]) -> None:
    """Read the Bundles and print the table."""
    resources = [entry["resource"] for path in paths for entry in json.loads(Path(path).read_text("utf-8"))["entry"]]
    value_sets = ValueSets({}, frozenset())
    for resource in resources:
        value_sets.add(resource)
    definitions = [each for each in resources if each["resourceType"] == "StructureDefinition" and _is_wanted(each)]
    types = {name: row for definition in definitions for name, row in _types_of(definition)}
    asked = sorted({row[4] for each in types.values() for row in each["elements"] if len(row) > 4})
    lists = {url: pairs for url in asked if (pairs := value_sets.codes(url)) and len(pairs) <= LONGEST_LIST}
    codes = {url: _by_system(pairs) for url, pairs in sorted(lists.items())}
    print('{"source":"HL7 FHIR R4 4.0.1, CC0-1.0",')
    print(f'"types":{{\n{_lines(types)}\n}},\n"value_sets":{{\n{_lines(codes)}\n}}}}')


def _lines(table: dict) -> str:
    """A JSON object with one entry a line."""
    return ",\n".join(f"{json.dumps(key)}:{json.dumps(row, separators=(',', ':'))}" for key, row in table.items())


def _is_wanted(definition: dict) -> bool:
    derived = definition.get("derivation") == "constraint"
    return definition["kind"] in {"complex-type", "resource"} and not derived and definition["name"] not in LEFT_OUT


def _types_of(definition: dict) -> Iterator[tuple[str, dict]]:
    elements = definition["snapshot"]["element"]
    parents = {each["path"].rpartition(".")[0] for each in elements}
    for element in elements:
        if element["path"] in parents:
            kind = "backbone" if "." in element["path"] else definition["kind"].removesuffix("-type")
            children = [each for each in elements if each["path"].rpartition(".")[0] == element["path"]]
            row = {"kind": kind, "elements": [_row(each, parents) for each in children]}
            rules = _rules(element.get("constraint", ()))
            yield element["path"], row | ({"rules": rules} if rules else {})


def _row(element: dict, parents: set[str]) -> list[str]:
    name = element["path"].rpartition(".")[2]
    row = [name, f"{element['min']}..{element['max']}", " ".join(_type_names(element, parents))]
    urls = {url for each in element.get("type", ()) for url in each.get("targetProfile", ())}
    targets = " ".join(sorted(url.removeprefix(STRUCTURE) for url in urls))
    binding = element.get("binding", {})
    required = binding.get("valueSet", "").split("|")[0] if binding.get("strength") == "required" else ""
    row += [targets, required] if required else [targets] if targets else []
    return row


def _type_names(element: dict, parents: set[str]) -> Iterable[str]:
    if "contentReference" in element:
        return [element["contentReference"].split("#")[-1]]
    if element["path"] in parents:
        return [element["path"]]
    return [_type_name(each) for each in element["type"]]


def _type_name(given: dict) -> str:
    for extension in given.get("extension", ()):
        if extension["url"].endswith("structuredefinition-fhir-type"):
            return extension.get("valueUrl") or extension.get("valueUri") or "string"
    return given["code"].removeprefix("http://hl7.org/fhirpath/System.").replace("String", "string")


def _rules(constraints: Iterable[dict]) -> list[list[str]]:
    return [
        [each["key"], each["expression"]]
        for each in constraints
        if each["severity"] == "error" and each["key"] not in HANDLED_ELSEWHERE and "expression" in each
    ]


def _by_system(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    by_system: dict[str, list[str]] = {}
    for system, code in sorted(pairs):
        by_system.setdefault(system, []).append(code)
    return {system: " ".join(codes) for system, codes in by_system.items()}


if __name__ == "__main__":
    main(sys.argv[1:])
