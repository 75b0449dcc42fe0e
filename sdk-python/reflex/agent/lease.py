"""Whether an action may reach the arm *now*, from what the server said and the robot's own monotonic clock."""

from typing import Dict, NamedTuple, Optional, Tuple

from .answer import Instruction, Session, StopCommand

#: Sessions of one robot whose end is remembered. It has one at a time; orders about older ones may still be under way.
MOST_BARRED = 16


class Change(NamedTuple):
    applying: bool
    started: bool
    #: Why applying ended: lease_lapsed, actions_ended, software_stop, demoted, session_closed or fault.
    fell: Optional[str]


class Lease:
    """Times are monotonic milliseconds, passed in. Not safe for threads: its owner holds a lock.

    Counted from the moment the heartbeat was sent, the lease ends here before it ends on the server. Once it has lapsed, or a stop was
    obeyed, that version of the session applies nothing more: only a later version, that is another promotion by a person, can. Nor does
    what was promoted before this agent knew the session: it may have begun anew beside somebody who takes the arm for dead.
    A promotion that is bound to a number of actions is over with the last of them, whatever more time it is given.
    """

    def __init__(self) -> None:
        self.session: Optional[Session] = None
        self._deadline = float("-inf")
        #: The version of each session up to which nothing is applied.
        self._barred: Dict[str, int] = {}
        self._ended: Optional[str] = None
        self._obeyed: Optional[StopCommand] = None
        self._applying = False
        #: Actions that went to the arm, of the promotion named.
        self._spent: Tuple[Optional[Tuple[str, float]], int] = (None, 0)

    def accept(self, instruction: Instruction, sent_at: float, now: float) -> bool:
        """Takes the answer, received at ``now``, to the heartbeat sent at ``sent_at``. Older versions of the session are ignored.

        Returns whether it brought a stop not obeyed before.
        """
        self.may_apply(now)  # A lease that ran out before this answer came stays run out.
        following = instruction.session
        held = self.session
        if following is not None and following.mode == "apply_actions" and (held is None or held.id != following.id):
            self._bar(following.id, following.version, "session_closed")
        if following is None or held is None or held.id != following.id or following.version >= held.version:
            self.session = following
            self._deadline = float("-inf") if following is None else sent_at + following.lease_ms
        return instruction.stop is not None and self.stop(instruction.stop)

    def stop(self, command: StopCommand) -> bool:
        """Obeys a stop; returns whether it is one not obeyed before.

        It bars the version it finds even when that is later than its own: whoever promoted in between did so before the arm had stopped.
        """
        if command == self._obeyed:
            return False
        self._obeyed = command
        found = self.session.version if self.session is not None and self.session.id == command.session_id else command.version
        self._bar(command.session_id, max(command.version, found), "software_stop")
        return True

    def give_up(self) -> None:
        """The robot itself gives up applying at this version: a fault, or a callback that failed."""
        if self.session is not None:
            self._bar(self.session.id, self.session.version, "fault")

    def may_apply(self, now: float) -> bool:
        """Ask immediately before every action."""
        session = self.session
        if session is None or not session.is_open or session.mode != "apply_actions":
            return False
        if session.version <= self._barred.get(session.id, session.version - 1):
            return False
        if session.action_budget is not None and self._spent_of(session) >= session.action_budget:
            self._bar(session.id, session.version, "actions_ended")
            return False
        if now < self._deadline:
            return True
        if self._applying:
            self._bar(session.id, session.version, "lease_lapsed")
        return False

    def spend(self) -> None:
        """Counts an action. Call it when one goes to the arm, before it is known what comes of it."""
        if self.session is not None:
            self._spent = ((self.session.id, self.session.promotion), self._spent_of(self.session) + 1)

    def _spent_of(self, session: Session) -> int:
        promotion, actions = self._spent
        return actions if promotion == (session.id, session.promotion) else 0

    def update(self, now: float) -> Change:
        """Says what changed since the last call, so that the arm is brought to rest once."""
        was = self._applying
        applying = self.may_apply(now)
        fell = self._fall_reason() if was and not applying else None
        self._applying = applying
        self._ended = None
        return Change(applying, applying and not was, fell)

    def _fall_reason(self) -> str:
        if self._ended is not None:
            return self._ended
        if self.session is None or not self.session.is_open:
            return "session_closed"
        return "lease_lapsed" if self.session.mode == "apply_actions" else "demoted"

    def _bar(self, session_id: str, version: int, reason: str) -> None:
        if self._applying and self._ended is None:
            self._ended = reason
        known = self._barred.pop(session_id, version)
        self._barred[session_id] = max(known, version)
        if len(self._barred) > MOST_BARRED:
            # A session that is found again when it is forgotten here is barred as one that was promoted before; the present one would
            # not be found again.
            present = None if self.session is None else self.session.id
            del self._barred[next(each for each in self._barred if each != present)]
