"""The production shape: the compose file, the image and nginx say the same as the code."""

import re
import shlex
import subprocess
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from tests.architecture.test_one_door import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ["migrate", "web1", "web2", "worker", "beat"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
NGINX = (ROOT / "deploy" / "nginx.conf.template").read_text()
READ = re.compile(r'env\.(text|flag|number|words|folder|choice|secret)\(\s*"([A-Z_0-9]+)"')


def variables() -> dict[str, str]:
    """Every variable that the portal reads, with the helper that reads it."""
    found = {}
    for path in sorted((ROOT / "portal").rglob("*.py")):
        found |= {name: helper for helper, name in READ.findall(path.read_text())}
    return found


def test_the_services_are_those_of_the_plan():
    assert set(SERVICES) == {"postgres", "redis", "migrate", "web1", "web2", "worker", "beat", "nginx"}


def test_the_image_can_keep_a_copy_of_the_database_that_it_stands_beside():
    """pg_dump refuses a server newer than itself; Debian 12 brings version 15."""
    assert "bookworm" in DOCKERFILE
    assert "postgresql-client " in DOCKERFILE
    assert SERVICES["postgres"]["image"] == "postgres:15-bookworm"


@pytest.mark.parametrize("service", OURS)
def test_each_variable_is_one_that_the_portal_reads(service):
    known = variables()
    secrets = {f"{name}_FILE" for name, helper in known.items() if helper == "secret"}
    assert set(SERVICES[service]["environment"]) - set(known) - secrets == set()


@pytest.mark.parametrize("service", OURS)
def test_no_secret_stands_in_the_file(service):
    values = SERVICES[service]["environment"]
    for name, helper in variables().items():
        if helper == "secret":
            assert name not in values
    for name in ("SECRET_KEY_FILE", "DATABASE_URL_FILE", "REDIS_URL_FILE"):
        assert values[name] == f"/run/secrets/{name.removesuffix('_FILE').lower()}"
        assert name.removesuffix("_FILE").lower() in SERVICES[service]["secrets"]


@pytest.mark.parametrize("service", OURS)
def test_each_command_exists(service):
    words = SERVICES[service]["command"]
    in_shell = words[:2] == ["sh", "-c"]
    steps = [shlex.split(step) for step in words[2].split("&&")] if in_shell else [words]
    for step in steps:
        if step[:2] == ["python", "manage.py"]:
            assert step[2] in get_commands()
        else:
            assert step[0] in {entry.name for entry in entry_points(group="console_scripts")}
            assert step[1:3] == ["--app", "portal.celery"]


@pytest.mark.parametrize("service", ["web1", "web2", "worker", "beat", "nginx", "redis"])
def test_services_run_with_little_power(service):
    given = SERVICES[service]
    assert given["read_only"] is True
    assert given["cap_drop"] == ["ALL"]
    assert given["tmpfs"]


def test_everything_has_a_health_check_and_starts_after_what_it_needs():
    for name, service in SERVICES.items():
        assert "healthcheck" in service, name
    after = {name: service.get("depends_on", {}) for name, service in SERVICES.items()}
    assert after["migrate"]["postgres"]["condition"] == "service_healthy"
    for name in ("web1", "web2", "worker", "beat"):
        assert after[name]["migrate"]["condition"] == "service_completed_successfully"
        assert after[name]["redis"]["condition"] == "service_healthy"
    assert {name: entry["condition"] for name, entry in after["nginx"].items()} == {
        "web1": "service_healthy",
        "web2": "service_healthy",
    }


def test_production_is_asked_for_and_its_demands_are_met():
    """What ``portal.production`` refuses to start without comes from the file or from a secret."""
    for service in OURS:
        given = SERVICES[service]["environment"]
        assert (given["PRODUCTION"], given["HTTPS"]) == ("1", "1")
        assert not {"DEBUG", "DEMO", "SSL_REDIRECT"} & set(given)


def test_redis_asks_for_its_password_and_nobody_reads_it_from_a_command():
    given = SERVICES["redis"]
    assert given["secrets"] == ["redis_password"]
    assert "requirepass $$(cat /run/secrets/redis_password)" in given["command"][2]
    assert "--requirepass" not in str(given)
    assert given["user"] == "999:999"


def test_nginx_ends_tls_and_answers_nothing_without_it():
    given = SERVICES["nginx"]
    assert given["secrets"] == ["tls_certificate", "tls_key"]
    assert [port.rpartition(":")[2] for port in given["ports"]] == ["8443", "8080"]
    plain, secure = NGINX.split("listen ${LISTEN_PLAIN};")[1].split("listen ${LISTEN} ssl;")
    assert "return 308 https://$host$request_uri;" in plain
    assert "proxy_pass" not in plain
    assert (
        secure.count("Strict-Transport-Security") == 3
    )  # all answers, files that a view hands over, said once
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in NGINX


def test_volumes_and_secrets_that_are_used_are_declared():
    named = {
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if not volume.startswith(".")
    }
    assert named == set(COMPOSE["volumes"])
    used = {name for service in SERVICES.values() for name in service.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])


def test_only_nginx_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert "location = /metrics { return 404; }" in NGINX


def test_nginx_runs_as_the_owner_of_the_files_and_fills_in_every_name():
    user = re.search(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)[1]
    assert SERVICES["nginx"]["user"] == user == "10001:10001"
    assert set(re.findall(r"\$\{([A-Z_0-9]+)\}", NGINX)) == set(SERVICES["nginx"]["environment"]) - {
        "NGINX_ENVSUBST_OUTPUT_DIR"
    }
    assert SERVICES["web1"]["environment"]["ACCEL_PREFIX"] == "/private/"
    assert "location /private/ {\n      internal;" in NGINX


def test_the_image_copies_and_starts_what_there_is():
    assert re.search(r"^HEALTHCHECK .*scripts/probe\.py", DOCKERFILE, re.MULTILINE)
    assert (ROOT / "scripts" / "probe.py").exists()
    packages = set(re.findall(r"\b(?:lib|fonts-)[\w.-]+", DOCKERFILE))
    setup = (ROOT / "scripts" / "setup.sh").read_text()
    assert {name for name in packages if name.startswith(("libpango", "libharf", "fonts-"))} <= set(
        re.findall(r"[\w.-]+", setup)
    )


def test_the_probe_ends_with_one_where_nothing_answers(tmp_path):
    asked = subprocess.run(
        ["/usr/bin/env", "PROBE_PORT=9", "python3", str(Path(ROOT) / "scripts" / "probe.py")], check=False
    )
    assert asked.returncode == 1
