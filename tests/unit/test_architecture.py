import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_room_imports_only_what_the_house_allows():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_module_of_the_product_is_called_a_helper_or_grows_past_four_hundred_lines():
    product = [p for room in ("station", "drivers", "models", "standards") for p in (ROOT / room).rglob("*.py")]
    assert product
    assert not [p for p in product if p.stem in {"utils", "helpers", "helper", "manager", "common"}]
    code = [p for p in product if p.parent.name != "domain"]  # domain holds lists of words, not logic
    assert not [(p.name, n) for p in code if (n := len(p.read_text().splitlines())) > 400]
