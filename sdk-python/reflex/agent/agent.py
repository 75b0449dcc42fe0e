"""A robot's side of the console: heartbeats, the lease, stops, and the control loop that asks the lease before every action."""

import random
import sys
import threading
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, Callable, Dict, Optional, Protocol

from ..errors import ReflexError
from .answer import StopCommand, read_instruction
from .lease import Change, Lease
from .policy import Observation, PolicyRunner, Row, monotonic_ms
from .report import Rate, Run, seen_fields

LONGEST_BACK_OFF_MS = 5_000
#: The receipt is written by whoever closes the session, without asking the robot: its account must be there before.
SUMMARY_EVERY_MS = 5_000
#: How long a safe stop waits for an action that is under way, seconds; then it is called beside it.
ACT_MAY_TAKE_S = 0.25


class Driver(Protocol):
    """The robot's own code. A callback that raises is a fault: the arm is brought to rest and nothing more is applied."""

    def observe(self) -> Observation:
        """``{"joints": [radians], "moving": bool, "batteryPct"?, "temperatureC"?, "cpuPct"?}`` and whatever the policy needs."""

    def infer(self, observation: Observation) -> Any:
        """Runs the policy, on a thread of its own: rows of actions, or ``{"rows": [...], "inferenceMs": ...}``."""

    def act(self, row: Row) -> None:
        """Sends one row to the motors and returns at once. Called only while actions may be applied."""

    def safe_stop(self, reason: str) -> None:
        """Brings the arm to rest as its schema says. From any thread, at any time, also twice."""


class Transport(Protocol):
    """How the agent reaches the server; raises when there was no answer."""

    def heartbeat(self, fields: Dict[str, Any], timeout_s: float) -> Dict[str, Any]: ...

    def summary(self, session_id: str, summary: Dict[str, Any]) -> Any: ...


