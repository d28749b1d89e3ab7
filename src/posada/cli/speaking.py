"""What goes wrong, in the language that was asked for.

English is what the errors are written in, and loads nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

import typer

from posada.cli.options import ENVIRONMENT, Language
from posada.errors import system_reason
from posada.saying import by_others, say
from posada.terminal import in_words

# What typer raises for a command that was not written as it should; it has no public name.
UsageError = cast(type[Exception], typer.BadParameter.__mro__[1])
FLAGS = ("--language", "--lang")
# What typer writes into a page of help by itself, and behind what an option is for.
ON_A_PAGE = (
    *("Usage:", "[OPTIONS]", "COMMAND [ARGS]...", "Arguments:", "Options:", "Commands:"),
    "Show this message and exit.",
)
OF_AN_OPTION = ("[default:", "; default:", "[env var:", "[required]")
NO_MEMORY = say("there is not enough memory; try fewer draws, for example --draws 100")


def asked_for(arguments: Sequence[str]) -> str:
    """The language of a command, also where the rest of it is not understood.

    It is what the option says, else what the environment says; never what the machine speaks, so
    that the same command writes the same files everywhere.
    """
    asked = [os.environ.get(ENVIRONMENT, "")]
    for flag, value in zip(arguments, [*arguments[1:], ""], strict=False):
        name, equals, rest = flag.partition("=")
        if name in FLAGS:
            asked.append(rest if equals else value)
    return next((name for name in reversed(asked) if name in set(Language)), Language.en.value)


def of_files(error: OSError, language: str) -> str:
    """What the system refused."""
    reason = system_reason(error)
    if error.filename is None:
        message = say("the files could not be read or written: %(reason)s", reason=reason)
    else:
        message = say(
            "the files could not be read or written: %(file)s: %(reason)s",
            file=error.filename,
            reason=reason,
        )
    return in_words(message, language)


def spoken(app: typer.Typer, language: str) -> Any:
    """The command line, which explains itself in a language."""
    command: Any = typer.main.get_command(app)
    if language == Language.en:
        return command
    for one in (command, *command.commands.values()):
        one.help = in_words(by_others(one.help), language)
        one.get_help = partial(_help_in, one.get_help, language)
        for parameter in one.params:
            parameter.help = in_words(by_others(parameter.help), language)
            parameter.get_help_record = partial(_record_in, parameter.get_help_record, language)
    return command


def _help_in(get_help: Callable[[Any], str], language: str, context: Any) -> str:
    """A page of help with what typer itself says in it in a language."""
    return _said(get_help(context), ON_A_PAGE, language)


def _record_in(get_record: Callable[[Any], Any], language: str, context: Any) -> Any:
    """An option and what it is for, before lines of one length are made of it."""
    record = get_record(context)
    return record and (record[0], _said(record[1], OF_AN_OPTION, language))


def _said(text: str, known: Sequence[str], language: str) -> str:
    """A text of typer with some of its words in a language."""
    for english in known:
        pattern = re.escape(english).replace(r"\ ", r"\s+")  # a line may end anywhere
        told = in_words(by_others(english), language)
        text = re.sub(pattern, told, text)
    return text


def show_usage(error: Any, language: str) -> None:
    """What is wrong with the command, and how it is written."""
    asks_for_help = error.ctx is not None and error.message == error.ctx.get_help()
    if language == Language.en or asks_for_help:
        error.show()
        return
    texts = [f"Error: {error.format_message()}"]
    if error.ctx:
        hint = f"Try '{error.ctx.command_path} --help' for help.\n"
        texts = [error.ctx.get_usage(), hint, *texts]
    for text in texts:
        typer.echo(in_words(by_others(text), language), err=True)
