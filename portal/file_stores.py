"""Tables of settings for files: where the private ones lie, and how styles and scripts are served."""

from portal import env

LINK_SECONDS = 60
"""How long a signed address of the bucket opens a file."""


def storages() -> dict:
    """Django's setting of that name; ``private`` is there only where files lie in a bucket.

    Raises BadEnvironment when a bucket is named without its keys.
    """
    served = env.text("STATIC_BACKEND", "whitenoise.storage.CompressedManifestStaticFilesStorage")
    found = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": served},
    }
    bucket, key, secret = (
        env.text("FILES_BUCKET"),
        env.text("FILES_ACCESS_KEY"),
        env.secret("FILES_SECRET_KEY"),
    )
    if not bucket:
        return found
    if not key or not secret:
        raise env.BadEnvironment("FILES_BUCKET is set: set FILES_ACCESS_KEY and FILES_SECRET_KEY too")
    options = {
        "bucket_name": bucket,
        "access_key": key,
        "secret_key": secret,
        "endpoint_url": env.text("FILES_ENDPOINT") or None,
        "region_name": env.text("FILES_REGION", "us-east-1"),
        "signature_version": "s3v4",
        "addressing_style": "path",
        "default_acl": None,  # what the bucket says: private
        "querystring_auth": True,
        "querystring_expire": LINK_SECONDS,
        "max_memory_size": 2 * 1024 * 1024,  # larger files wait in a temporary one
    }
    return {**found, "private": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}}
