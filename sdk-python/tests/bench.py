"""An agent whose server is a few fields, whose clock moves when told, and whose driver records."""

from concurrent.futures import Future

from reflex import UnreachableError
from reflex.agent import RobotAgent

LEASE_MS = 3000


class Inline:
    """An executor that runs at once."""

    def submit(self, work, *args):
        future = Future()
        try:
            future.set_result(work(*args))
        except Exception as error:  # noqa: BLE001
            future.set_exception(error)
        return future

    def shutdown(self, wait=True):
        pass


def session(mode, version, session_id="s"):
    return {"sessionId": session_id, "status": "active", "mode": mode, "version": version}


class Bench:
    def __init__(self) -> None:
        self.now, self.reachable, self.refuses, self.session, self.stop = 1000.0, True, None, None, None
        self.sent, self.summaries, self.done, self.events = [], [], [], []
        self.moving, self.broken = False, None
        self.during_infer = self.during_heartbeat = lambda: None
        self.policy = lambda _observation: [[0.2]] * 50
        self.agent = RobotAgent(
            self,
            self,
            clock=lambda: self.now,
            wall_ms=lambda: 5_000 + self.now,
            executor=Inline(),
            on_event=lambda kind, detail: self.events.append((kind, detail)),
        )

    def heartbeat(self, fields, timeout_s):
        self.sent.append(fields)
        if not self.reachable:
            raise UnreachableError("cut")
        if self.refuses is not None:
            return {"ok": False, "reason": self.refuses}
        server_time = self.now + 10_000_000  # Hours away: only differences may count.
        open_session = None
        if self.session is not None:
            lease = server_time + LEASE_MS if self.session["mode"] == "apply_actions" else None
            open_session = {**self.session, "leaseExpiresAt": lease, "budgetEndsAt": None}
        stop = self.stop
        self.during_heartbeat()
        return {"ok": True, "serverTime": server_time, "session": open_session, "stop": stop}

    def summary(self, _session_id, summary):
        self.summaries.append(summary)

    def observe(self):
        if self.broken:
            raise RuntimeError(self.broken)
        return {"joints": [0.1], "moving": self.moving}

    def infer(self, observation):
        self.during_infer()
        return self.policy(observation)

    def act(self, _row):
        self.done.append("act")

    def safe_stop(self, reason):
        self.done.append(f"safe_stop {reason}")

    def steps(self, count):
        for _ in range(count):
            self.now += 40
            self.agent.step()

    def applying(self):
        self.session = session("dry_run", 1)
        self.agent.beat()
        self.steps(3)
        self.session = session("apply_actions", 2)
        self.agent.beat()
        self.steps(5)
        return self
