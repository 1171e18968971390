import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_room_imports_only_what_the_house_allows():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_module_of_the_product_is_called_a_helper():
    product = [p for room in ("station", "drivers", "models", "standards") for p in (ROOT / room).rglob("*.py")]
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
