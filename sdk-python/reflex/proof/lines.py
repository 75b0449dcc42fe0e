"""The lines of files by their form: a first line, a signed receipt, published checkpoints. Whether they are genuine, the verification says."""

from typing import Any, Callable, Dict, List, Optional

from .chain import Record, is_number, record

KIND = "reflex-receipts"
CHECKPOINTS_KIND = "reflex-checkpoints"
LINK_TEXTS = ("previousHash", "body", "hash", "signature", "keyId")


def checkpoints_in(text: str) -> Optional[List[Record]]:
    """The checkpoints of a file as they are published, or a single one; None when it is none. Whether they are genuine, the verification says."""
    value = record(text)
    if value is None:
        return None
    if _is_checkpoint(value):
        return [value]
    found = value.get("checkpoints")
    if value.get("kind") != CHECKPOINTS_KIND or value.get("format") is True or value.get("format") != 1 or not isinstance(found, list):
        return None
    return found if all(_is_checkpoint(each) for each in found) else None


def manifest_in(line: str) -> Optional[Record]:
    """The first line of an export; None when it is none."""
    value = record(line)
    if value is None or value.get("kind") != KIND or value.get("format") is True or value.get("format") != 1:
        return None
    head, checkpoint = value.get("head"), value.get("checkpoint")
    sound = [
        is_number(value.get("exportedAt")),
        _is_whole(value.get("count")),
        _is_texts(value.get("filter")) and _is_texts(value.get("publicKeys")),
        isinstance(value.get("contentHash"), str),
        "head" in value and (head is None or _is_object(head, {"sequence": _is_whole, "hash": _is_text})),
        checkpoint is None or _is_checkpoint(checkpoint),
        "keyTimes" not in value or _are_times(value["keyTimes"]),
    ]
    return value if all(sound) else None


def link_in(line: str) -> Optional[Record]:
    """A signed receipt by its form, whatever it says; None when it is none."""
    value = record(line)
    if value is None or not _is_whole(value.get("sequence")) or any(not _is_text(value.get(name)) for name in LINK_TEXTS):
        return None
    if "addenda" in value and not (isinstance(value["addenda"], list) and all(_is_checkpoint(each) for each in value["addenda"])):
        return None
    return value


def _is_checkpoint(value: Any) -> bool:
    return _is_object(value, {"body": _is_text, "signature": _is_text, "keyId": _is_text})


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) or isinstance(value, float) and value.is_integer()


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


def _is_object(value: Any, fields: Dict[str, Callable[[Any], bool]]) -> bool:
    return isinstance(value, dict) and all(check(value.get(name)) for name, check in fields.items())


def _are_times(value: Any) -> bool:
    def retired(at: Any) -> bool:
        return at is None or is_number(at)

    each = {"createdAt": is_number, "retiredAt": retired}
    return isinstance(value, dict) and all(_is_object(one, each) and "retiredAt" in one for one in value.values())
