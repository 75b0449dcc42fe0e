"""``python3 -m tests.arm URL TOKEN FOLDER``: the agent with a simulated arm, for the tests that run both agents (sdk/test/life.test.ts).

Says what happens and how the arm is, one JSON object a line. ``cut`` on stdin takes its line to the server away; the end of stdin ends it.
"""

import json
import math
import sys
import threading
import time
from pathlib import Path

from reflex import UnreachableError
from reflex.agent import RobotAgent, connect, pair

SERVO_S = 0.12


class SimulatedArm:
    """Six first-order servos."""

    def __init__(self) -> None:
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
            moving = any(abs(to - at) > 0.01 for at, to in zip(self.positions, self.targets))
            return {"joints": list(self.positions), "moving": moving, "temperatureC": 30}

    def infer(self, _observation):
        time.sleep(0.01)
        start = time.monotonic()
        return {"rows": [[math.sin((start + index * 0.04) * 2)] * 6 for index in range(50)], "inferenceMs": 10}

    def act(self, row) -> None:
        with self._lock:
            self._advance()
            self.targets = row

    def safe_stop(self, _reason) -> None:
        with self._lock:
            self._advance()
            self.targets = list(self.positions)


def main() -> None:
    url, token, folder = sys.argv[1:4]
    robot = pair(token, convex_url=url, folder=Path(folder), hostname="bench")
    line, arm, ending, cut = connect(robot), SimulatedArm(), threading.Event(), threading.Event()
    speaking = threading.Lock()

    def say(value) -> None:
        with speaking:
            print(json.dumps(value), flush=True)

    class Cuttable:
        def heartbeat(self, fields, timeout_s):
            if cut.is_set():
                raise UnreachableError("cut")
            return line.heartbeat(fields, timeout_s)

        def summary(self, session_id, summary):
            return line.summary(session_id, summary)

    def told(kind, detail) -> None:
        say({"event": {"kind": kind, "reason": detail if isinstance(detail, str) else None}})

    agent = RobotAgent(arm, Cuttable(), interval_ms=250, on_event=told)

    def listen() -> None:
        for command in sys.stdin:
            if command.strip() == "cut":
                cut.set()
        ending.set()

    def report() -> None:
        while not ending.wait(0.03):
            say({"state": {"applying": agent.applying, "appliedSteps": agent.summary["appliedSteps"], "positions": arm.observe()["joints"]}})

    for work in (listen, report):
        threading.Thread(target=work, daemon=True).start()
    agent.run(ending)


if __name__ == "__main__":
    main()
