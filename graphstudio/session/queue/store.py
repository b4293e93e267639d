"""The queue on disk: SQLite with a write-ahead log, so that a kill at any moment loses nothing.

Several windows may share one file. Each sees its own jobs; those of a window that died are
taken over by the next one that opens the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from graphstudio.database import open_or_set_aside
from graphstudio.session.queue.job import Job, JobState
from graphstudio.session.queue.owners import is_alive, own_name

MOST_KEPT = 300  # jobs that are over; the gallery knows the pictures of all
_FORMAT = 1
_BUSY_S = 2.0

_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS job (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, place INTEGER NOT NULL, sheet TEXT NOT NULL,
    title TEXT NOT NULL, workflow TEXT NOT NULL, folder TEXT NOT NULL, targets TEXT NOT NULL,
    out TEXT NOT NULL, state TEXT NOT NULL, created REAL NOT NULL, started REAL, finished REAL,
    message TEXT NOT NULL, pictures TEXT NOT NULL, seconds REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
PRAGMA user_version = {_FORMAT};
"""
_COLUMNS = (
    "id, sheet, title, workflow, folder, targets, out, state, created, started, finished, "
    "message, pictures, seconds"
)
_CHANGING = ("state", "started", "finished", "message", "pictures", "seconds")
_SET = ", ".join(f"{name} = :{name}" for name in _CHANGING)
_INSERT = (
    f"INSERT INTO job ({_COLUMNS}, owner, place) VALUES "  # noqa: S608 - our own column names
    f"({', '.join(f':{name}' for name in _COLUMNS.split(', '))}, :owner, :place)"
)


