"""Plays chunks of actions row by row and asks for the next one early, so that inference runs beside the control loop."""

import time
from concurrent.futures import Executor, Future
from typing import Any, Callable, List, Optional, Tuple

from .driver import Observation, Row

# An SO-101 loop plays ten rows of a fifty-row chunk; three inferences in a row beyond two seconds are a fault.
ROWS_PLAYED = 10
ASK_AGAIN_AT = 4
WATCHDOG_MS = 2_000
WATCHDOG_CONSECUTIVE = 3


def monotonic_ms() -> float:
    return time.monotonic() * 1000


class PolicyRunner:
    """Belongs to the control loop's thread, but for :meth:`reset`, which any thread may call under the agent's lock."""

    def __init__(self, infer: Callable[[Observation], Any], executor: Executor, clock: Callable[[], float] = monotonic_ms) -> None:
        self._infer = infer
        self._executor = executor
        self._clock = clock
        self._rows: List[Row] = []
        self._asked: Optional["Future[Tuple[List[Row], float, float]]"] = None
        self._slow = 0
        #: Rises whenever the plan is thrown away: a row belongs to the plan it was taken from.
        self.plan = 0
        #: Duration of the last inference, ms.
        self.inference_ms: Optional[float] = None

    def reset(self) -> None:
        """Forgets every planned row: what was planned before a stop must not be played after it."""
        self._rows = []
        self._asked = None
        self.plan += 1

    def next(self, observation: Observation) -> Optional[Row]:
        """The next row, or None while none has been inferred. Raises what an inference raised."""
        if self._asked is not None and self._asked.done():
            asked, self._asked = self._asked, None
            rows, took_ms, said_ms = asked.result()
            self.inference_ms = said_ms
            self._slow = self._slow + 1 if took_ms > WATCHDOG_MS else 0
            if self._slow >= WATCHDOG_CONSECUTIVE:
                raise RuntimeError(f"inference took more than {WATCHDOG_MS} ms {WATCHDOG_CONSECUTIVE} times in a row")
            self._rows = rows[:ROWS_PLAYED]
        if self._asked is None and len(self._rows) <= ASK_AGAIN_AT:
            self._asked = self._executor.submit(self._run, observation)
        return self._rows.pop(0) if self._rows else None

    def _run(self, observation: Observation) -> Tuple[List[Row], float, float]:
        started = self._clock()
        answer = self._infer(observation)
        took = self._clock() - started
        if isinstance(answer, dict):
            said = answer.get("inferenceMs")
            return list(answer["rows"]), took, took if said is None else float(said)
        return list(answer), took, took
