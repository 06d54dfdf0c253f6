#!/usr/bin/env python3
"""Holds lines of JSON against schemas of a contract.

conforms.py CONTRACT < lines    Each line: {"schema": "Event", "value": ...}. A line for each that does not conform;
                                exit status 1 if there is one.
"""
import json
import sys

import jsonschema_rs
import yaml

with open(sys.argv[1], encoding="utf-8") as file:
    contract = yaml.safe_load(file)
failed = checked = 0
for line in sys.stdin:
    entry = json.loads(line)
    # The whole contract is the document, so that references into its components hold.
    schema = {**contract, "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$ref": "#/components/schemas/" + entry["schema"]}
    checked += 1
    for error in jsonschema_rs.validator_for(schema, validate_formats=True).iter_errors(entry["value"]):
        print(f"{entry['schema']} /{'/'.join(map(str, error.instance_path))}: {error.message}")
        failed = 1
print(f"{checked} checked", file=sys.stderr)
sys.exit(failed if checked else 2)
