"""What a robot runs: claims its pairing token, heartbeats, and lets an action reach the arm only while the lease holds."""

from .agent import RobotAgent
from .claim import pair
from .connect import HttpTransport, connect
from .credential import find_robot, read_token, robots_folder
from .driver import Driver, Transport
from .lease import Lease
from .pictures import Camera

__all__ = ["Camera", "Driver", "HttpTransport", "Lease", "RobotAgent", "Transport", "connect", "find_robot", "pair", "read_token", "robots_folder"]
