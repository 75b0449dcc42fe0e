"""``python3 -m tests.arm URL TOKEN FOLDER``: the agent with a simulated arm, for the tests that run both agents (sdk/test/life.test.ts).

Says what happens and how the arm is, one JSON object a line. The end of stdin ends it. It misbehaves with the options of ``npm run robot``.
"""

import argparse
import json
import math
import sys
import threading
import time
from pathlib import Path
from typing import Optional

from reflex.agent import RobotAgent, connect, pair

from .misbehave import Misbehaving

SERVO_S = 0.12


class SimulatedArm:
    """Six first-order servos; ``fault_after_s`` seconds after its start a motor reports a fault."""

    def __init__(self, fault_after_s: Optional[float] = None) -> None:
        self._breaks_at = math.inf if fault_after_s is None else time.monotonic() + fault_after_s
        self.positions, self.targets, self._at = [0.0] * 6, [0.0] * 6, time.monotonic()
        self._lock = threading.Lock()

    def _advance(self) -> None:
        now = time.monotonic()
        share = 1 - math.exp(-(now - self._at) / SERVO_S)
        self._at = now
        self.positions = [at + (to - at) * share for at, to in zip(self.positions, self.targets)]

    def observe(self):
        with self._lock:
            self._advance()
            if self._at >= self._breaks_at:
                raise RuntimeError("motor 3 (elbow_flex) reports overload")
            moving = any(abs(to - at) > 0.01 for at, to in zip(self.positions, self.targets))
            return {"joints": list(self.positions), "moving": moving, "temperatureC": 30}

    def look(self):
        """Where it is, whatever its motors report."""
        with self._lock:
            self._advance()
            return list(self.positions)

    def infer(self, _observation):
        time.sleep(0.01)
        start = time.monotonic()
        return {"rows": [[math.sin((start + index * 0.04) * 2)] * 6 for index in range(50)], "inferenceMs": 10}

    def act(self, row) -> None:
        with self._lock:
            self._advance()
            self.targets = row

    def move_of(self, row, observation):
        return [to - at for to, at in zip(row, observation["joints"])]

    def safe_stop(self, _reason) -> None:
        with self._lock:
            self._advance()
            self.targets = list(self.positions)


def main() -> None:
    parser = argparse.ArgumentParser("tests.arm")
    for name in ("url", "token", "folder"):
        parser.add_argument(name)
    parser.add_argument("--interval-ms", type=int, default=250)
    parser.add_argument("--silent-after", type=float)
    parser.add_argument("--ignore-stop", action="store_true")
    parser.add_argument("--skew-ms", type=float, default=0)
    parser.add_argument("--fault", type=float)
    options = parser.parse_args()
    robot = pair(options.token, convex_url=options.url, folder=Path(options.folder), hostname="bench")
    line = Misbehaving(connect(robot), options.silent_after, options.ignore_stop)
    arm, ending, speaking = SimulatedArm(options.fault), threading.Event(), threading.Lock()

    def say(value) -> None:
        with speaking:
            print(json.dumps(value), flush=True)

    def told(kind, detail) -> None:
        say({"event": {"kind": kind, "reason": detail if isinstance(detail, str) else None}})

    interval = options.interval_ms
    agent = RobotAgent(
        arm,
        line,
        interval_ms=interval,
        applying_interval_ms=interval,
        on_event=told,
        wall_ms=lambda: time.time() * 1000 + options.skew_ms,
    )

    def listen() -> None:
        sys.stdin.read()
        ending.set()

    def report() -> None:
        while not ending.wait(0.03):
            say({"state": {"applying": agent.applying, "appliedSteps": agent.summary["appliedSteps"], "positions": arm.look()}})

    for work in (listen, report):
        threading.Thread(target=work, daemon=True).start()
    agent.run(ending)


if __name__ == "__main__":
    main()
