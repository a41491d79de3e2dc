# The portal's one image: web, worker, beat and migration differ by their command alone.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN apt-get update && apt-get install -y --no-install-recommends gettext && rm -rf /var/lib/apt/lists/*
RUN python -m venv /venv
COPY requirements.txt /build/
RUN /venv/bin/pip install --require-hashes -r /build/requirements.txt \
 && /venv/bin/pip uninstall -y playwright axe-playwright-python schemathesis hypothesis moto flask flask-cors oidc-provider-mock mypy ruff djlint ortools pip-audit django-stubs factory-boy pytest-xdist pytest-django pytest
COPY . /app
WORKDIR /app
RUN for po in $(find locale -name '*.po'); do msgfmt --check-format -o "${po%.po}.mo" "$po"; done
RUN chmod 755 scripts/fonts.sh && FONTS_DIR=/app/fonts bash scripts/fonts.sh
RUN /venv/bin/python -m compileall -q portal applications reviews publication evaluations
RUN VAR_DIR=/tmp/build STATIC_ROOT=/app/staticfiles /venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fonts-lxgw-wenkai postgresql-client \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 portal && useradd --uid 10001 --gid 10001 --home-dir /tmp --shell /usr/sbin/nologin portal \
 && install -d -o portal -g portal -m 700 /data /data/files /data/keys
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp \
    VAR_DIR=/data MEDIA_ROOT=/data/files KEYS_DIR=/data/keys STATIC_ROOT=/app/staticfiles FONTS_DIR=/app/fonts LOG_FORMAT=json
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s --retries=3 CMD ["python", "scripts/probe.py"]
CMD ["python", "manage.py", "serve", "--no-work", "--bind", "0.0.0.0:8000"]
