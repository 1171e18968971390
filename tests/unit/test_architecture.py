import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_every_room_imports_only_what_the_house_allows():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_module_of_the_product_is_called_a_helper():
    product = [p for room in ("station", "drivers", "models") for p in (ROOT / room).rglob("*.py")]
    assert product
    assert not [p for p in product if p.stem in {"utils", "helpers", "helper", "manager", "common"}]


def test_the_window_starts_without_the_models():
    """Numbers, pictures and networks come with the station, on a thread of its own, after the window is there."""
    heavy = [
        "numpy",
        "cv2",
        "onnxruntime",
        "dlib",
        "scipy",
        "sqlalchemy",
        "models",
        "drivers.finger",
        "station.assembly",
    ]
    code = f"import sys, station.app; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# For each contract an import that it forbids, in a file where it would be tempting.
BREACHES = {
    "models: pure biometrics": ("models/errors.py", "import station.errors"),
    "drivers: hardware only": ("drivers/errors.py", "import station.errors"),
    "standards: Python alone": ("models/standards/ber.py", "import numpy"),
    "Qt lives in station.ui": ("station/domain/case.py", "import PySide6"),
    "screens speak to desks only": ("station/ui/theme.py", "import station.store.session"),
    "road and agency meet in wire only": ("station/road/sync.py", "import station.agency.ledger"),
    "no room looks up, and none in a circle": ("station/review/override.py", "import station.counter.draft"),
    "wire stands below everybody who uses it": ("station/wire/heads.py", "import station.road.client"),
    "the agency is no counter": ("station/agency/ledger.py", "import station.counter.verify"),
    "SQL in store, in agency and in the client of the road": ("station/office/retain.py", "import sqlalchemy"),
    "a station that runs for real imports no agency and no rehearsal": ("station/opening.py", "import station.demo"),
    "alembic only where a database is migrated": ("station/store/session.py", "import alembic"),
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """What the linter says of a copy of the house in which every rule is broken once."""
    copy = tmp_path_factory.mktemp("house")
    for room in ("station", "drivers", "models", "resources"):
        for path in (ROOT / room).rglob("*.py"):
            target = copy / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    shutil.copy(ROOT / "pyproject.toml", copy)
    for file, line in BREACHES.values():
        path = copy / file
        path.write_text(f"{path.read_text()}\n{line}\n")
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout[-3000:]
    return done.stdout


@pytest.mark.parametrize("contract", BREACHES)
def test_each_rule_of_the_house_notices_when_it_is_broken(broken, contract):
    assert f"{contract} BROKEN" in broken


def test_every_rule_of_the_house_has_a_breach_here(broken):
    names = [line.rpartition(" ")[0] for line in broken.splitlines() if line.endswith((" KEPT", " BROKEN"))]
    names += [line.partition(" BROKEN")[0] for line in broken.splitlines() if " BROKEN (" in line]
    assert {name.partition(" KEPT (")[0] for name in names if name} - set(BREACHES) == set()


def test_a_station_that_runs_for_real_loads_no_agency_no_rehearsal_and_no_alembic():
    look = (
        "import sys, station.opening\n"
        "rooms = ('station.agency', 'station.demo', 'station.rehearsal', 'drivers.emulated',"
        " 'models.synthesis', 'alembic')\n"
        "print(sorted(m for m in sys.modules if m.startswith(rooms)))"
    )
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
