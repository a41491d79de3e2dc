"""Run the services of docker-compose.yml as plain processes, walk one journey through them, end them all."""

import os
import re
import secrets
import shutil
import signal
import ssl
import string
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

HOME = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((HOME / "docker-compose.yml").read_text())["services"]
POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
FIRST_PORT = int(os.environ.get("STACK_PORT", "8180"))
PORTS = {
    "nginx": FIRST_PORT,
    "web1": FIRST_PORT + 1,
    "web2": FIRST_PORT + 2,
    "redis": FIRST_PORT + 3,
    "plain": FIRST_PORT + 4,
}
PATIENCE = 90  # seconds for a service to answer
HERE = {"python": sys.executable, "celery": str(Path(sys.executable).parent / "celery")}


class Stack:
    """The processes of one run, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.children = folder, []
        self.database = f"portal_stack_{os.getpid()}"
        self.address = f"https://localhost:{PORTS['nginx']}"
        for name in ("secrets", "data", "tmp"):
            (folder / name).mkdir()
        password = secrets.token_urlsafe(24)
        server = POSTGRES.rpartition("/")[0]
        kept = {
            "secret_key": secrets.token_urlsafe(50),
            "database_url": f"{server}/{self.database}",
            "redis_password": password,
            "redis_url": f"redis://:{password}@127.0.0.1:{PORTS['redis']}/0",
            **certificate("localhost"),
        }
        for name, value in kept.items():
            (folder / "secrets" / name).write_text(value)

    def settings(self, service: str) -> dict[str, str]:
        """The environment of a service as the compose file gives it; only places and mails are of this machine."""
        given = {name: self.here(str(value)) for name, value in COMPOSE[service]["environment"].items()}
        plain = {
            "SITE_URL": self.address,
            "CSRF_TRUSTED_ORIGINS": self.address,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "MAIL_DELIVERY_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "VAR_DIR": str(self.folder / "data"),
            "STATIC_ROOT": str(self.folder / "static"),
            "FONTS_DIR": os.environ.get("FONTS_DIR", str(HOME / "var" / "fonts")),
            "PROBE_PORT": str(PORTS.get(service, 0)),
        }
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | given | plain

    def here(self, text: str) -> str:
        """A place in a container as a place on this machine."""
        found = re.sub(
            r"(?<![\w/.-])/(?:run/)?(secrets|data|tmp)(?![\w.-])",
            lambda place: str(self.folder / place[1]),
            text,
        )
        return found.replace("$$", "$")

    def command(self, service: str) -> list[str]:
        """The command of a service; programs, folders and ports are of this machine."""
        words = [HERE.get(word, self.here(word)) for word in COMPOSE[service]["command"]]
        return [word.replace("0.0.0.0:8000", f"127.0.0.1:{PORTS.get(service)}") for word in words]

    def start(self, name: str, command: list[str], env: dict[str, str]) -> subprocess.Popen:
        log = (self.folder / f"{name}.log").open("wb")
        child = subprocess.Popen(
            command, cwd=HOME, env=env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        self.children.append((name, child))
        return child

    def manage(self, *words: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *words], cwd=HOME, env=self.settings("migrate"), check=True
        )

    def up(self) -> None:
        """Start in the order of the compose file: stores, migration, web, worker and beat, nginx."""
        on_server(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.database)))
        shell, how, line = [self.here(word) for word in COMPOSE["redis"]["command"]]
        line += f" --port {PORTS['redis']} --bind 127.0.0.1 --dir {self.folder}"
        self.start("redis", [shell, how, line], dict(os.environ))
        self.manage("migrate", "--verbosity", "0")
        self.manage("createcachetable", "cache")
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        for name in ("web1", "web2", "worker", "beat"):
            self.start(name, self.command(name), self.settings(name))
        self.start("nginx", ["nginx", "-c", str(self.nginx()), "-g", self.how()], dict(os.environ))
        for name in ("web1", "web2"):
            self.await_answer(f"http://127.0.0.1:{PORTS[name]}/readyz")
        self.await_answer(f"{self.address}/readyz")

    @staticmethod
    def how() -> str:
        return "daemon off; user root;" if os.geteuid() == 0 else "daemon off;"

    def nginx(self) -> Path:
        """The configuration of nginx, filled in as its image does."""
        values = COMPOSE["nginx"]["environment"] | {
            "LISTEN": f"127.0.0.1:{PORTS['nginx']}",
            "LISTEN_PLAIN": f"127.0.0.1:{PORTS['plain']}",
            "CERTIFICATE": str(self.folder / "secrets" / "tls_certificate"),
            "KEY": str(self.folder / "secrets" / "tls_key"),
            "WEB_1": f"127.0.0.1:{PORTS['web1']}",
            "WEB_2": f"127.0.0.1:{PORTS['web2']}",
            "FILES": str(self.folder / "data" / "files"),
            "RUN": str(self.folder / "tmp"),
        }
        text = (HOME / "deploy" / "nginx.conf.template").read_text()
        path = self.folder / "nginx.conf"
        path.write_text(Given(text).safe_substitute(values))
        return path

    def await_answer(self, address: str) -> None:
        until = time.monotonic() + PATIENCE
        while not answers(address):
            if time.monotonic() > until:
                raise SystemExit(f"{address} does not answer")
            time.sleep(0.3)

    def down(self) -> None:
        """End every process that was started here, by its id, and drop the database."""
        for _name, child in reversed(self.children):
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + 30
        for _name, child in self.children:
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.database))
        on_server(drop)

    def tell(self) -> None:
        """The last lines of every log, for whoever looks for the fault."""
        for path in sorted(self.folder.glob("*.log")):
            lines = path.read_text(errors="replace").splitlines()[-25:]
            print(f"--- {path.name}", *lines, sep="\n")


class Given(string.Template):
    """``${NAME}`` only: nginx has its own ``$names``."""

    pattern = r"\$(?:(?P<escaped>(?!))|\{(?P<braced>[A-Z_0-9]+)\}|(?P<named>(?!))|(?P<invalid>(?!)))"


def certificate(host: str) -> dict[str, str]:
    """A key and a certificate for ``host`` that it signed itself, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    plain = serialization.NoEncryption()
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return {
        "tls_certificate": made.sign(key, hashes.SHA256()).public_bytes(pem).decode(),
        "tls_key": key.private_bytes(pem, pkcs8, plain).decode(),
    }


