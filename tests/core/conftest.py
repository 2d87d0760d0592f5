from hypothesis import settings

# A busy machine is not a broken law.
settings.register_profile("parvis", deadline=None)
settings.load_profile("parvis")
