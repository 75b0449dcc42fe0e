"""The robot's line to the server: heartbeats over HTTP, and a socket on which a promotion or a stop arrives at once."""

from typing import Any, Callable, Dict

from ..robots import report_run_summary, send_picture
from ..wire import call
from .credential import AGENT_VERSION, StoredRobot
from .live import watch_robot
from .signing import sign_summary


class HttpTransport:
    """For one paired robot; see ``pair``. A ``Transport`` with a socket."""

    def __init__(self, robot: StoredRobot) -> None:
        self._robot = robot

    def heartbeat(self, fields: Dict[str, Any], timeout_s: float) -> Dict[str, Any]:
        """One heartbeat, sent once; raises ``ReflexError`` when no answer came within ``timeout_s`` of silence."""
        args = {"robotId": self._robot["robotId"], "apiKey": self._robot["credential"], **fields}
        return call(self._robot["convexUrl"], "mutation", "heartbeatRobot", args, timeout_s)

    def summary(self, session_id: str, summary: Dict[str, Any]) -> Any:
        """Hands over the robot's own account of a run, signed where the robot has a key."""
        robot = self._robot
        as_ = {"api_key": robot["credential"], "convex_url": robot["convexUrl"]}
        signed = sign_summary(robot, session_id, summary, AGENT_VERSION) if "signingSeed" in robot else None
        return report_run_summary(session_id, summary, signed=signed, timeout_s=2, **as_)

    def picture(self, camera: str, picture: bytes, facts: Dict[str, Any], timeout_s: float) -> Dict[str, Any]:
        """Sends a picture of one of the robot's cameras, with ``takenAt``, ``sentAt`` (epoch ms of its clock) and perhaps ``moment``."""
        robot = self._robot
        times = {"taken_at": facts["takenAt"], "sent_at": facts["sentAt"], "moment": facts.get("moment")}
        return send_picture(camera, picture, **times, api_key=robot["credential"], convex_url=robot["convexUrl"], timeout_s=timeout_s)

    def watch(self, on_push: Callable[[Dict[str, Any]], None]) -> Callable[[], None]:
        """Keeps a socket open and calls ``on_push`` with each change of the session or stop; returns what ends it."""
        return watch_robot(self._robot, on_push)


def connect(robot: StoredRobot) -> HttpTransport:
    """The line of a robot that :func:`pair` or :func:`find_robot` gave."""
    return HttpTransport(robot)
