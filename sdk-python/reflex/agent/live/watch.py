"""Keeps a robot's socket open: reconnects with growing, jittered pauses, and notices when nothing comes any more."""

import logging
import random
import threading
import time
import uuid
from typing import Any, Callable, Dict, NamedTuple, Optional

from ..credential import StoredRobot
from .sync import PATH, Subscription
from .websocket import SocketLost, WebSocket

log = logging.getLogger("reflex.agent")

OnPush = Callable[[Dict[str, Any]], None]


class Patience(NamedTuple):
    """Seconds."""

    #: For opening a connection.
    open: float = 10.0
    #: Of silence before the server is asked whether it is there; after as much again without an answer the socket is given up.
    silence: float = 5.0
    #: The first pause before another connection, doubled with each failure up to ``longest_pause``.
    pause: float = 0.5
    longest_pause: float = 10.0


def watch_robot(robot: StoredRobot, on_push: OnPush, patience: Patience = Patience()) -> Callable[[], None]:
    """Calls ``on_push``, from a thread of its own, with each change of the robot's session or stop; returns what ends it, at once.

    What goes wrong is logged (``reflex.agent``) and costs nothing but speed: the next heartbeat brings the same.
    """
    ending = threading.Event()
    watching = _Watching(robot, on_push, patience, ending)
    threading.Thread(target=watching.run, name="reflex-socket", daemon=True).start()
    return ending.set


class _Watching:
    def __init__(self, robot: StoredRobot, on_push: OnPush, patience: Patience, ending: threading.Event) -> None:
        self._url = robot["convexUrl"].rstrip("/") + PATH
        self._args = {"apiKey": robot["credential"], "robotId": robot["robotId"]}
        self._on_push, self._patience, self._ending = on_push, patience, ending
        self._session_id = str(uuid.uuid4())
        self._connections, self._failures = 0, 0
        self._last_close: Optional[str] = None
        self._newest: Optional[str] = None

    def run(self) -> None:
        while not self._ending.is_set():
            try:
                self._once()
            except (OSError, ValueError) as error:
                self._last_close = str(error) or type(error).__name__
                log.info("the socket is gone, heartbeats go on: %s", self._last_close)
            except Exception:  # A fault of ours must not end the watching for good.
                self._last_close = "fault"
                log.exception("the socket failed")
            self._failures += 1
            self._ending.wait(self._pause_s())

    def _once(self) -> None:
        """One connection, until it is lost."""
        socket = WebSocket(self._url, timeout_s=self._patience.open)
        try:
            query = Subscription(
                "publicApi:watchRobot",
                self._args,
                session_id=self._session_id,
                connections=self._connections,
                last_close=self._last_close,
                newest=self._newest,
            )
            self._connections += 1
            for message in query.opening():
                socket.send(message)
            log.info("the socket is open: stops and promotions arrive at once")
            self._listen(socket, query)
        finally:
            socket.close()

    def _listen(self, socket: WebSocket, query: Subscription) -> None:
        silence = self._patience.silence
        opened_at = time.monotonic()
        asked_at: Optional[float] = None
        while not self._ending.is_set():
            message = socket.receive(min(0.5, silence / 4))
            now = time.monotonic()
            if message is not None:
                value = query.take(message)
                self._newest = query.newest
                if value is not None and not self._ending.is_set():
                    log.debug("pushed: %s", value)
                    self._on_push(value)
            if now - opened_at > silence:
                self._failures = 0  # One that lasts was no failure; one that the server drops at once is.
            if now - socket.heard_at < silence:
                asked_at = None
            elif asked_at is None:
                socket.ping()
                asked_at = now
            elif now - asked_at > silence:
                raise SocketLost("nothing came any more, not even the answer to a ping")

    def _pause_s(self) -> float:
        grown: float = self._patience.pause * 2 ** min(self._failures - 1, 10)
        return min(self._patience.longest_pause, grown) * (0.5 + random.random())
