"""Settings that every test shares."""

import os

from hypothesis import settings

settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
# Tests say which language they mean.
os.environ.pop("POSADA_LANGUAGE", None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")
