"""Deployments: a model for a kind of robot."""

from typing import Any, Dict, Optional

from .errors import InvalidFileError
from .files import FilePath, read_object_file, text_field
from .wire import Answer, document, send


def create_deployment(
    name: str,
    model_id: Optional[str] = None,
    robot_schema_id: Optional[str] = None,
    runtime: Optional[str] = None,
    mode: str = "dry_run",
    spec: Optional[Dict[str, Any]] = None,
    *,
    artifact_id: Optional[str] = None,
    api_key: Optional[str] = None,
    convex_url: Optional[str] = None,
) -> Answer:
    """Creates a deployment of a model (``model_id`` or ``artifact_id``); answers ``{"ok": True, "id": ..., "name": ..., ...}``.

    ``mode`` is the default of its sessions. Raises ``ReflexError``: ``invalid`` names the argument that is wrong, ``forbidden`` a key
    that may not.
    """
    args = {
        "name": name,
        "modelId": model_id,
        "artifactId": artifact_id,
        "robotSchemaId": robot_schema_id,
        "runtime": runtime,
        "mode": mode,
        "spec": None if spec is None else document(spec),
    }
    return send("mutation", "createDeployment", args, api_key, convex_url)


def create_deployment_from_spec(path: FilePath, *, api_key: Optional[str] = None, convex_url: Optional[str] = None) -> Answer:
    """Creates a deployment from a JSON or YAML file; answers as :func:`create_deployment`.

    The file needs ``name`` and one of ``modelId``, ``model_id`` or an artifact (``artifactId``, ``artifact_id``, ``artifact``). The whole
    file travels as ``spec``. Raises ``invalid_spec`` before anything is sent when it cannot be used.
    """
    spec = read_object_file(path)
    name = text_field(path, spec, "name")
    model_id = text_field(path, spec, "modelId", "model_id")
    artifact_id = text_field(path, spec, "artifactId", "artifact_id", "artifact")
    mode = text_field(path, spec, "mode") or "dry_run"
    if name is None:
        raise InvalidFileError("invalid_spec", f'{path} needs "name".')
    if model_id is None and artifact_id is None:
        raise InvalidFileError("invalid_spec", f'{path} needs one of "modelId", "model_id" or "artifactId".')
    if mode not in ("dry_run", "apply_actions"):
        raise InvalidFileError("invalid_spec", f'{path}: "mode" is dry_run or apply_actions.')
    return create_deployment(
        name=name,
        model_id=model_id,
        artifact_id=artifact_id,
        robot_schema_id=text_field(path, spec, "robotSchemaId", "robot_schema_id"),
        runtime=text_field(path, spec, "runtime"),
        mode=mode,
        spec=spec,
        api_key=api_key,
        convex_url=convex_url,
    )


def list_deployments(*, api_key: Optional[str] = None, convex_url: Optional[str] = None) -> Answer:
    """``{"ok": True, "deployments": [{"id", "name", "modelId", "createdAt" (epoch ms), ...}]}``."""
    return send("query", "listDeployments", {}, api_key, convex_url)


def get_deployment(deployment_id: str, *, api_key: Optional[str] = None, convex_url: Optional[str] = None) -> Answer:
    """One deployment: ``{"ok": True, "id", "name", "modelId", "robotSchemaId", "runtime", "mode", "spec", ...}``. Raises ``not_found``."""
    return send("query", "getDeployment", {"deploymentId": deployment_id}, api_key, convex_url)


def run_deployment_doctor(
    deployment_id: str, *, robot_id: Optional[str] = None, api_key: Optional[str] = None, convex_url: Optional[str] = None
) -> Answer:
    """Runs the readiness check: ``{"ok": True, "passed": bool, "checks": [{"name", "result", "detail", "fix", ...}]}``.

    ``result`` is ``pass``, ``warn``, ``fail`` or ``skipped``. With ``robot_id`` it looks at that robot too, which a promotion on it wants.
    """
    return send("mutation", "runReadinessCheck", {"deploymentId": deployment_id, "robotId": robot_id}, api_key, convex_url)
