"""What a command says of itself under --help."""

from __future__ import annotations

import argparse


def every(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The help of each command begins with the words that the list of commands has for it."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            words = {one.dest: one.help for one in action._choices_actions}
            for name, command in action.choices.items():
                command.description = command.description or words.get(name)
                every(command)
    return parser
