"""Receipts: the immutable, hash-chained records of finished sessions."""

from typing import Optional

from .wire import Answer, send


def list_receipts(
    deployment_id: Optional[str] = None,
    *,
    robot_id: Optional[str] = None,
    before: Optional[int] = None,
    limit: Optional[int] = None,
    api_key: Optional[str] = None,
    convex_url: Optional[str] = None,
) -> Answer:
    """``{"ok": True, "receipts": [{"id", "timestamp" (epoch ms), "sequence", "sessionId", "closeReason", ...}]}``, newest first.

    At most 200 (``limit``); ``before`` is the sequence number to continue below.
    """
    args = {"deploymentId": deployment_id, "robotId": robot_id, "before": before, "limit": limit}
    return send("query", "listReceipts", args, api_key, convex_url)


def get_receipt_chain(*, after: Optional[int] = None, api_key: Optional[str] = None, convex_url: Optional[str] = None) -> Answer:
    """At most 200 signed receipts in the order of the chain, from the sequence number ``after`` on (exclusive), and all that verifies them.

    ``{"ok": True, "receipts": [{"sequence", "previousHash", "body", "hash", "signature", "keyId"}], "publicKeys", "keyTimes", "head",
    "checkpoint"}``: base64url Ed25519 keys by id, when each signed (epoch ms), the chain's last receipt, and the server's signature on it.
    """
    return send("query", "getReceiptChain", {"after": after}, api_key, convex_url)


def list_receipt_checkpoints(
    *, before: Optional[int] = None, limit: Optional[int] = None, api_key: Optional[str] = None, convex_url: Optional[str] = None
) -> Answer:
    """The daily signed checkpoints of the chain, newest first, made before ``before`` (epoch ms), at most 200 (``limit``): what can be published.

    ``{"ok": True, "checkpoints": [{"at" (epoch ms), "sequence", "hash", "checkpoint": {"body", "signature", "keyId"}}]}``.
    """
    return send("query", "listReceiptCheckpoints", {"before": before, "limit": limit}, api_key, convex_url)


def get_receipt(receipt_id: str, *, api_key: Optional[str] = None, convex_url: Optional[str] = None) -> Answer:
    """One receipt as it is verified: ``{"ok": True, "row", "receipt": {"sequence", "previousHash", "body", "hash", "signature",
    "keyId"}, "publicKey"}``. Raises ``not_found``."""
    return send("query", "getReceipt", {"receiptId": receipt_id}, api_key, convex_url)
