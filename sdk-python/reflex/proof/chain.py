"""One receipt in the organization's chain: it follows from the one before, its text is what was hashed, and its hash is signed."""

import hashlib
from typing import Any, Dict, NamedTuple, Optional

from . import ed25519
from .canonical import canonical, parse, utf8

Record = Dict[str, Any]

FIRST_PREVIOUS_HASH = "0" * 64
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

MESSAGES = {
    "wrong_sequence": "A receipt is missing, doubled or out of order here.",
    "wrong_previous_hash": "This receipt does not follow from the one before it.",
    "not_canonical": "The text of this receipt is not canonical JSON.",
    "body_disagrees": "The text of this receipt disagrees with its sequence or previous hash.",
    "wrong_hash": "The text of this receipt was changed.",
    "unknown_key": "The key that signed this receipt is not known.",
    "wrong_signature": "The signature of this receipt is wrong.",
    "wrong_robot_signature": "The robot's own signature in this receipt is wrong, or signs another run or other counts.",
    "wrong_addendum": "An addendum to this receipt, which lists pictures that came after it, is not genuine, or is missing.",
    "key_out_of_time": "The key that signed this receipt was not in use at its time.",
}


class Head(NamedTuple):
    """A place in the chain."""

    sequence: Any
    hash: Any


class Checkpoint(NamedTuple):
    """The server's signed word on what the last receipt was at a time (epoch ms)."""

    head: Head
    at: Any
    organization_id: str


def record(text: str) -> Optional[Record]:
    """The object that the text holds as JSON, or None."""
    try:
        value = parse(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def sha256(text: str) -> str:
    return hashlib.sha256(utf8(text)).hexdigest()


def problem_of(link: Record, previous: Optional[Head], public_keys: Dict[str, str], key_times: Optional[Record]) -> Optional[str]:
    """What is wrong with a receipt that should follow ``previous`` (None: the first one), as a name in ``MESSAGES``; None when nothing is."""
    before = previous or Head(0, FIRST_PREVIOUS_HASH)
    if link["sequence"] != before.sequence + 1:
        return "wrong_sequence"
    if link["previousHash"] != before.hash:
        return "wrong_previous_hash"
    if sha256(link["body"]) != link["hash"]:
        return "wrong_hash"
    body = _canonical_body(link["body"])
    if body is None:
        return "not_canonical"
    sequence = body.get("sequence")
    if not is_number(sequence) or sequence != link["sequence"] or body.get("previousHash") != link["previousHash"]:
        return "body_disagrees"
    public_key = public_keys.get(link["keyId"])
    if public_key is None:
        return "unknown_key"
    if not is_signed(link["hash"], link["signature"], public_key):
        return "wrong_signature"
    if robot_signature_in(body) == "wrong":
        return "wrong_robot_signature"
    at = body.get("timestamp")
    if is_number(at) and not _is_in_use(link["keyId"], at, key_times):
        return "key_out_of_time"
    return None if _are_addenda_of(link, body, public_keys, key_times) else "wrong_addendum"


def _are_addenda_of(link: Record, receipt: Record, public_keys: Dict[str, str], key_times: Optional[Record]) -> bool:
    """Whether each addendum is genuine, of this receipt, and follows from the one before it, so that none is missing between them."""
    previous_hash = link["hash"]
    for number, addendum in enumerate(link.get("addenda", ()), 1):
        public_key = public_keys.get(addendum["keyId"])
        if public_key is None or not is_signed(addendum["body"], addendum["signature"], public_key):
            return False
        said = _canonical_body(addendum["body"])
        wanted = {"kind": "receipt-pictures", "format": 1, "receiptSequence": link["sequence"], "number": number, "previousHash": previous_hash}
        wanted.update({name: receipt.get(name) for name in ("organizationId", "sessionId")})
        if said is None or not all(_is_same(said.get(name), value) for name, value in wanted.items()):
            return False
        at = said.get("timestamp")
        if not is_number(at) or not _is_in_use(addendum["keyId"], at, key_times):
            return False
        previous_hash = sha256(addendum["body"])
    return True


def _is_in_use(key_id: str, at: Any, key_times: Optional[Record]) -> bool:
    """Whether the key signed at that time (epoch ms); also when its times are not known."""
    times = (key_times or {}).get(key_id)
    return times is None or (at >= times["createdAt"] and (times["retiredAt"] is None or at <= times["retiredAt"]))


def read_checkpoint(checkpoint: Record, public_keys: Dict[str, str], key_times: Optional[Record]) -> Optional[Checkpoint]:
    """What a checkpoint vouches for; None when it is not genuine, or its key was not in use at its time."""
    public_key = public_keys.get(checkpoint["keyId"])
    if public_key is None or not is_signed(checkpoint["body"], checkpoint["signature"], public_key):
        return None
    body = record(checkpoint["body"]) or {}
    sequence, text, at, organization = (body.get(name) for name in ("sequence", "hash", "at", "organizationId"))
    is_whole = body.get("kind") == "receipts-checkpoint" and is_number(sequence) and isinstance(text, str)
    if not is_whole or not is_number(at) or not isinstance(organization, str) or not _is_in_use(checkpoint["keyId"], at, key_times):
        return None
    return Checkpoint(Head(sequence, text), at, organization)


def robot_signature_in(receipt: Record) -> str:
    """``unsigned`` (also before robots signed), ``signed`` by the robot's own key (run, robot and counts are those of the receipt), or ``wrong``."""
    signed = receipt.get("robotSignature")
    if signed is None:
        return "unsigned"
    if not isinstance(signed, dict) or not all(isinstance(signed.get(name), str) for name in ("body", "signature", "publicKey")):
        return "wrong"
    said, summary, robot = _canonical_body(signed["body"]), receipt.get("runSummary"), receipt.get("robot")
    if said is None or not isinstance(summary, dict) or not is_signed(signed["body"], signed["signature"], signed["publicKey"]):
        return "wrong"
    wanted = {"kind": "robot-run-summary", "format": 1, "sessionId": receipt.get("sessionId")}
    wanted["robotId"] = robot.get("id") if isinstance(robot, dict) else None
    wanted.update({name: summary.get(name) for name in ("ok", "steps", "appliedSteps", "safeStops")})
    return "signed" if all(_is_same(said.get(name), value) for name, value in wanted.items()) else "wrong"


def _is_same(one: Any, other: Any) -> bool:
    """As JavaScript compares what JSON holds: no number is a truth value."""
    return isinstance(one, bool) == isinstance(other, bool) and not isinstance(one, (dict, list)) and one == other


def _canonical_body(body: str) -> Optional[Record]:
    parsed = record(body)
    try:
        return parsed if parsed is not None and canonical(parsed) == body else None
    except ValueError:
        return None


def is_signed(text: str, signature: str, public_key: str) -> bool:
    """Whether ``signature`` of ``text`` is of ``public_key`` (both base64url); False for what is no signature or key at all."""
    try:
        return ed25519.verify(_from_base64url(signature), utf8(text), _from_base64url(public_key))
    except ValueError:
        return False  # A signature or key that is no such thing at all.


def _from_base64url(text: str) -> bytes:
    """Without padding; half a byte or bits that belong to no byte would be a second text for the same signature. Raises ValueError."""
    if len(text) > 100:
        raise ValueError("longer than any signature")
    packed = 0
    for digit in text:
        packed = packed << 6 | _ALPHABET.index(digit)
    size = len(text) * 6
    if size % 8 >= 6 or packed & ((1 << size % 8) - 1):
        raise ValueError("not base64url")
    return (packed >> size % 8).to_bytes(size // 8, "big")
