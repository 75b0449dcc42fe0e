"""The robot's socket: what the server says on its own. Everything here only makes things faster; heartbeats tell the same."""

from .watch import watch_robot

__all__ = ["watch_robot"]
