"""What pyproject.toml cannot say: single modules that stay out of the wheel, and the guide that goes into it.
Everything else is said there."""

from __future__ import annotations

import tomllib
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

PROJECT = tomllib.loads((Path(__file__).resolve().parent / "pyproject.toml").read_text("utf-8"))
RESEARCH = tuple(PROJECT["tool"]["biometric-station"]["research"])


GUIDE = Path(__file__).resolve().parent / "docs" / "guide"


class WithoutResearch(build_py):
    def run(self) -> None:
        super().run()
        if self.editable_mode:  # the checkout has it already
            return
        for page in sorted(GUIDE.rglob("*.md")):  # F1 opens it in the window
            made = Path(self.build_lib) / "resources" / "guide" / page.relative_to(GUIDE)
            self.mkpath(str(made.parent))
            self.copy_file(str(page), str(made))

    def find_package_modules(self, package: str, package_dir: str) -> list[tuple[str, str, str]]:
        found = super().find_package_modules(package, package_dir)
        return [one for one in found if not stays(f"{one[0]}.{one[1]}")]


def stays(module: str) -> bool:
    """Whether a module is research, or below a package that is."""
    return any(f"{module}.".startswith(f"{name}.") for name in RESEARCH)


setup(cmdclass={"build_py": WithoutResearch})
