"""OCSF events, one a line on standard input, against the schema that ocsf.io publishes, as the package ocsf-json-schema carries it.

Prints what is wrong, each thing once. Needs `pip install ocsf-json-schema jsonschema`; exits with 77 where they are not there.
"""
import json
import sys

try:
    from jsonschema import Draft202012Validator, FormatChecker
    from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema
except ImportError as missing:
    print(missing)
    sys.exit(77)

validators = {}
schemas = {}


def validator(version, class_uid, profiles):
    key = (version, class_uid, *profiles)
    if key not in validators:
        if version not in schemas:
            schemas[version] = OcsfJsonSchemaEmbedded(get_ocsf_schema(version))
        name = schemas[version].lookup_class_name_from_uid(class_uid)
        schema = schemas[version].get_class_schema(name, profiles)
        validators[key] = Draft202012Validator(schema, format_checker=FormatChecker())
    return validators[key]


wrong = {}
lines = 0
for line in sys.stdin:
    lines += 1
    event = json.loads(line)
    metadata = event["metadata"]
    checked_by = validator(metadata["version"], event["class_uid"], metadata.get("profiles", []))
    for error in checked_by.iter_errors(event):
        wrong.setdefault(f"{error.json_path}: {error.message[:200]}", line[:400])
for what, line in list(wrong.items())[:50]:
    print(what, "in", line)
print(f"{lines} events")
sys.exit(1 if wrong or not lines else 0)
