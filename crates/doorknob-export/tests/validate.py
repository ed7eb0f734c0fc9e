#!/usr/bin/env python3
"""Holds exports against real consumers of their formats.

    validate.py FOLDER      FOLDER holds one file a format, named for it, as the tests write them

Each check needs packages from PyPI (pip install --no-deps -r requirements.txt) and is skipped, with a message, where they
are missing; where the environment variable DOORKNOB_REQUIRED names `validators`, one that is missing is a failure.

The exit code is 1 if a consumer refuses an export.
"""

import csv
import importlib
import io
import ipaddress
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys


class Missing(Exception):
    """A consumer that is not installed."""


class Forbidden(Exception):
    """A consumer that may not be asked here: no package brings the right."""


def need(name):
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise Missing(name) from error


def lines(text):
    return [line for line in text.splitlines() if line]


def ocsf_schema(text):
    schema_module, jsonschema = need("ocsf_json_schema"), need("jsonschema")
    embedded = schema_module.OcsfJsonSchemaEmbedded(schema_module.get_ocsf_schema(version="1.5.0"))
    schema = embedded.get_class_schema(class_name="detection_finding", profiles=[])
    validator = jsonschema.Draft202012Validator(schema)
    for line in lines(text):
        for error in validator.iter_errors(json.loads(line)):
            raise AssertionError(f"{list(error.absolute_path)}: {error.message[:300]}")


def ocsf_models(text):
    model = need("py_ocsf_models.events.findings.detection_finding").DetectionFinding
    for line in lines(text):
        model(**json.loads(line))


def stix_library(text):
    bundle = need("stix2").parse(text, allow_custom=False)
    assert bundle.objects, "the bundle is not empty"


def stix_validator(text):
    validator = need("stix2validator")
    options = validator.ValidationOptions(version="2.1", disabled=["302"])  # a hash of each linked page
    results = validator.validate_string(text, options)
    assert results.is_valid, [str(error) for error in results.errors][:5]
    assert not results.warnings, sorted({str(warning) for warning in results.warnings})[:5]


def timesketch(text):
    importer = need("timesketch_import_client.importer")

    class Kept(importer.ImportStreamer):
        kept = 0

        def _ready(self):
            return True

        def _upload_data_buffer(self, end_stream, data_lines=None, retry_count=0):
            self.kept += len(data_lines or self._data_lines)

        @property
        def response(self):
            return {}

    streamer = Kept()
    streamer.set_timestamp_description("unused")
    for line in lines(text):
        event = json.loads(line)
        assert {"message", "datetime", "timestamp_desc"} <= event.keys(), event
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00", event["datetime"]), event["datetime"]
        streamer.add_dict(event)
    streamer.flush()
    assert streamer.kept == len(lines(text)), f"{streamer.kept} of {len(lines(text))} events taken"


def navigator(text):
    layers = need("mitreattack.navlayers")
    layer = layers.Layer(strict=True)
    layer.from_str(text)
    assert layer.layer is not None and layer.layer.techniques, "the layer shows techniques"
    kept = {technique["techniqueID"] for technique in layer.to_dict()["techniques"]}
    assert kept == {technique["techniqueID"] for technique in json.loads(text)["techniques"]}


def cef(text):
    parse = need("pycef").parse
    for line in lines(text):
        event = parse(line)
        assert event["DeviceVendor"] == "Doorknob", line
        for key in ("cnt", "start", "end", "externalId", "msg"):
            assert event.get(key), f"{key} in {line[:200]}"


def syslog(text):
    message = need("syslog_rfc5424_parser").SyslogMessage
    for line in lines(text):
        parsed = message.parse(line)
        assert parsed.appname == "doorknob" and parsed.msg.lstrip("\ufeff").startswith("CEF:0|"), line[:200]


def spreadsheet(text):
    """What a spreadsheet makes of it: equally many cells a row, and none that it would calculate."""
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert len(rows) > 1 and {len(row) for row in rows} == {len(rows[0])}, [len(row) for row in rows]
    number = re.compile(r"-?[0-9.]+")
    formulas = [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell and not number.fullmatch(cell)]
    assert not formulas, formulas[:3]


