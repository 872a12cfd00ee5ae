"""The product's settings on a data folder of the run's own, with cheap passwords."""

import os
import tempfile

os.environ.setdefault("WIREROOM_HOME", tempfile.mkdtemp(prefix="wireroom-test-"))
# Playwright leaves an event loop running in the process of whatever test comes next.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")

from wireroom.config.settings import *  # noqa: F403 - the environment comes first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True

if DATABASES["default"]["ENGINE"] == "wireroom.config.sqlite":  # noqa: F405 - from the product's settings
    # What a test commits need not outlive a power cut; tests of that start processes with the product's own settings.
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"  # noqa: F405 - likewise
