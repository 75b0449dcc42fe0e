"""One query of Convex's sync protocol (as npm convex 1.48.0 speaks it), without any input or output."""

import base64
import json
import time
from typing import Any, Dict, List, Optional, Tuple

#: Where the protocol is spoken, below the deployment's URL.
PATH = "/api/1.48.0/sync"
QUERY_ID = 0
_FIRST = {"querySet": 0, "identity": 0, "ts": base64.b64encode(bytes(8)).decode()}


class SyncError(OSError):
    """The server says what this client does not understand, or gives up on it: open another connection."""


class Subscription:
    """One query on one connection: send what :meth:`opening` says, give each message to :meth:`take`.

    ``session_id`` is the client's own, the same for all its connections; ``connections`` is how many it had before; ``newest`` the newest
    timestamp it has seen on them, so that no older state is told as the present one.
    """

    def __init__(
        self, path: str, args: Dict[str, Any], *, session_id: str, connections: int, last_close: Optional[str], newest: Optional[str]
    ) -> None:
        self._path, self._args = path, args
        self._session_id, self._connections, self._last_close = session_id, connections, last_close
        self.newest = newest
        self._version: Dict[str, Any] = dict(_FIRST)
        self._chunks: List[str] = []

    def opening(self) -> List[str]:
        """The first messages of the connection."""
        connect: Dict[str, Any] = {
            "type": "Connect",
            "sessionId": self._session_id,
            "connectionCount": self._connections,
            "lastCloseReason": self._last_close or "InitialConnect",
            "clientTs": int(time.time() * 1000),
        }
        if self.newest is not None:
            connect["maxObservedTimestamp"] = self.newest
        add = {"type": "Add", "queryId": QUERY_ID, "udfPath": self._path, "args": [self._args]}
        query = {"type": "ModifyQuerySet", "baseVersion": 0, "newVersion": 1, "modifications": [add]}
        return [json.dumps(connect), json.dumps(query)]

    def take(self, message: str) -> Optional[Dict[str, Any]]:
        """The query's new value, when the message brings one. Raises ``SyncError``."""
        try:
            content = json.loads(message)
        except ValueError as error:
            raise SyncError(f"the server sent no JSON: {error}") from error
        kind = content.get("type") if isinstance(content, dict) else None
        if kind == "TransitionChunk":
            return self._take_chunk(content)
        if kind == "Transition":
            return self._take_transition(content)
        if kind in ("FatalError", "AuthError"):
            raise SyncError(f"the server gave up: {content.get('error')}")
        return None  # A ping, or what answers a question that was not asked.

    def _take_chunk(self, chunk: Dict[str, Any]) -> Optional[Dict[str, Any]]:
        """A long transition comes in parts, one after the other."""
        if chunk.get("partNumber") != len(self._chunks) or not isinstance(chunk.get("chunk"), str):
            raise SyncError("the parts of a transition are out of order")
        self._chunks.append(chunk["chunk"])
        if len(self._chunks) != chunk.get("totalParts"):
            return None
        whole, self._chunks = "".join(self._chunks), []
        return self.take(whole)

    def _take_transition(self, transition: Dict[str, Any]) -> Optional[Dict[str, Any]]:
        start, end = transition.get("startVersion"), transition.get("endVersion")
        if start != self._version or not isinstance(end, dict):
            raise SyncError("a transition does not follow the one before it")
        self._version = end
        if self.newest is None or _time(end["ts"]) > _time(self.newest):
            self.newest = end["ts"]
        for change in transition.get("modifications") or []:
            # A query that failed says nothing new: the next heartbeat does.
            value = change.get("value")
            if change.get("queryId") == QUERY_ID and change.get("type") == "QueryUpdated" and isinstance(value, dict):
                return value
        return None


def _time(encoded: Any) -> Tuple[int, int]:
    """Eight bytes, lowest first, in base64; an odd text is older than all."""
    try:
        return 1, int.from_bytes(base64.b64decode(encoded), "little")
    except (TypeError, ValueError):
        return 0, 0
