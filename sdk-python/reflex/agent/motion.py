"""What may reach the arm: the lease, stops and faults, and the control step that asks the lease before every action."""

import threading
from concurrent.futures import Executor
from typing import Any, Callable, Dict, Optional

from .answer import Instruction, StopCommand
from .driver import Driver, Observation, Row
from .lease import Change, Lease
from .policy import PolicyRunner
from .report import Rate, Run, seen_fields

#: How long a safe stop waits for an action that is under way, seconds; then it is called beside it.
ACT_MAY_TAKE_S = 0.25


class Motion:
    """Safe for threads. ``emit`` is told ``(kind, detail)``; ``tell`` is called when the server ought to hear of it now, ``rested``
    with the reason after each safe stop."""

    def __init__(
        self,
        driver: Driver,
        executor: Executor,
        clock: Callable[[], float],
        emit: Callable[[str, Any], None],
        tell: Callable[[], None],
        rested: Callable[[str], None] = lambda reason: None,
    ) -> None:
        self._driver, self._clock, self._emit, self._tell, self._rested = driver, clock, emit, tell, rested
        self._lock = threading.RLock()
        #: Held while an action is sent, so that none follows a safe stop that has begun.
        self._acting = threading.Lock()
        self._lease = Lease()
        self._policy = PolicyRunner(driver.infer, executor, clock)
        self._run, self._rate = Run(), Rate()
        self._seen: Optional[Observation] = None
        self._first_move: Optional[Row] = None
        self.session_id: Optional[str] = None
        #: The stop that is obeyed and not yet acknowledged with "nothing moves".
        self.stopping: Optional[StopCommand] = None

    @property
    def applying(self) -> bool:
        with self._lock:
            return self._lease.may_apply(self._clock())

    @property
    def summary(self) -> Dict[str, Any]:
        with self._lock:
            return self._run.summary

    def step(self) -> bool:
        """One period of the control loop; whether an action has reached the arm."""
        self._rate.measure(self._clock())
        self.follow()
        try:
            self._seen = seen = self._driver.observe()
            with self._lock:
                session = self._lease.session
                if session is None or not session.is_open or self._run.fault is not None or self.stopping is not None:
                    return False
                row = self._policy.next(seen)
                if row is None:
                    return False
                plan = self._policy.plan
                self._run.steps += 1
            self.follow()
            with self._acting:
                # Asked with nothing between it and the action: while we waited, the lease may have ended. A row planned before a
                # promotion is not applied after it.
                if self.applying and plan == self._policy.plan:
                    with self._lock:
                        self._lease.spend()
                    self._driver.act(row)
                    self._run.applied_steps += 1
                    self._first_move = None
                    return True
            move_of = getattr(self._driver, "move_of", None)
            self._first_move = None if move_of is None else move_of(row, seen)
        except Exception as error:  # noqa: BLE001 - whatever the robot's own code raises is a fault.
            self._fail(str(error) or type(error).__name__)
        return False

    def follow(self) -> Change:
        """Brings the arm in line with what the lease says now."""
        with self._lock:
            change = self._lease.update(self._clock())
            if change.started or change.fell is not None:
                self._policy.reset()
        if change.started:
            self._emit("applying", None)
            self._tell()
        if change.fell is not None:
            self._emit("fell", change.fell)
            if change.fell not in ("software_stop", "fault"):
                self._rest(change.fell)
            self._tell()
        return change

    def answered(self, instruction: Instruction, sent_at: float, now: float) -> None:
        """Takes the answer, received at ``now``, to the heartbeat sent at ``sent_at``: the only thing that begins or prolongs applying."""
        with self._lock:
            is_new = self._lease.accept(instruction, sent_at, now)
            # One that was obeyed and is asked for again: the server has not heard of it, and hears of it again.
            self.stopping = instruction.stop if is_new or self.stopping is None else self.stopping
        self._obey(instruction.stop if is_new else None)
        session = instruction.session
        session_id = session.id if session is not None and session.is_open else None
        if session_id != self.session_id:
            self._begin(session_id)

    def pushed(self, instruction: Instruction) -> None:
        """Takes what came on the socket. It has no server time, so it can end applying but never begin or prolong it."""
        now, session, stop = self._clock(), instruction.session, instruction.stop
        with self._lock:
            held = self._lease.session
            is_news = (held and (held.id, held.version)) != (session and (session.id, session.version))
            if held is not None and (session is None or session.mode != "apply_actions"):
                is_new = self._lease.accept(instruction, now, now)
            else:
                is_new = stop is not None and self._lease.stop(stop)
            self.stopping = instruction.stop if is_new else self.stopping
        self._obey(instruction.stop if is_new else None)
        self.follow()
        if is_news:
            self._tell()

    def heard(self, report: Dict[str, Any], instruction: Instruction) -> None:
        """A stop is over when the server has heard that nothing moves any more, and asks for nothing else.

        One that came by a push while ``report`` was under way is not the one it told of.
        """
        ack = report.get("ack") or {}
        with self._lock:
            is_told = self.stopping is not None and ack.get("commandId") == self.stopping.command_id
            if is_told and ack.get("motionZero") is True and instruction.stop is None:
                self.stopping = None

    def end(self) -> None:
        """Brings the arm to rest for good when the agent ends."""
        if self.applying:
            with self._lock:
                self._lease.give_up()
            self._rest("session_closed")

    def report(self) -> Dict[str, Any]:
        """The arm's part of a heartbeat; what is not known is None."""
        with self._lock:
            applying, run, seen, stop = self.applying, self._run, self._seen, self.stopping
            idle = "running" if self.session_id is not None else "idle"
            state = "fault" if run.fault is not None else "safe_stop" if stop is not None else "applying" if applying else idle
            report = {"mode": "apply_actions" if applying else "dry_run", "state": state, "message": run.fault, **seen_fields(seen)}
            if stop is not None:
                still = seen is not None and not seen.get("moving", True)
                report["ack"] = {"commandId": stop.command_id, "sessionId": stop.session_id, "version": stop.version, "motionZero": still}
            if self.session_id is not None:
                report.update(
                    sessionId=self.session_id,
                    countsSince=run.counts_since,
                    steps=run.steps,
                    appliedSteps=run.applied_steps,
                    safeStops=run.safe_stops,
                    controlHz=self._rate.hz,
                    inferenceMs=self._policy.inference_ms,
                    firstMove=None if applying else self._first_move,
                )
            return report

    def _obey(self, stop: Optional[StopCommand]) -> None:
        """Brings the arm to rest for a stop that is new, the lease having been told already."""
        if stop is not None:
            self._emit("stop", stop)
            self._rest("software_stop")
            self._tell()

    def _begin(self, session_id: Optional[str]) -> None:
        self._emit("session", session_id)
        with self._lock:
            self.session_id = session_id
            if session_id is None:
                return
            self._run, self._first_move = Run(), None
            self._policy.reset()
        self._tell()

    def _rest(self, reason: str) -> None:
        """Going back to a dry run is no incident; everything else counts as a safe stop."""
        with self._lock:
            if reason not in ("demoted", "session_closed", "actions_ended"):
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
        self._rested(reason)

    def _fail(self, message: str) -> None:
        with self._lock:
            self._run.note(message)
            if self._run.fault is not None:
                return
            self._run.fault = message
            self._lease.give_up()
        self._emit("fault", message)
        self._rest("fault")
        self._tell()
