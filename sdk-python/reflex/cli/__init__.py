"""The command line. Nothing it does is done by anything but the public helpers."""
