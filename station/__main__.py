"""`station`: the counter, its demonstration, a journey without a window, set-up and tests.

    python3 -m station demo            everything emulated, nothing to configure
    python3 -m station test            the tests
    python3 -m station run             the real station: connected scanner and webcam
    python3 -m station journey ...     people through the same services, no window
    python3 -m station training        rehearsed visits with marks, progress and a certificate

Only the standard library is imported until the set-up is known to be complete.
"""

from __future__ import annotations

import subprocess
import sys

from station import setup

COMMANDS = ("run", "demo", "journey", "training", "setup", "test")


def main(argv: list[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] and arguments[0] in {"-h", "--help"}:
        print(__doc__)
        return 0
    command = arguments.pop(0) if arguments and not arguments[0].startswith("-") else "run"
    if command not in COMMANDS:
        print(f"station: unknown command {command!r}; one of {', '.join(COMMANDS)}", file=sys.stderr)
        return 2
    dev = command == "test" or (command == "setup" and "--dev" in arguments)
    try:
        if setup.needed(dev):
            python = setup.run(dev)
            again = [str(python), "-m", "station", command, *arguments]
            return subprocess.call(again, cwd=setup.ROOT if command == "test" else None, env=setup.environment())  # noqa: S603
    except setup.SetupStopped as stopped:
        print(f"station: {stopped}", file=sys.stderr)
        return 2
    return _dispatch(command, arguments)


def _dispatch(command: str, arguments: list[str]) -> int:
    if command == "setup":
        return 0
    if command == "test":
        return subprocess.call([sys.executable, "-m", "pytest", *arguments], cwd=setup.ROOT)  # noqa: S603
    if command == "journey":
        from station.cli import journey

        return journey.main(arguments)
    if command == "training":
        from station.cli import training

        return training.main(arguments)
    from station import app

    return app.main(command, arguments)


if __name__ == "__main__":
    sys.exit(main())
