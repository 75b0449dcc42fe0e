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


def get_receipt(receipt_id: str, *, api_key: Optional[str] = None, convex_url: Optional[str] = None) -> Answer:
    """One receipt as it is verified: ``{"ok": True, "row", "receipt": {"sequence", "previousHash", "body", "hash", "signature",
    "keyId"}, "publicKey"}``. Raises ``not_found``."""
    return send("query", "getReceipt", {"receiptId": receipt_id}, api_key, convex_url)
