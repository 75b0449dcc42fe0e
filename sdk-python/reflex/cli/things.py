"""``deploy ...``, ``doctor``, ``robots ...``, ``receipts ...``."""

import argparse
from typing import Any, Dict
from urllib.parse import quote

from .. import (
    create_deployment,
    create_deployment_from_spec,
    create_pairing_token,
    get_deployment,
    get_receipt,
    list_deployments,
    list_receipts,
    list_robot_schemas,
    list_robots,
    register_robot,
    register_robot_schema,
    run_deployment_doctor,
)
from ..credentials import resolve_convex_url
from .show import DONE, NO, USAGE, Result, facts, table, time

As = Dict[str, Any]


def column(*path: str) -> Any:
    def of(row: Dict[str, Any]) -> Any:
        value: Any = row
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        return value

    return of


def deploy_create(options: argparse.Namespace, as_: As) -> Result:
    spec = options.spec or options.file
    if spec is not None:
        value = create_deployment_from_spec(spec, **as_)
    elif options.name is not None:
        names = ("name", "model_id", "artifact_id", "robot_schema_id", "runtime", "mode")
        value = create_deployment(**{name: getattr(options, name) for name in names}, **as_)
    else:
        return Result({"ok": False, "reason": "no_name"}, "Name a spec file, or give --name and --model-id.", USAGE)
    return Result(value, str(value.get("id", "")))


def deploy_list(_options: argparse.Namespace, as_: As) -> Result:
    value = list_deployments(**as_)
    columns = {"ID": column("id"), "NAME": column("name"), "MODEL": lambda row: row.get("modelId") or row.get("artifactId")}
    columns.update({"SCHEMA": column("robotSchemaName"), "RUNTIME": column("runtime"), "CREATED": lambda row: time(row.get("createdAt"))})
    return Result(value, table(value.get("deployments") or [], columns, "No deployments."))


def deploy_get(options: argparse.Namespace, as_: As) -> Result:
    value = get_deployment(options.deployment_id, **as_)
    names = {"id": "id", "name": "name", "model": "modelId", "artifact": "artifactId", "schema": "robotSchemaName", "runtime": "runtime", "mode": "mode"}
    return Result(value, facts({**{title: value.get(name) for title, name in names.items()}, "created": time(value.get("createdAt"))}))


def doctor(options: argparse.Namespace, as_: As) -> Result:
    value = run_deployment_doctor(options.deployment_id, robot_id=options.robot_id, **as_)
    if value.get("ok") is False:
        return Result(value)
    lines = []
    for check in value.get("checks") or []:
        lines.append(f"{check['result']:<7}  {check['name']}: {check['detail']}")
        if check.get("fix") and check["result"] != "pass":
            lines.append(f"         fix: {check['fix']}")
    ready = value.get("passed") is True
    return Result(value, "\n".join([*lines, "Ready." if ready else "Not ready."]), DONE if ready else NO)


def schema_register(options: argparse.Namespace, as_: As) -> Result:
    path = options.schema or options.file
    if path is None:
        return Result({"ok": False, "reason": "no_file"}, "Name the schema's file.", USAGE)
    value = register_robot_schema(name=options.name, schema=path, robot_kind=options.robot_kind, **as_)
    return Result(value, f"{value.get('id')}  version {value.get('version')}")


def schema_list(_options: argparse.Namespace, as_: As) -> Result:
    value = list_robot_schemas(**as_)
    columns = {"ID": column("id"), "NAME": column("name"), "VERSION": column("version"), "KIND": column("robotKind")}
    return Result(value, table(value.get("robotSchemas") or [], columns, "No robot schemas."))


def robot_register(options: argparse.Namespace, as_: As) -> Result:
    names = ("name", "robot_schema_id", "robot_kind", "calibration_id", "emergency_stop_location")
    value = register_robot(**{name: getattr(options, name) for name in names}, **as_)
    return Result(value, str(value.get("id", "")))


def robot_list(_options: argparse.Namespace, as_: As) -> Result:
    value = list_robots(**as_)
    columns = {
        "ID": column("id"),
        "NAME": column("name"),
        "SCHEMA": column("robotSchemaName"),
        "LINK": lambda row: "not paired" if row.get("paired") is None else column("status", "link")(row),
        "MODE": column("status", "mode"),
        "HEALTH": column("status", "health"),
        "LAST SEEN": lambda row: time(column("status", "lastSeenAt")(row)),
    }
    return Result(value, table(value.get("robots") or [], columns, "No robots."))


def robot_pair(options: argparse.Namespace, as_: As) -> Result:
    value = create_pairing_token(options.robot_id, ttl_seconds=options.ttl_seconds, **as_)
    if value.get("ok") is False:
        return Result(value)
    # The secret stands behind the #, which no server and no log ever sees.
    link = f"{resolve_convex_url(options.convex_url)}/claim#token={quote(value['token'], safe='')}"
    text = facts({"Pairing code": value["token"], "Link": link, "Expires": f"{time(value['expiresAt'])}, works once"})
    return Result({**value, "link": link}, text)


def receipt_list(options: argparse.Namespace, as_: As) -> Result:
    value = list_receipts(deployment_id=options.deployment_id, robot_id=options.robot_id, limit=options.limit, **as_)
    columns = {"SEQ": column("sequence"), "ID": column("id"), "ENDED": lambda row: time(row.get("timestamp"))}
    columns.update({"SESSION": column("sessionId"), "REASON": column("closeReason")})
    return Result(value, table(value.get("receipts") or [], columns, "No receipts."))


def receipt_show(options: argparse.Namespace, as_: As) -> Result:
    value = get_receipt(options.receipt_id, **as_)
    row = value.get("row") or {}
    signed = {"hash": column("receipt", "hash")(value), "signed by key": column("receipt", "keyId")(value)}
    return Result(value, facts({**{name: field for name, field in row.items() if not isinstance(field, (dict, list))}, **signed}))
