"""The robot's line to the server: heartbeats over HTTP, whose answers carry the session, its lease and any stop."""

from typing import Any, Dict

from ..robots import report_run_summary
from ..wire import call
from .credential import StoredRobot


class HttpTransport:
    """For one paired robot; see ``pair``."""

    def __init__(self, robot: StoredRobot) -> None:
        self._robot = robot

    def heartbeat(self, fields: Dict[str, Any], timeout_s: float) -> Dict[str, Any]:
        args = {"robotId": self._robot["robotId"], "apiKey": self._robot["credential"], **fields}
        return call(self._robot["convexUrl"], "mutation", "heartbeatRobot", args, timeout_s)

    def summary(self, session_id: str, summary: Dict[str, Any]) -> Any:
        robot = self._robot
        return report_run_summary(session_id, summary, api_key=robot["credential"], convex_url=robot["convexUrl"], timeout_s=2)


def connect(robot: StoredRobot) -> HttpTransport:
    return HttpTransport(robot)