def answers(address: str) -> bool:
    """Whether it answers well; the certificate is our own of today."""
    try:
        with urllib.request.urlopen(address, timeout=5, context=ssl._create_unverified_context()):  # noqa: S310, S323
            return True
    except OSError:
        return False


def on_server(statement: sql.Composed) -> None:
    with psycopg.connect(**conninfo_to_dict(POSTGRES), autocommit=True) as connection:
        connection.execute(statement)


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder, began, code = Path(tempfile.mkdtemp(prefix="portal-stack-")), time.monotonic(), 1
    stack = Stack(folder)
    try:
        stack.up()
        print(f"The stack answers after {time.monotonic() - began:.0f} s.", flush=True)
        journey = [sys.executable, "-m", "scripts.stack_journey", stack.address, str(folder)]
        direct = {"WEB_1": f"http://127.0.0.1:{PORTS['web1']}", "WEB_2": f"http://127.0.0.1:{PORTS['web2']}"}
        direct["PLAIN_PORT"] = str(PORTS["plain"])
        pids = {f"{name.upper()}_PID": str(child.pid) for name, child in stack.children}
        code = subprocess.run(
            journey, cwd=HOME, env=stack.settings("web1") | direct | pids, check=False
        ).returncode
    finally:
        if code:
            stack.tell()
        stack.down()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"stack: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s")
    return code


if __name__ == "__main__":
    sys.exit(main())