class RobotAgent:
    """``on_event`` is told ``(kind, detail)``: session, applying, fell, stop, fault, refused, offline, online.

    ``interval_ms`` is the time between heartbeats, ``applying_interval_ms`` that while actions are applied: a stop is heard in the answer of
    a heartbeat, so it takes at most that long (and the way there and back) to arrive.
    """

    def __init__(
        self,
        driver: Driver,
        transport: Transport,
        *,
        interval_ms: int = 1000,
        applying_interval_ms: int = 250,
        control_hz: float = 25,
        on_event: Callable[[str, Any], None] = lambda kind, detail: None,
        clock: Callable[[], float] = monotonic_ms,
        wall_ms: Callable[[], float] = lambda: time.time() * 1000,
        executor: Optional[Executor] = None,
    ) -> None:
        self._driver, self._transport = driver, transport
        self._interval_ms, self._applying_interval_ms = interval_ms, min(interval_ms, applying_interval_ms)
        self._period_ms = 1000 / control_hz
        self._on_event, self._clock, self._wall_ms = on_event, clock, wall_ms
        self._lock = threading.RLock()
        #: Held while an action is sent, so that none follows a safe stop that has begun.
        self._acting = threading.Lock()
        self._lease = Lease()
        self._executor = executor or ThreadPoolExecutor(1, "reflex-infer")
        self._policy = PolicyRunner(driver.infer, self._executor, clock)
        self._run, self._rate = Run(), Rate()
        #: Starts at the wall clock, so that a robot that died without a goodbye does not repeat a number.
        self._seq = int(wall_ms())
        self._session_id: Optional[str] = None
        self._stop: Optional[StopCommand] = None
        self._seen: Optional[Observation] = None
        self._round_trip_ms: Optional[float] = None
        self._failures = 0
        self._summary_at = float("-inf")
        self._nudge = threading.Event()

    @property
    def applying(self) -> bool:
        """True while actions reach the arm."""
        with self._lock:
            return self._lease.may_apply(self._clock())

    @property
    def summary(self) -> Dict[str, Any]:
        with self._lock:
            return self._run.summary

    def run(self, ending: threading.Event) -> None:
        """Runs until ``ending`` is set, then brings the arm to rest and says goodbye."""
        threads = [
            threading.Thread(target=work, args=(ending,), name=f"reflex-{name}", daemon=True)
            for name, work in (("beats", self._beats), ("watch", self._watch))
        ]
        for thread in threads:
            thread.start()
        due = self._clock()
        while not ending.is_set():
            self.step()
            now = self._clock()
            due += self._period_ms
            if due < now:  # A missed period is left out, not made up for: two commands at once would be a jerk.
                due = now + self._period_ms
            ending.wait((due - now) / 1000)
        if self.applying:
            with self._lock:
                self._lease.give_up()
            self._rest("session_closed")
        self._nudge.set()
        for thread in threads:
            thread.join()
        self._send_summary()
        self.beat(goodbye=True)
        self._executor.shutdown(wait=False)

    def beat(self, **extra: Any) -> bool:
        """One heartbeat; returns whether it was answered."""
        with self._lock:
            self._seq += 1
            report = {**self._report(), **extra}
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
            self._take({}, sent_at, now)
            return False
        if self._failures > 0:
            self._emit("online", None)
        self._failures = 0
        self._take(answer, sent_at, now)
        # The stop is over when the server has heard that nothing moves any more, and asks for nothing else.
        if (report.get("ack") or {}).get("motionZero") is True and read_instruction(answer).stop is None:
            with self._lock:
                self._stop = None
        return True

    def step(self) -> None:
        """One period of the control loop."""
        self._rate.measure(self._clock())
        self.follow()
        try:
            self._seen = seen = self._driver.observe()
            with self._lock:
                session = self._lease.session
                if session is None or not session.is_open or self._run.fault is not None or self._stop is not None:
                    return
                row = self._policy.next(seen)
                if row is None:
                    return
                plan = self._policy.plan
                self._run.steps += 1
            self.follow()
            with self._acting:
                # Asked with nothing between it and the action: while we waited, the lease may have ended. A row planned before a
                # promotion is not applied after it.
                if self.applying and plan == self._policy.plan:
                    self._driver.act(row)
                    self._run.applied_steps += 1
        except Exception as error:  # noqa: BLE001 - whatever the robot's own code raises is a fault.
            self._fail(str(error) or type(error).__name__)

    def follow(self) -> Change:
        """Brings the arm in line with what the lease says now. From any thread."""
        with self._lock:
            change = self._lease.update(self._clock())
            if change.started or change.fell is not None:
                self._policy.reset()
        if change.started:
            self._emit("applying", None)
            self._nudge.set()
        if change.fell is not None:
            self._emit("fell", change.fell)
            if change.fell not in ("software_stop", "fault"):
                self._rest(change.fell)
            self._nudge.set()
        return change

    def _emit(self, kind: str, detail: Any) -> None:
        try:
            self._on_event(kind, detail)
        except Exception as error:  # noqa: BLE001 - who listens must not be able to end a heartbeat or a stop.
            print(f"reflex: on_event failed: {error}", file=sys.stderr)

    def _take(self, answer: Dict[str, Any], sent_at: float, now: float) -> None:
        instruction = read_instruction(answer)
        with self._lock:
            stop = instruction.stop
            is_new = stop is not None and self._lease.stop(stop)
            if is_new:
                self._stop = stop
            self._lease.accept(instruction, sent_at, now)
        if is_new:
            self._emit("stop", stop)
            self._rest("software_stop")
            self._nudge.set()
        session = instruction.session
        session_id = session.id if session is not None and session.is_open else None
        if session_id != self._session_id:
            self._begin(session_id)

    def _begin(self, session_id: Optional[str]) -> None:
        self._emit("session", session_id)
        with self._lock:
            self._session_id = session_id
            if session_id is None:
                return
            self._run = Run()
            self._policy.reset()
        self._nudge.set()

    def _rest(self, reason: str) -> None:
        """Going back to a dry run is no incident; everything else counts as a safe stop."""
        with self._lock:
            if reason not in ("demoted", "session_closed"):
                self._run.safe_stops += 1
            self._policy.reset()
        # An action that hangs must not keep the arm from being stopped.
        held = self._acting.acquire(timeout=ACT_MAY_TAKE_S)
        try:
            self._driver.safe_stop(reason)
        except Exception as error:  # noqa: BLE001
            with self._lock:
                self._run.note(f"safe stop failed: {error}")
        finally:
            if held:
                self._acting.release()

    def _fail(self, message: str) -> None:
        with self._lock:
            self._run.note(message)
            if self._run.fault is not None:
                return
            self._run.fault = message
            self._lease.give_up()
        self._emit("fault", message)
        self._rest("fault")
        self._nudge.set()

    def _report(self) -> Dict[str, Any]:
        applying, run, seen, stop = self.applying, self._run, self._seen, self._stop
        idle = "running" if self._session_id is not None else "idle"
        state = "fault" if run.fault is not None else "safe_stop" if stop is not None else "applying" if applying else idle
        report = {
            "seq": self._seq,
            "sentAt": int(self._wall_ms()),
            "intervalMs": self._wanted_interval(applying),
            "mode": "apply_actions" if applying else "dry_run",
            "state": state,
            "message": run.fault,
            "roundTripMs": self._round_trip_ms,
            **seen_fields(seen),
        }
        if stop is not None:
            still = seen is not None and not seen.get("moving", True)
            report["ack"] = {"commandId": stop.command_id, "sessionId": stop.session_id, "version": stop.version, "motionZero": still}
        if self._session_id is not None:
            report.update(
                sessionId=self._session_id,
                steps=run.steps,
                appliedSteps=run.applied_steps,
                safeStops=run.safe_stops,
                controlHz=self._rate.hz,
                inferenceMs=self._policy.inference_ms,
            )
        return {name: value for name, value in report.items() if value is not None}

    def _send_summary(self) -> None:
        if self._session_id is None:
            return
        self._summary_at = self._clock()
        try:
            self._transport.summary(self._session_id, self.summary)
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
            if self._stop is not None and self._failures == 0:
                # A stop is acknowledged with "motion zero" as soon as that is true, not a second later.
                ending.wait(min(100, self._interval_ms) / 1000)
            else:
                self._nudge.wait(self._wait_ms() / 1000)

    def _wait_ms(self) -> float:
        """The interval, or after failures a growing pause with jitter, so that a fleet does not come back in one beat."""
        if self._failures == 0:
            return self._wanted_interval(self.applying)
        return min(LONGEST_BACK_OFF_MS, 250 * 2 ** min(self._failures, 6)) * (0.75 + random.random() / 2)

    def _watch(self, ending: threading.Event) -> None:
        """Ends what has lapsed also while the control loop hangs in the robot's own code."""
        while not ending.wait(self._period_ms / 1000):
            self.follow()
