"""``deploy ...``, ``doctor``, ``robots ...``."""

import argparse
from typing import Any, Dict

from .. import (
    create_deployment,
    create_deployment_from_spec,
    get_deployment,
    list_deployments,
    list_robot_schemas,
    list_robots,
    register_robot,
    register_robot_schema,
    run_deployment_doctor,
)
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
    names = ("name", "model_id", "artifact_id", "robot_schema_id", "runtime", "mode")
    if spec is not None and any(getattr(options, name) is not None for name in names):
        text = "A spec file says it all: leave the other options out, or give them instead of the file."
        return Result({"ok": False, "reason": "spec_and_options"}, text, USAGE)
    if spec is not None:
        value = create_deployment_from_spec(spec, **as_)
    elif options.name is not None:
        given = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
        value = create_deployment(**given, **as_)
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
    names = {
        "id": "id",
        "name": "name",
        "model": "modelId",
        "artifact": "artifactId",
        "schema": "robotSchemaName",
        "runtime": "runtime",
        "mode": "mode",
    }
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
