"""Examines the database: reachable, sound, of this release, on a disk that can carry it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from queue_app.cli.checkup.finding import Finding, fail, ok, size, warn
from queue_app.clock import Clock
from queue_app.storage import backups, inspecting, locking, migrating
from queue_app.storage.database import Database, Unavailable

LITTLE, SCARCE = 2 * 2**30, 200 * 2**20
"""Bytes left on the disk: below, somebody should see to it; below, the end is near."""
SKEW = timedelta(seconds=2)
BACKUP_AGE = timedelta(hours=26)
"""A daily one, and time to make it."""
NETWORKED = frozenset(
    {
        "9p", "afs", "beegfs", "ceph", "cifs", "fuse.ceph", "fuse.davfs2", "fuse.glusterfs",
        "fuse.sshfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs", "vboxsf",
    }
)  # fmt: skip
MOUNTS = Path("/proc/self/mounts")


def examine(database: Database, clock: Clock) -> Iterator[Finding]:
    """The findings; those that need the database end where it does not answer."""
    if database.file is not None:
        yield from file(database.file)
        if not database.file.exists():
            said = f"There is none at {database.file}."
            yield fail("database", said, "Run `queue-app init`, or restore a backup.")
            return
    try:
        migrating.check(database)
        yield from _inside(database, clock)
    except Unavailable as problem:
        yield fail("database", str(problem), "Start it, or mend database.url.")
    except migrating.WrongVersion as problem:
        what, _, remedy = str(problem).partition(": ")
        yield fail("database", f"{what}.", remedy[:1].upper() + remedy[1:])


def _inside(database: Database, clock: Clock) -> Iterator[Finding]:
    program = inspecting.program(database)
    if inspecting.is_too_old(database):
        yield fail("database", f"{program} is too old.", "Install a newer one.")
    else:
        yield ok("database", f"{program}, migration {migrating.version(database)}.")
    complaint = inspecting.complaint(database)
    if complaint is not None:
        yield fail("database", f"It is damaged: {complaint}.", "Restore the last backup.")
    theirs = inspecting.clock(database)
    if theirs is not None and abs(theirs - clock()) > SKEW:
        seconds = abs(theirs - clock()).total_seconds()
        said = f"The database's clock is {seconds:.0f} s away from this machine's."
        yield warn("time", said, "Keep the clocks of both machines by NTP.")
    yield from _backup(database, clock)
    yield _server(database)


def _backup(database: Database, clock: Clock) -> Iterator[Finding]:
    if not database.is_sqlite:
        yield ok("backup", "PostgreSQL's own tools make it; this program does not see when.")
        return
    made = backups.last(database)
    remedy = "Switch queue-app-backup.timer on, or run `queue-app backup FOLDER` daily."
    if made is None:
        yield warn("backup", "There was none yet.", remedy)
    elif clock() - made > BACKUP_AGE:
        yield warn("backup", f"The last one is of {made:%Y-%m-%d %H:%M} UTC.", remedy)
    else:
        yield ok("backup", f"The last one is of {made:%Y-%m-%d %H:%M} UTC.")


def _server(database: Database) -> Finding:
    if not database.is_sqlite:
        return ok("server", "Web processes and worker: see their units and /readyz.")
    running = is_served(database)
    return ok("server", "It is running." if running else "It is not running.")


def is_served(database: Database) -> bool:
    """Whether a server runs on an embedded database at this moment."""
    file = locking.lock_file(database)
    if file is None or not file.exists():
        return False
    try:
        with locking.alone(database, "asked."):
            return False
    except (locking.InUse, OSError):
        return True


def file(place: Path) -> Iterator[Finding]:
    """An embedded database's file, and the disk under it."""
    folder = place.parent
    if not folder.is_dir():
        yield fail("disk", f"There is no folder {folder}.", "Make it, or mend database.url.")
        return
    yield _disk(folder)
    kind = file_system(folder)
    if kind in NETWORKED:
        yield fail(
            "disk",
            f"{folder} is on a network file system ({kind}), where SQLite loses data.",
            "Put the database on a local disk, or use PostgreSQL.",
        )
    for path, what in ((folder, "folder"), (place, "file")):
        if path.exists() and not os.access(path, os.W_OK):
            yield fail(
                "database",
                f"The {what} {path} cannot be written by this user.",
                "Run as the user of the server, or give it the file.",
            )
    if place.exists() and place.stat().st_mode & 0o007:
        yield warn(
            "database",
            f"Everybody on this machine can read {place}: it holds the tickets' secrets.",
            f"chmod o-rwx {place}*",
        )


def _disk(folder: Path) -> Finding:
    left = shutil.disk_usage(folder).free
    said = f"{size(left)} left at {folder}."
    remedy = "Make room: without it no number can be drawn (docs/operations.md, disk)."
    if left < SCARCE:
        return fail("disk", said, remedy)
    return warn("disk", said, remedy) if left < LITTLE else ok("disk", said)


def file_system(folder: Path, mounts: Path = MOUNTS) -> str:
    """The kind of the file system a folder is on, as the system calls it; empty if unknown."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    found, longest = "", -1
    here = folder.resolve()
    for line in lines:
        _, point, kind, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        if here.is_relative_to(point) and len(point) >= longest:
            found, longest = kind, len(point)
    return found
