"""The only file that imports LeRobot and OpenCV: opens a real SO-101. It was NOT run on an arm; everything else is tested with a fake bus."""

from typing import Any, Dict, Optional


def open_bus(port: str, robot_id: str, cameras: Optional[Dict[str, Any]] = None) -> Any:
    """A connected follower, calibrated before with ``lerobot-calibrate``: ``get_observation()``, ``send_action()``, ``disconnect()``."""
    from lerobot.cameras.opencv.configuration_opencv import OpenCVCameraConfig
    from lerobot.robots.so101_follower import SO101Follower, SO101FollowerConfig

    config = SO101FollowerConfig(
        port=port,
        id=robot_id,
        use_degrees=True,
        # Without torque the arm falls: whoever ends the agent must not be surprised by it.
        disable_torque_on_disconnect=False,
        cameras={name: OpenCVCameraConfig(**settings) for name, settings in (cameras or {}).items()},
    )
    follower = SO101Follower(config)
    follower.connect(calibrate=False)
    return follower


def jpeg(frame: Any) -> bytes:
    """A frame of LeRobot (rows of RGB pixels) as a JPEG; 640 x 480 at this quality has about 40 KB, and the console takes 100."""
    import cv2

    done, coded = cv2.imencode(".jpg", cv2.cvtColor(frame, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 70])
    if not done:
        raise RuntimeError("the frame could not be written as a JPEG")
    return bytes(coded)
