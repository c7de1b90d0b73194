"""How long: a term is a length and a clock, and must end at a date."""

from __future__ import annotations

from dataclasses import dataclass

from gestand.core.declarations.chosen import chosen_length
from gestand.core.declarations.lengths import Length, days, months, years

__all__ = ["Length", "Term", "after", "days", "months", "while_client", "while_there_is_work", "years"]


@dataclass(frozen=True, slots=True)
class Term:
    """Keep until ``length`` after the moment in ``clock`` (a path of fields from the model to a date or moment).

    While the clock is empty the reason lasts (a client who has not left). ``why`` names the reason: a law number of
    ``core.law`` or a sentence. ``alive_while`` says what keeps the clock empty. ``declared`` is the length as the room
    wrote it; ``length`` is the one that holds, which the owner may have chosen.
    """

    clock: str
    declared: Length
    why: str
    alive_while: str = ""
    is_of_the_past: bool = False  # as a register of an earlier day has it: no choice of later changes it

    @property
    def length(self) -> Length:
        """The length that holds now. A clock that is the last day itself (no length) stays what it is."""
        if self.is_of_the_past or self.declared == Length():
            return self.declared
        return chosen_length(self.why) or self.declared

    @property
    def clocks(self) -> tuple[str, ...]:
        """The paths in ``clock``: of several ("a|b") those count whose owner is there, and the last one that stops."""
        return tuple(self.clock.split("|"))


def while_client(*, then: Length, clock: str) -> Term:
    """While the client relation lasts, then ``then`` longer (statement: 3 years, warranty)."""
    return Term(clock=clock, declared=then, why="keep.client", alive_while="client")


def while_there_is_work(*, then: Length, clock: str) -> Term:
    """While the account works here, then ``then`` longer."""
    return Term(clock=clock, declared=then, why="keep.account", alive_while="account")


def after(clock: str, length: Length, *, why: str) -> Term:
    """``length`` after the moment in ``clock``."""
    return Term(clock=clock, declared=length, why=why)