class JobStore:
    """Keep jobs in a file; every change is there before the call returns.

    Used from one thread. What ran when its window died is "interrupted" from the next opening
    on, and what waited waits.

    Args:
        path: The file; its folder is made.

    Attributes:
        set_aside: Where a file was put that is damaged, so that an empty one took its place;
            None where all was well.
    """

    def __init__(self, path: Path) -> None:
        self._owner = own_name()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._base, self.set_aside = open_or_set_aside(path, _SCHEMA, busy_s=_BUSY_S)
        self._adopt()
        self._prune()
        self._jobs: dict[str, Job] = {}  # in the order of their places
        self._load()

    def jobs(self) -> tuple[Job, ...]:
        """Give all jobs: those that are over, then what runs, then what waits, in its order."""
        return tuple(sorted(self._jobs.values(), key=_stage))

    def get(self, id: str) -> Job:  # noqa: A002 - what a job's name is called
        """Give one job.

        Raises:
            KeyError: There is none of this name.
        """
        return self._jobs[id]

    def pending(self) -> tuple[Job, ...]:
        """Give what waits, the next one first."""
        return tuple(job for job in self._jobs.values() if job.state == "pending")

    def add(self, job: Job, *, first: bool = False) -> None:
        """Put a job behind all others, or before all that wait."""
        self._insert(job)
        self._jobs[job.id] = job
        if first:
            self.move(job.id, self._first_but(job.id))

    def update(self, job: Job) -> None:
        """Keep what became of a job; what was asked for never changes."""
        with self._base:
            self._base.execute(f"UPDATE job SET {_SET} WHERE id = :id", _row(job))  # noqa: S608
        self._jobs[job.id] = job

    def move(self, id: str, before: str | None) -> None:  # noqa: A002 - as above
        """Put a job before another one, or behind all."""
        if id == before:
            return
        job = self._jobs.pop(id)
        order = list(self._jobs.values())
        place = len(order) if before is None else order.index(self._jobs[before])
        order.insert(place, job)
        self._jobs = {one.id: one for one in order}
        with self._base:
            self._base.executemany(
                "UPDATE job SET place = ? WHERE id = ?",
                [(number, one.id) for number, one in enumerate(order)],
            )

    def remove(self, ids: Iterable[str]) -> None:
        """Forget jobs."""
        gone = list(ids)
        with self._base:
            self._base.executemany("DELETE FROM job WHERE id = ?", [(one,) for one in gone])
        for one in gone:
            del self._jobs[one]

    def clear_finished(self) -> None:
        """Forget every job that is over."""
        self.remove([job.id for job in self._jobs.values() if job.is_over])

    @property
    def is_paused(self) -> bool:
        """Whether nothing new is to be started; kept between starts of the program."""
        found = self._base.execute("SELECT value FROM setting WHERE name = 'paused'").fetchone()
        return found is not None and found[0] == "yes"

    @is_paused.setter
    def is_paused(self, value: bool) -> None:
        with self._base:
            self._base.execute(
                "INSERT OR REPLACE INTO setting VALUES ('paused', ?)", ("yes" if value else "no",)
            )

    def close(self) -> None:
        """Let go of the file. What still runs is interrupted by it."""
        for job in list(self._jobs.values()):
            if job.state == "running":
                self.update(replace(job, state="interrupted"))
        self._base.close()

    def _first_but(self, id_: str) -> str | None:
        return next((one.id for one in self.pending() if one.id != id_), None)

    def _insert(self, job: Job) -> None:
        with self._base:
            place = self._base.execute("SELECT ifnull(max(place), 0) + 1 FROM job").fetchone()[0]
            self._base.execute(_INSERT, {**_row(job), "owner": self._owner, "place": place})

    def _adopt(self) -> None:
        """Take over the jobs of windows that are gone."""
        found = self._base.execute("SELECT DISTINCT owner FROM job").fetchall()
        dead = [(owner,) for (owner,) in found if owner != self._owner and not is_alive(owner)]
        with self._base:
            self._base.executemany(
                "UPDATE job SET state = 'interrupted' WHERE state = 'running' AND owner = ?", dead
            )
            self._base.executemany(
                "UPDATE job SET owner = ? WHERE owner = ?",
                [(self._owner, owner) for (owner,) in dead],
            )

    def _prune(self) -> None:
        with self._base:
            self._base.execute(
                "DELETE FROM job WHERE owner = ? AND state NOT IN ('pending', 'running') AND id "
                "NOT IN (SELECT id FROM job WHERE owner = ? AND state NOT IN ('pending', "
                "'running') ORDER BY ifnull(finished, created) DESC LIMIT ?)",
                (self._owner, self._owner, MOST_KEPT),
            )

    def _load(self) -> None:
        rows = self._base.execute(
            f"SELECT {_COLUMNS} FROM job WHERE owner = ? ORDER BY place, created",  # noqa: S608
            (self._owner,),
        )
        for row in rows:
            job = _job(*row)
            self._jobs[job.id] = job


def _stage(job: Job) -> tuple[int, float]:
    if job.is_over:
        return 0, job.finished or job.created
    return (1 if job.state == "running" else 2), 0.0  # sorting is stable: places decide


def _row(job: Job) -> dict[str, Any]:  # Any: what SQLite takes
    return {
        "id": job.id,
        "sheet": job.sheet,
        "title": job.title,
        "workflow": job.workflow,
        "folder": job.folder,
        "targets": json.dumps(job.targets),
        "out": job.out,
        "state": job.state,
        "created": job.created,
        "started": job.started,
        "finished": job.finished,
        "message": job.message,
        "pictures": json.dumps([str(one) for one in job.pictures]),
        "seconds": job.seconds,
    }


def _job(*row: Any) -> Job:  # Any: what SQLite gives
    id_, sheet, title, workflow, folder, targets, out, state, *times, message, made, seconds = row
    wanted = json.loads(targets)
    assert state in get_args(JobState)
    created, started, finished = times
    return Job(
        id_,
        sheet,
        title,
        workflow,
        folder,
        None if wanted is None else tuple(wanted),
        out,
        state,
        created,
        started,
        finished,
        message,
        tuple(Path(one) for one in json.loads(made)),
        seconds,
    )
