class CannotStart(Exception):
    """What keeps the demonstration from starting, said to whoever typed `make demo`."""
