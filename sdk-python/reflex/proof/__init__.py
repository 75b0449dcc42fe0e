"""Verifying receipts without a server, a key or a package: what the dashboard and the other command line do, in pure Python."""

from .export import export_receipts, verify_export
from .lines import checkpoints_in
from .tables import read_lines

__all__ = ["checkpoints_in", "export_receipts", "read_lines", "verify_export"]
