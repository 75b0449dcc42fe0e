"""An SO-101 as a driver of ``reflex.agent``. The bus is whatever ``hardware.open_bus`` gives, or a fake one in the tests.

LeRobot speaks degrees, and 0 to 100 for the gripper; the console and the schema speak radians.
"""

import importlib
import math
import threading
import time
from typing import Any, Callable, Dict, List, Optional

#: Radians, in the order of the bus; those of docs/examples/so101.schema.json.
LIMITS = {
    "shoulder_pan": (-1.91986, 1.91986),
    "shoulder_lift": (-1.74533, 1.74533),
    "elbow_flex": (-1.69, 1.69),
    "wrist_flex": (-1.65806, 1.65806),
    "wrist_roll": (-2.79253, 2.79253),
    "gripper": (-0.174533, 1.74533),
}
STILL_RAD_PER_S = 0.03


def to_radians(joint: str, value: float) -> float:
    lower, upper = LIMITS[joint]
    return lower + (upper - lower) * value / 100 if joint == "gripper" else math.radians(value)


def to_bus(joint: str, radians: float) -> float:
    lower, upper = LIMITS[joint]
    return (radians - lower) / (upper - lower) * 100 if joint == "gripper" else math.degrees(radians)


def hold(observation: Dict[str, Any]) -> List[List[float]]:
    """The policy that is used when none is named: stay where you are."""
    return [list(observation["joints"])] * 50


class SO101:
    """``policy`` gets an observation (joints in radians, pictures by the camera's name) and gives rows of six radians.

    An action beyond a joint's limit is cut to it, and none moves a joint by more than ``max_step_rad`` from where it was last sent. What is
    no row of six finite numbers is a fault: nothing is sent.
    """

    def __init__(
        self,
        bus: Any,
        policy: Callable[[Dict[str, Any]], Any] = hold,
        max_step_rad: float = 0.1,
        clock: Callable[[], float] = time.monotonic,
        jpeg: Optional[Callable[[Any], bytes]] = None,
    ) -> None:
        self._bus, self._policy, self._max_step, self._clock, self._jpeg = bus, policy, max_step_rad, clock, jpeg
        self._pictures: Dict[str, Any] = {}
        self._wire = threading.Lock()  # A serial line carries one conversation at a time.
        #: Stops so far: an action that was begun before one must not reach the bus after it.
        self._stops = 0
        self._sent: Optional[List[float]] = None
        self._last: Optional[List[float]] = None
        self._last_at = 0.0

    def observe(self) -> Dict[str, Any]:
        with self._wire:
            seen = self._bus.get_observation()
        now = self._clock()
        joints = [to_radians(joint, float(seen[f"{joint}.pos"])) for joint in LIMITS]
        if not all(map(math.isfinite, joints)):
            raise RuntimeError(f"the bus reports a position that is no number: {joints}")
        # What is not known to be still counts as moving: a stop is confirmed by what was measured alone.
        moving = True
        if self._last is not None and now > self._last_at:
            moving = max(abs(a - b) for a, b in zip(joints, self._last)) / (now - self._last_at) > STILL_RAD_PER_S
        self._last, self._last_at = joints, now
        pictures = {name: value for name, value in seen.items() if not name.endswith(".pos")}
        self._pictures = pictures
        return {"joints": joints, "moving": moving, "pictures": pictures}

    def take_picture(self, camera: str) -> bytes:
        """What the policy saw last: it asks neither the bus nor the camera, so the arm waits for none of it."""
        if self._jpeg is None or camera not in self._pictures:
            raise RuntimeError(f"there is no picture of camera {camera}")
        return self._jpeg(self._pictures[camera])

    def infer(self, observation: Dict[str, Any]) -> Any:
        return self._policy(observation)

    def act(self, row: List[float]) -> None:
        if len(row) != len(LIMITS) or not all(isinstance(value, (int, float)) and math.isfinite(value) for value in row):
            raise ValueError(f"an action of six finite numbers is wanted, not {row!r}")
        stops, start = self._stops, self._sent or self._last
        if start is None:
            raise RuntimeError("no action before the arm's position is known")
        self._send(self._near(row, start), stops)

    def move_of(self, row: List[float], observation: Dict[str, Any]) -> List[float]:
        """How far each joint would go if the row were sent now, radians."""
        joints = observation["joints"]
        return [goal - at for goal, at in zip(self._near(row, joints), joints)]

    def _near(self, row: List[float], start: List[float]) -> List[float]:
        """The row as far as one step from ``start`` and the limits let it."""
        goal = []
        for (lower, upper), value, at in zip(LIMITS.values(), row, start):
            step = max(-self._max_step, min(self._max_step, value - at))
            goal.append(max(lower, min(upper, at + step)))
        return goal

    def safe_stop(self, _reason: str) -> None:
        """Holds the arm where it is now; where it was last seen when it cannot be asked."""
        self._stops += 1
        try:
            with self._wire:
                seen = self._bus.get_observation()
            here: Optional[List[float]] = [to_radians(joint, float(seen[f"{joint}.pos"])) for joint in LIMITS]
        except Exception:  # noqa: BLE001 - a stop does with less what it can.
            here = self._last
        if here is None:
            raise RuntimeError("the arm's position is not known, so it cannot be held there")
        self._send(here)
        # The next action starts from here, not from where the stopped run was heading.
        self._sent = None
        self._last = here

    def close(self) -> None:
        with self._wire:
            self._bus.disconnect()

    def _send(self, joints: List[float], stops: Optional[int] = None) -> None:
        with self._wire:
            if stops is not None and stops != self._stops:
                return
            self._bus.send_action({f"{joint}.pos": to_bus(joint, value) for joint, value in zip(LIMITS, joints)})
        self._sent = joints


def make(
    port: str, robot_id: str, policy: Optional[str] = None, cameras: Optional[Dict[str, Any]] = None, max_step_rad: float = 0.1
) -> SO101:
    """What ``connect.yaml`` names; ``policy`` is ``module:callable``."""
    import hardware

    module, _, name = (policy or "").partition(":")
    chosen = getattr(importlib.import_module(module), name) if policy else hold
    return SO101(hardware.open_bus(port, robot_id, cameras), chosen, max_step_rad, jpeg=hardware.jpeg)
