"""``python -m reflex.agent connect.yaml [--token TOKEN]``: the robot's agent, until SIGINT or SIGTERM."""

import argparse
import json
import logging
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any, List, Optional

from ..errors import ReflexError
from .agent import RobotAgent
from .claim import pair
from .config import cameras_of, make_driver, read_config, target_url
from .connect import connect
from .credential import find_robot, robots_folder


def main(argv: Optional[List[str]] = None) -> int:
    parser = argparse.ArgumentParser("python -m reflex.agent", description=__doc__)
    parser.add_argument("config", help="connect.yaml or connect.json")
    parser.add_argument("--token", help="pairing token or its link, the first time (or REFLEX_PAIRING_TOKEN in the environment)")
    parser.add_argument("--robot", help="id of a robot paired here before, when there are several")
    options = parser.parse_args(argv)
    try:
        config = read_config(options.config)
        token = options.token or os.environ.get("REFLEX_PAIRING_TOKEN")
        if token:
            robot = pair(token, convex_url=target_url(config), on_words=lambda claimed: print(claimed.text(), file=sys.stderr, flush=True))
        else:
            found = find_robot(robots_folder(), lambda each: options.robot in (None, each["robotId"]))
            if found is None:
                raise ReflexError("not_paired", "No robot is paired here.", fix="Give --token once; it is made on the robot's page.")
            robot = found
        driver = make_driver(config, Path(options.config).resolve().parent)
        cameras = cameras_of(config, driver)
    except ReflexError as error:
        print(f"Error: {error} {error.fix}".rstrip(), file=sys.stderr)
        return 2
    except RuntimeError as error:
        print(f"Error: the hardware does not start: {error}", file=sys.stderr)
        return 2

    # What happens to the socket; the events themselves are on stdout.
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s")
    ending = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ending.set())

    def told(kind: str, detail: Any) -> None:
        print(json.dumps({"event": kind, "detail": detail}), flush=True)

    rates = {name: config[name] for name in ("interval_ms", "control_hz") if name in config}
    try:
        RobotAgent(driver, connect(robot), on_event=told, cameras=cameras, **rates).run(ending)
    finally:
        if hasattr(driver, "close"):
            driver.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
