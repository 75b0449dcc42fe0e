"""``connect.yaml``: which console, which robot, which hardware.

    mode: dry_run                 # what a session starts as; apply_actions is a promotion by a person, never by this file
    target: https://console.example:3210
    hardware:
      kind: subprocess            # or custom
      command: python3 arm.py     # subprocess; also infer_command, safe_stop_command, camera_command, timeout_s
      class: my_arm:Driver        # custom: module:callable, called with `options`
      options: {port: /dev/ttyACM0}
    cameras: {front: {index: 0}}  # handed to a custom driver as `cameras`, to programs in REFLEX_CAMERAS. A custom driver with take_picture(name),
                                  # or a camera_command, lets the console show what they see
    interval_ms: 1000
    control_hz: 25

Further fields are left alone.
"""

import importlib
import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any, Dict, Union

from ..errors import InvalidFileError
from ..files import read_object_file
from .commands import CommandDriver
from .pictures import Camera, wrong_with


def _wrong(path: Any, what: str) -> InvalidFileError:
    return InvalidFileError("invalid_spec", f"{path}: {what}")


def read_config(path: Union[str, Path]) -> Dict[str, Any]:
    """The file, checked; raises ``invalid_spec``, naming what is wrong."""
    config = read_object_file(path)
    if config.get("mode", "dry_run") not in ("dry_run", "apply_actions"):
        raise _wrong(path, '"mode" is dry_run or apply_actions.')
    target = config.get("target")
    if target is not None and not (isinstance(target, str) or (isinstance(target, dict) and isinstance(target.get("url"), str))):
        raise _wrong(path, '"target" is the address of the console, or an object with its "url".')
    hardware = config.get("hardware")
    if not isinstance(hardware, dict) or not isinstance(hardware.get("kind"), str):
        raise _wrong(path, '"hardware" needs a "kind".')
    wanted = {"subprocess": "command", "custom": "class"}.get(hardware["kind"])
    if wanted is None:
        raise _wrong(path, f'no driver for hardware of kind "{hardware["kind"]}" is built in: use subprocess or custom.')
    if not isinstance(hardware.get(wanted), (str, list)):
        raise _wrong(path, f'"hardware" of kind {hardware["kind"]} needs "{wanted}".')
    for name in ("interval_ms", "control_hz"):
        if name in config and (isinstance(config[name], bool) or not isinstance(config[name], (int, float)) or config[name] <= 0):
            raise _wrong(path, f'"{name}" must be a number above 0.')
    return config


def target_url(config: Dict[str, Any]) -> Any:
    target = config.get("target")
    return target.get("url") if isinstance(target, dict) else target


def make_driver(config: Dict[str, Any], folder: Path) -> Any:
    """The driver the file asks for; a custom one is looked for beside the file too."""
    hardware = config["hardware"]
    cameras = config.get("cameras") or {}
    if hardware["kind"] == "subprocess":
        os.environ["REFLEX_CAMERAS"] = json.dumps(cameras)
        names = ("infer_command", "safe_stop_command", "camera_command", "timeout_s")
        return CommandDriver(hardware["command"], **{name: hardware[name] for name in names if name in hardware})
    module, _, name = str(hardware["class"]).partition(":")
    sys.path.insert(0, str(folder))
    try:
        made = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise InvalidFileError("invalid_spec", f'"{hardware["class"]}" cannot be loaded: {error}') from error
    options = dict(hardware.get("options") or {})
    if cameras:
        options["cameras"] = cameras
    return made(**options)


def cameras_of(config: Dict[str, Any], driver: Any) -> Dict[str, Camera]:
    """The cameras of the file whose pictures the driver can take; raises ``invalid_spec`` for names that the console refuses."""
    take = getattr(driver, "take_picture", None)
    if take is None:
        return {}
    names = list(config.get("cameras") or {})
    wrong = wrong_with(names)
    if wrong is not None:
        raise InvalidFileError("invalid_spec", f'"cameras": {wrong}.')
    return {name: partial(take, name) for name in names}
