"""Pictures of a robot's cameras, beside everything else: no heartbeat, stop or control step waits for one, and one that is too slow is left out."""

import math
import re
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TookTooLong
from typing import Any, Callable, Dict, List, Mapping, Optional

#: Between two live pictures of a camera, from the answer to the one before: a slow link gets fewer, none wait for it. Seconds.
GAP_S = 1.0
GAP_AFTER_FAILURE_S = 3.0
LONGEST_S = 5.0
#: No answer asks for longer than this.
LONGEST_WISH_MS = 60_000
MOST_CAMERAS = 4
MOST_MOMENTS = 12

Camera = Callable[[], bytes]
Moment = Dict[str, str]
Emit = Callable[[str, Any], None]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")


def wrong_with(names: List[Any]) -> Optional[str]:
    """What the server would refuse heartbeats for that name these cameras, or None."""
    if len(names) > MOST_CAMERAS:
        return f"a robot has at most {MOST_CAMERAS} cameras, not {len(names)}"
    bad = next((name for name in names if not isinstance(name, str) or not _NAME.fullmatch(name)), None)
    return None if bad is None else f"{bad!r} is no name of a camera: 1 to 32 letters, digits, '.', '_' or '-', the first a letter or a digit"


class Taker:
    """One camera. It is never asked twice at once: who comes while it works gets what it gives."""

    def __init__(self, camera: Camera) -> None:
        self._camera, self._lock = camera, threading.Lock()
        self._under_way: "Optional[Future[bytes]]" = None

    def take(self) -> bytes:
        with self._lock:
            taken = self._under_way
            if taken is None:
                self._under_way = taken = Future()
                threading.Thread(target=self._work, args=(taken,), name="reflex-camera", daemon=True).start()
        try:
            return taken.result(LONGEST_S)
        except TookTooLong as error:
            raise RuntimeError(str(error) or f"no picture within {LONGEST_S:g} s") from error

    def _work(self, taken: "Future[bytes]") -> None:
        picture, failed = b"", None
        try:
            picture = self._camera()
        except BaseException as error:  # noqa: BLE001 - whatever it raises is told, and ends no thread of the robot's.
            failed = error
        with self._lock:
            self._under_way = None
        if failed is None:
            taken.set_result(picture)
        else:
            taken.set_exception(failed)


class Pictures:
    """Live ones are taken while the server says that somebody looks, moments of a run in any case. Safe for threads."""

    def __init__(
        self,
        cameras: Mapping[str, Camera],
        transport: Any,
        emit: Emit,
        clock: Callable[[], float],
        wall_ms: Callable[[], float],
    ) -> None:
        wrong = wrong_with(list(cameras))
        if wrong is not None:
            raise ValueError(wrong)
        self._send = getattr(transport, "picture", None)
        self._takers = {} if self._send is None else {name: Taker(camera) for name, camera in cameras.items()}
        self._emit, self._clock, self._wall_ms = emit, clock, wall_ms
        self._news = threading.Condition()
        self._wanted_until = float("-inf")
        self._session_id: Optional[str] = None
        self._moments, self._is_first_action = 0, False
        self._due: List[Moment] = []
        #: Cameras whose last picture did not arrive: told once, not with each.
        self._failing: set = set()
        self._ending = threading.Event()

    @property
    def told(self) -> Dict[str, List[str]]:
        """What a heartbeat says of them."""
        return {"cameras": list(self._takers)} if self._takers else {}

    def heard(self, answer: Mapping[str, Any]) -> None:
        """The answer to a heartbeat. Durations, because the two clocks need not agree."""
        until, now = _number(answer.get("picturesUntil")), _number(answer.get("serverTime"))
        if until is None or now is None:
            return
        with self._news:
            self._wanted_until = self._clock() + min(LONGEST_WISH_MS, until - now)
            self._news.notify_all()

    def tell(self, kind: str, detail: Any) -> None:
        """Notes what happens to the robot where it is a moment to keep."""
        with self._news:
            if kind == "session":
                self._note("ended")
                self._session_id, self._moments, self._is_first_action = detail, 0, False
                self._note("session_started")
            elif kind == "applying":
                self._is_first_action = True
                self._note("promoted")

    def rested(self, reason: str) -> None:
        """The arm was brought to rest, as far as its driver can: no picture of a stop is begun before. Going back to a dry run is none."""
        if reason in ("software_stop", "fault", "lease_lapsed"):
            with self._news:
                self._note("stopped")

    def acted(self) -> None:
        """An action has reached the arm."""
        if not self._is_first_action:
            return
        with self._news:
            self._is_first_action = False
            self._note("first_action")

    def start(self) -> None:
        """Begins to take and send, on threads that nobody waits for."""
        for name in self._takers:
            threading.Thread(target=self._live, args=(name,), name=f"reflex-pictures-{name}", daemon=True).start()
        if self._takers:
            threading.Thread(target=self._keep, name="reflex-moments", daemon=True).start()

    def end(self) -> None:
        """Takes no further one."""
        self._ending.set()
        with self._news:
            self._news.notify_all()

    def _note(self, reason: str) -> None:
        if self._session_id is not None and self._moments < MOST_MOMENTS and self._takers:
            self._moments += 1
            self._due.append({"sessionId": self._session_id, "reason": reason})
            self._news.notify_all()

    def _live(self, name: str) -> None:
        while not self._ending.is_set():
            with self._news:
                if self._clock() >= self._wanted_until:
                    self._news.wait()
                    continue
            self._ending.wait(self._shoot(name, None))

    def _keep(self) -> None:
        while not self._ending.is_set():
            with self._news:
                if not self._due:
                    self._news.wait()
                due, self._due = self._due, []
            for shot in ((name, moment) for moment in due for name in self._takers):
                threading.Thread(target=self._shoot, args=shot, name=f"reflex-moment-{shot[0]}", daemon=True).start()

    def _shoot(self, name: str, moment: Optional[Moment]) -> float:
        """Takes one picture and sends it; how long the camera rests then, seconds. Never raises."""
        try:
            taken_at = int(self._wall_ms())
            picture = self._takers[name].take()
            facts: Dict[str, Any] = {"takenAt": taken_at, "sentAt": int(self._wall_ms())}
            if moment is not None:
                facts["moment"] = moment
            assert self._send is not None
            answer = self._send(name, picture, facts, LONGEST_S)
            if answer.get("ok") is False:
                wait_ms = _number(answer.get("retryAfterMs"))
                return GAP_AFTER_FAILURE_S if wait_ms is None else max(GAP_S, wait_ms / 1000)
            self._failing.discard(name)
            return GAP_S
        except Exception as error:  # noqa: BLE001 - the camera's own code, or no answer.
            if not self._ending.is_set() and name not in self._failing:
                self._failing.add(name)
                self._emit("picture_failed", {"camera": name, "message": str(error) or type(error).__name__})
            return GAP_AFTER_FAILURE_S


def _number(value: Any) -> Optional[float]:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value) else None