def addresses(text):
    for line in lines(text):
        if not line.startswith("#"):
            ipaddress.ip_network(line, strict=True)


def powershell(text):
    tree_sitter, grammar = need("tree_sitter"), need("tree_sitter_powershell")
    tree = tree_sitter.Parser(tree_sitter.Language(grammar.language())).parse(text.encode())
    assert not tree.root_node.has_error, tree.root_node.sexp() if hasattr(tree.root_node, "sexp") else "syntax error"


def nftables(text):
    if not shutil.which("nft"):
        raise Forbidden("nft is not installed")
    run = subprocess.run(["nft", "-c", "-f", "-"], input=text, text=True, capture_output=True, check=False)
    if "Operation not permitted" in run.stderr or "netlink" in run.stderr.lower():
        raise Forbidden("no right to ask nft")
    assert run.returncode == 0, run.stderr[:400]


def sigma(text):
    collection_type = need("sigma.collection").SigmaCollection
    collection = collection_type.from_yaml(text)
    assert not collection.errors, collection.errors
    for rule in collection.rules:
        assert not rule.errors, rule.errors
    return collection


def without_order(text):
    """Rules without the one whose events must come in order, which few backends can express."""
    documents = text.split("---\n")
    return "---\n".join(document for document in documents if "type: temporal_ordered" not in document)


def sigma_in_splunk(text):
    backend = need("sigma.backends.splunk").SplunkBackend()
    queries = backend.convert(sigma(without_order(text)))
    assert any("dc(IpAddress)" in query or "values(IpAddress)" in query for query in queries), queries[:2]


def sigma_in_elastic(text):
    backend = need("sigma.backends.elasticsearch.elasticsearch_esql").ESQLBackend()
    assert backend.convert(sigma(without_order(text)))


def queries_of(text, mark="//"):
    body = "\n".join("" if line.startswith(mark) else line for line in text.splitlines())
    return [query.strip() for query in re.split(r"\n\s*\n", body) if query.strip()]


def spl(text):
    """A linter finds nothing, and nothing in the settings is a command."""
    linter = need("splint.linter")
    queries = queries_of(text, "#")
    assert len(queries) >= 5
    for query in queries:
        assert not linter.lint_text(query), [str(found) for found in linter.lint_text(query)][:3]
        commands = [command.name for command in need("splint").parse(query).commands]
        assert set(commands[1:]) <= {"eval", "where", "sort", "streamstats", "stats", "table"}, commands


def esql(text):
    antlr, listener = need("antlr4"), need("antlr4.error.ErrorListener")
    lexer = need("esql_parser.EsqlBaseLexer").EsqlBaseLexer
    parser_type = need("esql_parser.EsqlBaseParser").EsqlBaseParser

    class Strict(listener.ErrorListener):
        def syntaxError(self, recognizer, symbol, line, column, message, error):
            raise AssertionError(f"{line}:{column}: {message}")

    for query in queries_of(text):
        tokens = lexer(antlr.InputStream(query))
        parser = parser_type(antlr.CommonTokenStream(tokens))
        for part in (tokens, parser):
            part.removeErrorListeners()
            part.addErrorListener(Strict())
        parser.singleStatement()


def kql(text):
    module = need("duckdb_kql")
    queries = queries_of(text)
    assert len(queries) >= 5
    for query in queries:
        module.parse(query)


def kql_table():
    """Logons as Sentinel keeps them."""
    connection = need("duckdb").connect()
    connection.execute(
        "create table SecurityEvent (TimeGenerated timestamp, EventID int, TargetUserName varchar,"
        " TargetDomainName varchar, IpAddress varchar, Computer varchar, WorkstationName varchar)"
    )

    def insert(minute, event, name, address, workstation="WS1"):
        connection.execute(
            "insert into SecurityEvent values"
            " (timestamp '2024-03-14 00:05:30' + to_microseconds(?), ?, ?, 'CORP', ?, 'dc01', ?)",
            [int(minute * 60e6), event, name, address, workstation],
        )

    return connection, insert


