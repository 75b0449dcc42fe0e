"""Spec, schema and connect files: one object each, as JSON or YAML."""

import json
import os
from pathlib import Path
from typing import Any, Dict, Optional, Union

from .errors import InvalidFileError

FilePath = Union[str, os.PathLike[str]]


def read_object_file(path: FilePath) -> Dict[str, Any]:
    """A JSON or YAML file that holds one object; raises ``invalid_spec``, naming the file, when it does not.

    YAML needs PyYAML (``pip install pyyaml``); JSON needs nothing.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
        content = json.loads(text) if str(path).endswith(".json") else _yaml(path, text)
    except (OSError, ValueError) as error:
        raise InvalidFileError("invalid_spec", f"Cannot read {path}: {error}") from error
    if not isinstance(content, dict):
        raise InvalidFileError("invalid_spec", f"{path} must hold one object.")
    return content


def _yaml(path: FilePath, text: str) -> Any:
    try:
        import yaml
    except ImportError:
        try:
            return json.loads(text)  # JSON is YAML too.
        except ValueError:
            raise InvalidFileError(
                "invalid_spec", f"{path} is YAML, and PyYAML is not installed.", fix="pip install pyyaml, or write the file as JSON."
            ) from None
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def text_field(path: FilePath, spec: Dict[str, Any], *names: str) -> Optional[str]:
    """The first value under one of ``names``; ``invalid_spec`` when it is there but no text."""
    for name in names:
        value = spec.get(name)
        if value is None:
            continue
        if not isinstance(value, str) or not value:
            raise InvalidFileError("invalid_spec", f'{path}: "{name}" must be a non-empty text.')
        return value
    return None
