"""A robot's side of the console: heartbeats, the threads around the arm's motion, and the end of both."""

import random
import sys
import threading
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, Callable, Dict, Mapping, Optional

from ..errors import ReflexError
from .answer import read_instruction
from .driver import Driver, Transport
from .lease import Change
from .motion import Motion
from .pictures import Camera, Pictures
from .policy import monotonic_ms
from .shown_code import ShownCode

LONGEST_BACK_OFF_MS = 5_000
#: The receipt is written by whoever closes the session, without asking the robot: its account must be there before.
SUMMARY_EVERY_MS = 5_000


class RobotAgent:
    """``on_event`` is told ``(kind, detail)``: session, applying, fell, stop, code, code_unshown, fault, refused, picture_failed, offline,
    online.

    ``cameras``, at most 4 by name, each give a JPEG, PNG or WebP of at most 100 KB, on a thread of its own: once a second while somebody looks,
    and at the key moments of each run. One at a time; what takes longer than 5 s, or raises, is left out.

    ``interval_ms`` is the time between heartbeats, ``applying_interval_ms`` that while actions are applied: where there is no socket, a stop
    is heard in the answer of a heartbeat, so it takes at most that long (and the way there and back) to arrive.
    """

    def __init__(
        self,
        driver: Driver,
        transport: Transport,
        *,
        interval_ms: int = 1000,
        applying_interval_ms: int = 250,
        control_hz: float = 25,
        cameras: Optional[Mapping[str, Camera]] = None,
        on_event: Callable[[str, Any], None] = lambda kind, detail: None,
        clock: Callable[[], float] = monotonic_ms,
        wall_ms: Callable[[], float] = lambda: time.time() * 1000,
        executor: Optional[Executor] = None,
    ) -> None:
        self._transport, self._on_event = transport, on_event
        self._interval_ms, self._applying_interval_ms = interval_ms, min(interval_ms, applying_interval_ms)
        self._period_ms = 1000 / control_hz
        self._clock, self._wall_ms = clock, wall_ms
        self._executor = executor or ThreadPoolExecutor(1, "reflex-infer")
        self._nudge = threading.Event()
        self._pictures = Pictures(cameras or {}, transport, self._emit, clock, wall_ms)
        self._motion = Motion(driver, self._executor, clock, self._emit, self._nudge.set, self._pictures.rested)
        self._code = ShownCode(driver, self._emit, self._nudge.set)
        self._counting = threading.Lock()
        #: Starts at the wall clock, so that a robot that died without a goodbye does not repeat a number.
        self._seq = int(wall_ms())
        self._round_trip_ms: Optional[float] = None
        self._failures = 0
        self._summary_at = float("-inf")

    @property
    def applying(self) -> bool:
        """True while actions reach the arm."""
        return self._motion.applying

    @property
    def summary(self) -> Dict[str, Any]:
        """The robot's own account of its session so far: ``{"ok", "steps", "appliedSteps", "safeStops", "errors"}``."""
        return self._motion.summary

    def run(self, ending: threading.Event) -> None:
        """Runs until ``ending`` is set, or an interrupt, then brings the arm to rest and says goodbye."""
        watch = getattr(self._transport, "watch", None)
        unwatch = watch(self.push) if watch is not None else lambda: None
        threads = [
            threading.Thread(target=work, args=(ending,), name=f"reflex-{name}", daemon=True)
            for name, work in (("beats", self._beats), ("follow", self._keep_following))
        ]
        for thread in threads:
            thread.start()
        self._pictures.start()
        try:
            self._control(ending)
        finally:
            ending.set()
            self._motion.end()
            self._pictures.end()
            unwatch()
            self._nudge.set()
            for thread in threads:
                thread.join()
            self._send_summary()
            self.beat(goodbye=True)
            self._executor.shutdown(wait=False)

    def _control(self, ending: threading.Event) -> None:
        due = self._clock()
        while not ending.is_set():
            self.step()
            now = self._clock()
            due += self._period_ms
            if due < now:  # A missed period is left out, not made up for: two commands at once would be a jerk.
                due = now + self._period_ms
            ending.wait((due - now) / 1000)

    def step(self) -> None:
        """One period of the control loop."""
        if self._motion.step():
            self._pictures.acted()

    def follow(self) -> Change:
        """Brings the arm in line with what the lease says now. From any thread."""
        return self._motion.follow()

    def push(self, answer: Dict[str, Any]) -> None:
        """Takes what the server said on its own, on a socket: a stop or a demotion at once, a promotion by asking for it. From any thread."""
        self._motion.pushed(read_instruction(answer))

    def beat(self, **extra: Any) -> bool:
        """One heartbeat; returns whether it was answered."""
        with self._counting:
            self._seq += 1
            seq = self._seq
        report = self._report(seq, extra)
        sent_at = self._clock()
        try:
            answer = self._transport.heartbeat(report, max(1.0, self._interval_ms * 2 / 1000))
        except (ReflexError, OSError) as error:
            self._failures += 1
            if self._failures == 1:
                self._emit("offline", str(error))
            return False
        now = self._clock()
        self._round_trip_ms = now - sent_at
        if answer.get("ok") is False:
            # A revoked credential, say: nothing is applied any more, and the server is asked ever more rarely.
            self._failures += 1
            self._emit("refused", str(answer.get("reason")))
            self._motion.answered(read_instruction({}), sent_at, now)
            return False
        if self._failures > 0:
            self._emit("online", None)
        self._failures = 0
        instruction = read_instruction(answer)
        self._motion.answered(instruction, sent_at, now)
        self._motion.heard(report, instruction)
        self._pictures.heard(answer)
        self._code.take(answer, report.get("presenceShown"))
        return True

    def _report(self, seq: int, extra: Dict[str, Any]) -> Dict[str, Any]:
        motion = self._motion.report()
        # Where no inference is reported, the server takes the way to it for the policy's latency: not in a session that has yet to infer.
        is_waiting = "sessionId" in motion and motion["inferenceMs"] is None
        report = {
            "seq": seq,
            "sentAt": int(self._wall_ms()),
            "intervalMs": self._wanted_interval(motion["mode"] == "apply_actions"),
            "roundTripMs": None if is_waiting else self._round_trip_ms,
            "presenceShown": self._code.untold if "sessionId" in motion else None,
            **motion,
            **self._pictures.told,
            **extra,
        }
        return {name: value for name, value in report.items() if value is not None}

    def _emit(self, kind: str, detail: Any) -> None:
        self._pictures.tell(kind, detail)
        try:
            self._on_event(kind, detail)
        except Exception as error:  # noqa: BLE001 - who listens must not be able to end a heartbeat or a stop.
            print(f"reflex: on_event failed: {error}", file=sys.stderr)

    def _send_summary(self) -> None:
        session_id = self._motion.session_id
        if session_id is None:
            return
        self._summary_at = self._clock()
        try:
            self._transport.summary(session_id, self.summary)
        except (ReflexError, OSError):
            pass  # Sent again a little later, as long as the session is open.

    def _wanted_interval(self, applying: bool) -> int:
        return self._applying_interval_ms if applying else self._interval_ms

    def _beats(self, ending: threading.Event) -> None:
        while not ending.is_set():
            self._nudge.clear()
            if ending.is_set():
                break  # Set between the two lines above.
            if self.beat() and self._clock() - self._summary_at >= SUMMARY_EVERY_MS:
                self._send_summary()
            if self._motion.stopping is not None and self._failures == 0:
                # A stop is acknowledged with "motion zero" as soon as that is true, not a second later.
                ending.wait(min(100, self._interval_ms) / 1000)
            else:
                self._nudge.wait(self._wait_ms() / 1000)

    def _wait_ms(self) -> float:
        """The interval, or after failures a growing pause with jitter, so that a fleet does not come back in one beat."""
        if self._failures == 0:
            return self._wanted_interval(self.applying)
        grown: float = min(LONGEST_BACK_OFF_MS, 250 * 2 ** min(self._failures, 6))
        return grown * (0.75 + random.random() / 2)

    def _keep_following(self, ending: threading.Event) -> None:
        """Ends what has lapsed also while the control loop hangs in the robot's own code."""
        while not ending.wait(self._period_ms / 1000):
            self.follow()
