import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_room_imports_only_what_the_house_allows():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_module_of_the_product_is_called_a_helper():
    product = [p for room in ("station", "drivers", "models") for p in (ROOT / room).rglob("*.py")]
    assert product
    assert not [p for p in product if p.stem in {"utils", "helpers", "helper", "manager", "common"}]
