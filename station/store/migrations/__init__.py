"""Changes of the local schema, in order, made with alembic's operations; each runs inside one transaction."""

from __future__ import annotations

from types import ModuleType

from station.store.migrations import (
    r0001_first,
    r0002_open_visits,
    r0003_as_it_fills,
    r0004_case_rows,
    r0005_who_and_stays,
    r0006_case_queue,
    r0007_counted,
    r0008_corrections,
    r0009_people_behind,
    r0010_by_act_and_due,
)

REVISIONS: tuple[ModuleType, ...] = (
    r0001_first,
    r0002_open_visits,
    r0003_as_it_fills,
    r0004_case_rows,
    r0005_who_and_stays,
    r0006_case_queue,
    r0007_counted,
    r0008_corrections,
    r0009_people_behind,
    r0010_by_act_and_due,
)
HEAD: str = REVISIONS[-1].revision
