class NoCommuneActive(RuntimeError):
    """Code that needs a commune ran outside `tenants.context.activate`."""


class UnknownCommune(LookupError):
    """No commune has this slug."""
