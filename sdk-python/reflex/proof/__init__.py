"""Verifying receipts without a server, a key or a package: what the dashboard and the other command line do, in pure Python."""

from .export import checkpoints_in, export_receipts, verify_export

__all__ = ["checkpoints_in", "export_receipts", "verify_export"]
