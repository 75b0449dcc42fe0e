"""Verifying receipts without a server, a key or a package: what the dashboard and the other command line do, in pure Python."""

from .export import export_receipts, verify_export

__all__ = ["export_receipts", "verify_export"]
