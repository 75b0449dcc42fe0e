"""A pairing token becomes this machine's credential, and both sides get words to compare."""

import secrets
from pathlib import Path
from typing import Any, Callable, Dict, List, NamedTuple, Optional

from ..credentials import resolve_convex_url
from ..errors import ReflexError, ServerError
from ..robots import claim_pairing_token, reveal_pairing
from .credential import AGENT_VERSION, StoredRobot, find_robot, hash_token, read_token, robots_folder, save_robot
from .signing import create_robot_key
from .words import commitment_of, pairing_words


class Claimed(NamedTuple):
    """``answer`` is the server's; the rest is empty where it refused."""

    answer: Dict[str, Any]
    robot: StoredRobot = {}
    path: Optional[Path] = None
    words: List[str] = []
    is_told: bool = False  # whether the console took this machine's half, without which it cannot show the words

    def text(self) -> str:
        """What a terminal says of the words."""
        if not self.is_told:
            return "The console did not take this machine's words, so there is nothing to compare: pair again before anything moves."
        same = "The page that paired this robot shows the same three. Other words there, or none: say so there, and the pairing is refused."
        return f"words to compare: {' '.join(self.words)}\n{same}"


def claim_robot(secret: str, *, convex_url: str, folder: Path, hostname: Optional[str], agent_version: Optional[str] = None) -> Claimed:
    """Claims, keeps the credential (0600), and makes the words."""
    public_key, seed = create_robot_key()
    # Known to the console only by its hash until the credential is here: whoever stands between cannot look for words that fit.
    nonce = secrets.token_hex(32)
    machine = {"hostname": hostname, "agent_version": agent_version, "public_key": public_key, "commitment": commitment_of(nonce)}
    answer = claim_pairing_token(secret, convex_url=convex_url, **machine)
    if answer.get("ok") is not True:
        return Claimed(answer)
    robot_id, credential = answer["robotId"], answer["credential"]
    robot = {"convexUrl": convex_url, "robotId": robot_id, "credential": credential, "tokenHash": hash_token(secret), "signingSeed": seed}
    path = save_robot(folder, robot)
    # The machine is paired by now, whatever becomes of the words: a console that did not get them shows none, and says so.
    try:
        is_told = reveal_pairing(nonce, api_key=credential, convex_url=convex_url).get("ok") is True
    except ReflexError:
        is_told = False
    return Claimed(answer, robot, path, pairing_words(robot_id, public_key, nonce, credential), is_told)


def pair(
    token: str,
    *,
    convex_url: Optional[str] = None,
    folder: Optional[Path] = None,
    hostname: Optional[str] = None,
    on_words: Optional[Callable[[Claimed], None]] = None,
) -> StoredRobot:
    """Claims a pairing token and keeps the credential (0600), or finds the credential it was claimed for before.

    So a restarted robot needs no new token. The secret itself is not kept. ``on_words`` shows the words to whoever stands beside the machine;
    it is not called where it was paired before. Raises ``ReflexError`` with the server's reason as ``code``.
    """
    folder = folder or robots_folder()
    secret = read_token(token)
    token_hash = hash_token(secret)
    known = find_robot(folder, lambda robot: robot["tokenHash"] == token_hash)
    if known is not None:
        return known
    claimed = claim_robot(secret, convex_url=resolve_convex_url(convex_url), folder=folder, hostname=hostname, agent_version=AGENT_VERSION)
    if claimed.path is None:
        reason = str(claimed.answer.get("reason"))
        raise ServerError(reason, f"The pairing token was refused: {reason}.", claimed.answer, "Create another pairing token for this robot.")
    if on_words is not None:
        on_words(claimed)
    return claimed.robot
