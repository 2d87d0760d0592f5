"""Communes, transactions, refusals of the server and lost connections, mixed at random and checked as it goes.

The model is one line: the server stands where the innermost `with` says, unless the transaction is broken, when it
answers nothing at all.
"""

import random
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import pytest
from django.db import DatabaseError, connection, transaction

from apps.accounts.models import User
from tenants import context
from tenants.backend.base import DatabaseWrapper
from tenants.models import Commune
from tests.factories import UserFactory

from . import standing

SEEDS = range(8)
STEPS = 120
DEEPEST = 6


class Undo(Exception):
    """What makes a block of the walk roll back."""


@dataclass
class Block:
    manager: AbstractContextManager
    schema: str | None  # None for a transaction, which stands where it was opened
    refused: bool = False  # the server refused a statement: nothing but a rollback is possible
    savepoints: list[str] = field(default_factory=list)


@dataclass
class Walk:
    """One thread that opens and closes blocks in the order Python allows."""

    communes: list[Commune]
    chance: random.Random
    blocks: list[Block] = field(default_factory=list)
    asked: int = 0

    def schema(self) -> str:
        return next((block.schema for block in reversed(self.blocks) if block.schema), "public")

    def is_broken(self) -> bool:
        return any(block.refused for block in self.blocks)

    def transaction(self) -> Block | None:
        return next((block for block in reversed(self.blocks) if block.schema is None), None)

    def step(self) -> None:
        possible = [self.enter, self.enter, self.begin, self.leave, self.undo, self.ask, self.ask, self.write]
        if self.transaction():
            possible += [self.be_refused, self.mark, self.return_to_mark]
        else:
            possible.append(self.hang_up)
        self.chance.choice(possible)()

    def enter(self) -> None:
        if len(self.blocks) < DEEPEST:
            commune = self.chance.choice([*self.communes, None])
            manager = context.activate(commune) if commune else context.platform()
            self._open(Block(manager, commune.schema_name if commune else "public"))

    def begin(self) -> None:
        if len(self.blocks) < DEEPEST and not self.is_broken():
            self._open(Block(transaction.atomic(), None))

    def leave(self) -> None:
        """Close the innermost block, or all those that a refusal broke."""
        if self.is_broken():
            self.undo()
        elif self.blocks:
            self.blocks.pop().manager.__exit__(None, None, None)

    def undo(self) -> None:
        """Raise through the blocks, up to the innermost transaction and the one that was refused."""
        while self.blocks:
            block = self.blocks.pop()
            assert not block.manager.__exit__(Undo, Undo(), None)
            if block.schema is None and not self.is_broken():
                return

    def ask(self) -> None:
        if not self.is_broken():
            assert standing.schema() == self.schema()
            self.asked += 1

    def write(self) -> None:
        if not self.is_broken() and self.schema() != "public":
            UserFactory(username=f"{self.schema()}-{self.chance.random()}")

    def be_refused(self) -> None:
        """Break the innermost transaction, in whatever commune it has wandered to."""
        if self.is_broken():
            return
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        self.transaction().refused = True

    def mark(self) -> None:
        if not self.is_broken():
            self.transaction().savepoints.append(transaction.savepoint_create())

    def return_to_mark(self) -> None:
        """Undo part of the innermost transaction by hand, perhaps in another commune than where it was marked."""
        if self.transaction().savepoints:
            transaction.savepoint_rollback(self.transaction().savepoints[-1])
            self.transaction().refused = False

    def hang_up(self) -> None:
        connection.close()

    def go_home(self) -> None:
        while self.blocks:
            self.undo()

    def _open(self, block: Block) -> None:
        block.manager.__enter__()
        self.blocks.append(block)


def _walk(communes: list[Commune], seed: int) -> int:
    """Walk at random and return how many times the server was asked.

    It is not asked after each step: a switch that nothing has needed yet is where a memory goes wrong.
    """
    walk = Walk(communes, random.Random(seed))
    try:
        for _step in range(STEPS):
            walk.step()
    finally:
        walk.go_home()
    return walk.asked


@pytest.fixture
def communes(fresnes: Commune, villefranque: Commune, villennes: Commune, carbon_blanc: Commune) -> list[Commune]:
    return [fresnes, villefranque, villennes, carbon_blanc]


@pytest.mark.django_db(transaction=True)
def test_whatever_happens_the_server_stands_where_the_code_does(communes: list[Commune]) -> None:
    for seed in SEEDS:
        assert _walk(communes, seed) > STEPS / 10
        assert context.current_or_none() is None
    for commune in communes:
        with context.activate(commune):
            strangers = User.objects.exclude(username__startswith=f"{commune.schema_name}-")
            assert (strangers.count(), User.objects.exists()) == (0, True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("forgotten", ["rollback", "savepoint_rollback", "close"])
def test_negative_control_a_backend_that_remembers_through(
    forgotten: str, communes: list[Commune], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The walk finds a backend whose memory survives what the server forgot."""
    careful = getattr(DatabaseWrapper, forgotten)

    def careless(wrapper: DatabaseWrapper, *given: object) -> None:
        remembered = wrapper.search_path_set_schemas
        careful(wrapper, *given)
        wrapper.search_path_set_schemas = remembered

    monkeypatch.setattr(DatabaseWrapper, forgotten, careless)
    with pytest.raises((AssertionError, DatabaseError)):
        for seed in SEEDS:
            _walk(communes, seed)
    monkeypatch.undo()
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_connection_cut_by_the_server_comes_back_where_the_code_stands(fresnes: Commune) -> None:
    with context.activate(fresnes):
        assert standing.schema() == "c_fresnes"
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("RESET ROLE; SELECT pg_terminate_backend(pg_backend_pid())")
        connection.close_if_unusable_or_obsolete()
        assert (standing.schema(), standing.role()) == ("c_fresnes", fresnes.role_name)
