"""What the agent needs from outside: the robot's own code, and a line to the server."""

from typing import Any, Callable, Dict, List, Protocol

Observation = Dict[str, Any]
Row = List[float]


class Driver(Protocol):
    """The robot's own code. A callback that raises is a fault: the arm is brought to rest and nothing more is applied.

    A driver may also have ``move_of(row, observation)``: how far each joint would go if ``row`` were sent to the motors now, after the driver's
    own limits; in the schema's units, as many as a row has. Without it nobody is told of the first move before a promote.

    It may have ``show_code(code, for_ms)``, on a thread of its own: shows, or speaks, a code to whoever stands at the robot; a later one takes its
    place. Without it the code stands in the agent's events alone. One that raises says that the code is not shown.

    For ``python -m reflex.agent`` it may have ``take_picture(camera)``, on a thread of its own: a JPEG, PNG or WebP of at most 100 KB, of a camera
    that ``connect.yaml`` names. It must not wait for the arm: a picture of the last observation will do.
    """

    def observe(self) -> Observation:
        """``{"joints": [radians], "moving": bool, "batteryPct"?, "temperatureC"?, "cpuPct"?}`` and whatever the policy needs."""

    def infer(self, observation: Observation) -> Any:
        """Runs the policy, on a thread of its own: rows of actions, or ``{"rows": [...], "inferenceMs": ...}``."""

    def act(self, row: Row) -> None:
        """Sends one row to the motors and returns at once. Called only while actions may be applied."""

    def safe_stop(self, reason: str) -> None:
        """Brings the arm to rest as its schema says. From any thread, at any time, also twice."""


class Transport(Protocol):
    """How the agent reaches the server; raises ``ReflexError`` or ``OSError`` when there was no answer.

    A transport may also have ``watch(on_push)``: it calls ``on_push``, from a thread of its own, with every change of the robot's session
    or stop, and returns what ends it. Without it the answers to heartbeats tell everything, a little later.

    It may have ``picture(camera, picture, facts, timeout_s)``, which sends a picture; ``facts`` has ``takenAt``, ``sentAt`` (epoch ms of the
    robot's clock) and perhaps ``moment``. Without it no camera is told of.
    """

    def heartbeat(self, fields: Dict[str, Any], timeout_s: float) -> Dict[str, Any]:
        """Sends one heartbeat; the answer is that of ``heartbeat_robot``."""

    def summary(self, session_id: str, summary: Dict[str, Any]) -> Any:
        """Hands over the robot's own account of the run, which the receipt keeps."""


Watch = Callable[[Callable[[Dict[str, Any]], None]], Callable[[], None]]
