"""Asking the declarations: which models hold what about whom. The mechanisms (package, erasure) stand on this."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from gestand.core.declarations.paths import AnyModel, SubjectPath, resolved
from gestand.core.declarations.personal import NoPersonalData, Personal
from gestand.core.house import house
from gestand.core.questions import Ids

if TYPE_CHECKING:
    from gestand.core.house import SubjectRoot

PERSON = "person"
CLIENT = "client"
ACCOUNT = "account"


class Undeclared(LookupError):
    """A model without a declaration; the start-up check would have stopped the program."""


@dataclass(frozen=True, slots=True)
class DeclaredModel:
    """A model, what it declares, and the paths from its rows to their subjects (in order; empty: no personal data)."""

    model: type[AnyModel]
    declaration: Personal | NoPersonalData
    subjects: tuple[SubjectPath, ...]

    @property
    def label(self) -> str:
        """As Django names it: "people.Client"."""
        return self.model._meta.label

    @property
    def subject_roots(self) -> frozenset[str]:
        return frozenset(subject.root for subject in self.subjects)

    @property
    def personal(self) -> Personal | None:
        return self.declaration if isinstance(self.declaration, Personal) else None


def every_model() -> list[type[AnyModel]]:
    """All tables that Django knows, many-to-many tables included, proxies left out; by label."""
    return list(_by_label(tuple(apps.get_models(include_auto_created=True))))


@lru_cache(maxsize=4)
def _by_label(models: tuple[type[AnyModel], ...]) -> tuple[type[AnyModel], ...]:
    return tuple(sorted((model for model in models if not model._meta.proxy), key=lambda model: model._meta.label))


def own_declaration(model: type[AnyModel]) -> Personal | NoPersonalData | None:
    """What the model says beside its fields, or None."""
    said = getattr(model, "personal", None)
    return said if isinstance(said, Personal | NoPersonalData) else None


def declaration_of(model: type[AnyModel]) -> Personal | NoPersonalData:
    """What is declared for a model, by itself or (third-party) by a room. Raises ``Undeclared``."""
    said = own_declaration(model) or house.tables.get(model._meta.label_lower)
    if said is None:
        raise Undeclared(model._meta.label)
    return said


def declared_model(model: type[AnyModel]) -> DeclaredModel:
    return _declared(model, _roots())


_Roots = tuple[tuple[str, type[AnyModel], bool], ...]
#: What was made of a declaration lasts as long as model, declaration and roots are the same objects.
_made: dict[type[AnyModel], tuple[_Roots, DeclaredModel]] = {}


_known_roots: _Roots = ()


def _roots() -> _Roots:
    """The very same tuple as long as nothing changed, so that one look tells."""
    global _known_roots  # noqa: PLW0603 - remembered, never decided by
    roots = tuple((root.name, root.model, root.person_like) for root in house.subject_roots.values())
    if roots != _known_roots:
        _known_roots = roots
    return _known_roots


def _declared(model: type[AnyModel], roots: _Roots) -> DeclaredModel:
    declaration = declaration_of(model)
    known = _made.get(model)
    if known is not None and known[0] is roots and known[1].declaration is declaration:
        return known[1]
    paths = declaration.subject_paths if isinstance(declaration, Personal) else ()
    made = DeclaredModel(model, declaration, _subjects(model, paths, roots))
    _made[model] = (roots, made)
    return made


@lru_cache(maxsize=1024)
def _subjects(model: type[AnyModel], paths: tuple[str, ...], _roots: tuple[Any, ...]) -> tuple[SubjectPath, ...]:
    """The same paths lead to the same subjects as long as the same roots are registered."""
    return tuple(resolved(model, path, house.subject_roots) for path in paths)


def declared_models() -> list[DeclaredModel]:
    """Every model with its declaration, by label; those without personal data included."""
    roots = _roots()
    return [
        known[1]
        if (known := _made.get(model)) is not None
        and known[0] is roots
        and known[1].declaration is getattr(model, "personal", None)
        else _declared(model, roots)
        for model in every_model()
    ]


def personal_models(*, among: Collection[type[AnyModel]] | None = None) -> list[DeclaredModel]:
    """The models that hold personal data, by label; ``among``: those of these."""
    if among is None:
        return [declared for declared in declared_models() if declared.personal is not None]
    asked = [declared_model(model) for model in every_model() if model in among]
    return [declared for declared in asked if declared.personal is not None]


def rows_about(
    model: type[AnyModel],
    *,
    persons: Collection[UUID] = (),
    clients: Collection[UUID] = (),
    accounts: Collection[UUID] = (),
) -> QuerySet[Any]:
    """The rows about these people, clients and accounts.

    A row is about the first of its subject paths that is not empty: with ``subject=["person", "client"]`` a note that
    names a person is that person's, and only a note without one is the client's.
    """
    wanted = {PERSON: persons, CLIENT: clients, ACCOUNT: accounts}
    about = _about(model, [(subject.hops, subject.root) for subject in declared_model(model).subjects], wanted)
    everything: QuerySet[Any] = model._base_manager.all()
    return everything.none() if about is None else everything.filter(about)


def about_these(
    model: type[AnyModel], subjects: Iterable[SubjectPath], wanted: Mapping[str, Ids], *, loosely: bool = False
) -> Q | None:
    """The condition of ``rows_about``, for a question that is compiled once; None: no row can match. ``loosely``: rows
    too that name one of these and are about another, for whoever looks at each row's subject.
    """
    return _about(model, [(subject.hops, subject.root) for subject in subjects], wanted, loosely=loosely)


def rows_about_nobody(model: type[AnyModel]) -> QuerySet[Any]:
    """Rows with every subject path empty (a loose note, a request whose asker is not known yet)."""
    everything: QuerySet[Any] = model._base_manager.all()
    subjects = declared_model(model).subjects
    if not subjects or any(not subject.hops for subject in subjects):
        return everything.none()
    empty = Q()
    for subject in subjects:
        empty &= Q(**{f"{subject.lookup}__isnull": True})
    return everything.filter(empty)


_Route = tuple[tuple[str, ...], str]


def _about(
    model: type[AnyModel],
    routes: Sequence[_Route],
    wanted: Mapping[str, Collection[UUID] | Ids],
    *,
    loosely: bool = False,
) -> Q | None:
    """None: no row can match. Longer paths become subqueries: an OR over joined tables would read the whole table."""
    first_hops = {hops[0] if len(hops) > 1 else None for hops, _ in routes}
    if len(first_hops) == 1 and None not in first_hops:
        (hop,) = first_hops
        assert hop is not None  # noqa: S101 - for the type checker
        return _through(model, hop, [(hops[1:], root) for hops, root in routes], wanted, loosely=loosely)
    found: Q | None = None
    earlier_empty = Q()
    for hops, root in routes:
        if len(hops) > 1:
            here = _through(model, hops[0], [(hops[1:], root)], wanted, loosely=loosely)
        elif isinstance(ids := wanted.get(root), Ids):
            here = Q(**{f"{hops[0] if hops else 'pk'}__among": ids})
        elif ids:
            here = Q(**{f"{hops[0] if hops else 'pk'}__in": list(ids)})
        else:
            here = None
        if here is not None:
            here = here if loosely else earlier_empty & here
            found = here if found is None else found | here
        if not hops:
            break
        empty = "unset" if len(hops) == 1 and any(isinstance(ids, Ids) for ids in wanted.values()) else "isnull"
        earlier_empty &= Q(**{f"{'__'.join(hops)}__{empty}": True})
    return found


def _through(
    model: type[AnyModel],
    hop: str,
    routes: Sequence[_Route],
    wanted: Mapping[str, Collection[UUID] | Ids],
    *,
    loosely: bool,
) -> Q | None:
    field = model._meta.get_field(hop)
    assert isinstance(field, models.ForeignKey)  # noqa: S101 - the start-up check has seen it
    target: type[AnyModel] = field.remote_field.model
    about = _about(target, routes, wanted, loosely=loosely)
    if about is None:
        return None
    rows = target._base_manager.filter(about)
    return Q(**{f"{hop}__in": rows.values(field.target_field.name)})


def personal_fields(model: type[AnyModel]) -> tuple[str, ...]:
    """The names of the fields that hold personal data, in the model's order."""
    declaration = declaration_of(model)
    if not isinstance(declaration, Personal):
        return ()
    return tuple(field.name for field in model._meta.concrete_fields if field.name in declaration.categories)


def withheld(model: type[AnyModel]) -> Mapping[str, str | Promise]:
    """Fields that concern others, each with the reason that the package tells (GDPR 15(4))."""
    declaration = declaration_of(model)
    return declaration.withhold if isinstance(declaration, Personal) else {}


def root_named(name: str) -> SubjectRoot:
    """A registered subject root: "person", "client" or "account"."""
    return house.subject_roots[name]
