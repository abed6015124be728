"""Every text that a tablet may have to show, whoever says it: the desk, the gates, the questions, the refusals."""

from __future__ import annotations

import ast
import inspect
from functools import lru_cache
from types import ModuleType

from core import access, errors, tablets
from core.notice import NOTICE_TEXTS
from inventory import (
    event_data,
    fold,
    fold_answers,
    fold_moves,
    fold_notes,
    fold_steps,
    gates,
    stages,
)
from inventory.catalogue import categories
from inventory.desk_door_words import DOOR_WORDS
from inventory.desk_help_words import HELP_WORDS
from inventory.desk_register_words import REGISTER_WORDS
from inventory.desk_van_words import VAN_WORDS
from inventory.desk_words import DESK_WORDS, GROUP_NAMES
from inventory.desk_work_words import WORK_DAY_WORDS
from inventory.questions import Question, questions
from inventory.services import photos, record, replay, resolve

SAYING = (
    access,
    tablets,
    errors,
    event_data,
    fold,
    fold_answers,
    fold_moves,
    fold_notes,
    fold_steps,
    gates,
    stages,
    photos,
    record,
    replay,
    resolve,
)
"""Modules whose marked sentences a tablet may be told."""


def _marked(module: ModuleType) -> list[str]:
    """The texts that a module marks for translation."""
    tree = ast.parse(inspect.getsource(module))
    return [
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "N_"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    ]


def words_of(item: Question) -> list[str]:
    """The texts of one question: itself, where to look, its answers, what follows."""
    return [text for text in (item.text, item.hint, *item.answers.values(), item.note) if text]


@lru_cache(maxsize=1)
def gate_words() -> tuple[str, ...]:
    """Every text of the gates' questions."""
    return tuple(dict.fromkeys(text for item in questions().values() for text in words_of(item)))


@lru_cache(maxsize=1)
def all_words() -> tuple[str, ...]:
    """Every text that a tablet may show, once each."""
    found = [
        *DESK_WORDS,
        *REGISTER_WORDS,
        *VAN_WORDS,
        *WORK_DAY_WORDS,
        *DOOR_WORDS,
        *HELP_WORDS,
        *GROUP_NAMES.values(),
    ]
    for module in SAYING:
        found += _marked(module)
    for kind in categories().values():
        found.append(kind.name)
    found += [*gate_words(), *NOTICE_TEXTS]
    return tuple(dict.fromkeys(text for text in found if text))