def kql_found(text, connection):
    """What each query finds."""
    module, found = need("duckdb_kql"), []
    for query in queries_of(text):
        sql = module.to_sql(query)
        cursor = connection.execute(sql if isinstance(sql, str) else sql.sql)
        names = [column[0] for column in cursor.description]
        found.append([dict(zip(names, row)) for row in cursor.fetchall()])
    return found


def kql_run(text):
    """The queries find a spray and a distributed guess in a table, and nothing else."""
    connection, insert = kql_table()
    rows = [(minute, 4625, "admin", f"203.0.113.{minute}") for minute in range(6)]
    rows += [(200 + at / 10, 4625, f"user{at}", "198.51.100.9") for at in range(12)]
    rows += [(400 + at / 10, 4625, "jdoe", "198.51.100.10") for at in range(11)]
    rows += [(402, 4624, "jdoe", "198.51.100.10"), (600, 4625, "asmith", "10.0.0.5")]
    for row in rows:
        insert(*row)
    found = kql_found(text, connection)
    sources, floor, spray, guessed = found[0], found[-3], found[-2], found[-1]
    assert {row["Family"] for row in sources} == {"admin"}, sources
    assert {row["Family"] for row in floor} == {"jdoe"}, floor
    assert {row["IpAddress"] for row in spray} == {"198.51.100.9"}, spray
    assert {(row["Account"], row["IpAddress"]) for row in guessed} == {("jdoe", "198.51.100.10")}, guessed


def kql_scanner(text):
    """The scanner SCAN01 at 10.9.8.7 is left out by its address, and by its name only where there is no address."""
    network = "coalesce(ipv4_is_in_range(IpAddress, '10.9.8.7/32'), false)"
    assert network in text, "it is told by its address"
    text = text.replace(network, "IpAddress == '10.9.8.7'")  # duckdb-kql has no networks
    connection, insert = kql_table()
    for at in range(12):
        insert(at / 10, 4625, "by-address", "10.9.8.7")
        insert(at / 10, 4625, "by-name", "-", "scan01")
        insert(at / 10, 4625, "by-name", "", "SCAN01")
        insert(at / 10, 4625, "pretender", "10.0.0.66", "SCAN01")
        insert(at / 10, 4625, "other", "-", "WS2")
    floor = kql_found(text, connection)[-3]
    assert {row["Family"] for row in floor} == {"pretender", "other"}, floor


CHECKS = {
    "ocsf": [ocsf_schema, ocsf_models],
    "stix": [stix_library, stix_validator],
    "timesketch": [timesketch],
    "navigator": [navigator],
    "csv": [spreadsheet],
    "cef": [cef],
    "syslog": [syslog],
    "blocklist-plain": [addresses],
    "blocklist-cidr": [addresses],
    "blocklist-windows": [powershell],
    "blocklist-nftables": [nftables],
    "sigma": [sigma, sigma_in_splunk, sigma_in_elastic],
    "kql": [kql],
    "esql": [esql],
    "spl": [spl],
    "kql-defaults": [kql_run],
    "kql-scanner": [kql_scanner],
}


def main(folder):
    failed = 0
    required = "validators" in os.environ.get("DOORKNOB_REQUIRED", "").split()
    for name, checks in CHECKS.items():
        text = (pathlib.Path(folder) / name).read_text(encoding="utf-8")
        for check in checks:
            label = f"{name}: {check.__name__}"
            try:
                check(text)
                print(f"ok       {label}")
            except Missing as missing:
                failed += required
                print(f"skipped  {label}: {missing} is not installed")
            except Forbidden as reason:
                print(f"skipped  {label}: {reason}")
            except Exception as error:  # a consumer may refuse in any way
                failed += 1
                print(f"REFUSED  {label}: {type(error).__name__}: {str(error)[:800]}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
