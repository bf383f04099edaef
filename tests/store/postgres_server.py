"""A PostgreSQL server for the tests: a given one, or one that is started for them and ended.

``TONGQU_TEST_POSTGRES`` names a server on which databases may be made, as a URL. Without it a
private server is started from what the machine has installed, in a folder of its own and reachable
through a socket in that folder only.
"""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

STATED = "TONGQU_TEST_POSTGRES"
# Another language's order of letters, where the server knows any: the ledger must not care.
LANGUAGE = ("--locale-provider=icu", "--icu-locale=en", "--locale=C.UTF-8")


def programs() -> Path | None:
    """Return the folder of PostgreSQL's own programs; Debian keeps them off the PATH."""
    versions = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if (p / "initdb").exists()]
    if versions:
        return max(versions, key=lambda path: float(path.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found and shutil.which("postgres") else None


@contextmanager
def server() -> Iterator[sa.URL | None]:
    """Give the URL of a server, None where there is none."""
    if stated := os.environ.get(STATED):
        yield sa.make_url(stated).set(drivername="postgresql+psycopg")
        return
    folder = programs()
    if folder is None:
        yield None
        return
    # Sockets have short names: not in pytest's folder.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as place:
        yield from _started(folder, Path(place))


def _started(folder: Path, place: Path) -> Iterator[sa.URL]:
    user = getpass.getuser()
    run: dict[str, object] = {"cwd": place}
    if os.geteuid() == 0:  # the server refuses to run as root
        names = {entry.pw_name for entry in pwd.getpwall()}
        account = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
        user = account.pw_name
        run |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        os.chown(place, account.pw_uid, account.pw_gid)
    made = [folder / "initdb", "-D", place / "data", "-E", "UTF8", "-A", "trust", "-N"]
    quiet = {"capture_output": True, "text": True}
    if subprocess.run([*made, *LANGUAGE], **quiet, **run).returncode:
        shutil.rmtree(place / "data", ignore_errors=True)
        subprocess.run([*made, "--no-locale"], **quiet, **run, check=True)
    # Nothing here has to outlive a power cut.
    settings = ("fsync=off", "listen_addresses=", f"unix_socket_directories={place}")
    options = [part for setting in settings for part in ("-c", setting)]
    with (place / "log").open("w") as log:
        process = subprocess.Popen(
            [folder / "postgres", "-D", place / "data", *options], stdout=log, stderr=log, **run
        )
    try:
        url = sa.URL.create(
            "postgresql+psycopg", username=user, database="postgres", query={"host": str(place)}
        )
        _wait(url, process, place / "log")
        yield url
    finally:
        process.send_signal(3)  # "immediate": nobody needs the data any more
        process.wait(30)


def _wait(url: sa.URL, process: subprocess.Popen[bytes], log: Path) -> None:
    engine = sa.create_engine(url)
    for _ in range(300):
        try:
            engine.connect().close()
            break
        except sa.exc.OperationalError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
    engine.dispose()


@contextmanager
def database(url: sa.URL) -> Iterator[str]:
    """Give the URL of a new database, which is dropped afterwards."""
    name = f"tongqu_{uuid.uuid4().hex[:12]}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        engine.dispose()
