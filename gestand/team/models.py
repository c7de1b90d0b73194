"""People who work here: accounts, sessions, grants."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import Role
from gestand.core.declarations import Category, Personal, Purpose, after, days, while_there_is_work, years
from gestand.core.ids import new_id
from gestand.core.mail_addresses import folded_mail_address


class AccountQuerySet(models.QuerySet["Account"]):
    def active(self) -> AccountQuerySet:
        return self.filter(is_active=True)

    def with_second_factor(self) -> AccountQuerySet:
        """Annotate ``second_factor_known``: is there anything beside a password (recovery codes do not count)?"""
        return self.annotate(second_factor_known=models.Exists(_second_factors()))

    def without_second_factor(self) -> AccountQuerySet:
        return self.filter(~models.Exists(_second_factors()))


def _second_factors() -> Any:
    factors = Authenticator.objects.filter(user=models.OuterRef("pk"))
    return factors.exclude(type=Authenticator.Type.RECOVERY_CODES)


class AccountManager(BaseUserManager["Account"]):
    def get_queryset(self) -> AccountQuerySet:
        return AccountQuerySet(self.model, using=self._db)

    def active(self) -> AccountQuerySet:
        return self.get_queryset().active()

    def with_second_factor(self) -> AccountQuerySet:
        return self.get_queryset().with_second_factor()

    def lacks_second_factor(self, account: Account) -> bool:
        return self.get_queryset().without_second_factor().filter(pk=account.pk).exists()

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email=folded_mail_address(username or ""))

    def at(self, email: str) -> Account | None:
        """The account with this mail address, whatever its capitals."""
        return self.get_queryset().filter(email=folded_mail_address(email)).first()

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        account = self.model(email=folded_mail_address(email), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """One person of the team who signs in with an e-mail address."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=10, choices=[(Role.OWNER, _("Owner")), (Role.STANDIN, _("Stand-in"))])
    language = models.CharField(
        _("language"), max_length=2, default="nl", choices=[("nl", _("Dutch")), ("en", _("English"))]
    )
    theme = models.CharField(_("appearance"), max_length=6, default="system")
    density = models.CharField(_("density"), max_length=12, default="comfortable")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    left_on = models.DateField(null=True, blank=True)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    personal: ClassVar = Personal(
        subject="self",
        categories={
            "email": Category.EMAIL,
            "name": Category.NAME,
            "role": Category.ACCOUNT,
            "password": Category.ACCOUNT,
            "last_login": Category.ACCOUNT,
            "left_on": Category.RELATION,
        },
        impersonal=["id", "language", "theme", "density", "is_active", "created_at"],
        purposes=[Purpose.SECURITY, Purpose.STANDIN],
        keep=while_there_is_work(then=years(2), clock="left_on"),
        withhold={"password": _("a password's fingerprint says nothing about you and helps who steals it")},
    )

    def __str__(self) -> str:
        return self.name


class LoginLink(models.Model):
    """A link that signs in once. Only its fingerprint is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="login_links")
    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10)  # "shell" or "invitation"
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    personal: ClassVar = Personal(
        subject="account",
        categories={"account": Category.ACCOUNT, "kind": Category.ACCOUNT, "used_at": Category.ACCOUNT},
        impersonal=["id", "digest", "created_at", "expires_at"],
        purposes=[Purpose.SECURITY],
        keep=after("expires_at", days(7), why="keep.session"),
        forgotten_by="team.clear_sessions",
        forgotten_from_all="a key that has run out opens nothing; that it was used stands in the log of sign-ins",
    )

    class Meta:
        verbose_name = _("link that signs in once")
        verbose_name_plural = _("links that sign in once")

    def __str__(self) -> str:
        return str(self.id)


class TeamSession(AbstractBaseSession):
    """A login session: a coarse device, no address, revocable."""

    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="sessions")
    public_id = models.UUIDField(default=new_id, unique=True)
    device = models.CharField(max_length=60, blank=True)  # "Firefox on Windows"
    created_at = models.DateTimeField(auto_now_add=True)
    seen_on = models.DateField(null=True)

    personal: ClassVar = Personal(
        subject="account",
        categories={
            "account": Category.ACCOUNT,
            "device": Category.BROWSER,
            "session_key": Category.ACCOUNT,
            "session_data": Category.ACCOUNT,
            "created_at": Category.ACCOUNT,
            "seen_on": Category.ACCOUNT,
        },
        impersonal=["public_id", "expire_date"],
        purposes=[Purpose.SECURITY],
        keep=after("expire_date", days(0), why="keep.session"),
        forgotten_by="team.clear_sessions",
        forgotten_from_all="a session that is over says nothing; that somebody signed in stands in the log of sign-ins",
        withhold={
            "session_key": _("who holds it could act in your name"),
            "session_data": _("who holds it could act in your name"),
        },
    )

    class Meta(AbstractBaseSession.Meta):  # type: ignore[name-defined] # the stubs leave it out
        db_table = "team_session"

    @property
    def device_words(self) -> str:
        """Like "Firefox op Windows", or nothing when the device did not tell."""
        browser, on, system = self.device.partition(" on ")
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system} if on else self.device

    @classmethod
    def get_session_store_class(cls) -> Any:
        from gestand.team.session_store import SessionStore

        return SessionStore


class Grant(models.Model):
    """What a stand-in may see, from when until when; nothing without a signed non-disclosure."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="grants")
    signed_on = models.DateField(_("non-disclosure signed on"))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until and including"))
    every_client = models.BooleanField(_("all clients"), default=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    personal: ClassVar = Personal(
        subject="account",
        categories={
            "account": Category.ACCOUNT,
            "signed_on": Category.RELATION,
            "from_on": Category.RELATION,
            "until_on": Category.RELATION,
        },
        impersonal=["id", "every_client", "ended_at"],
        purposes=[Purpose.STANDIN],
        keep=while_there_is_work(then=years(2), clock="account__left_on"),
    )

    class Meta:
        verbose_name = _("access of a stand-in")
        verbose_name_plural = _("accesses of stand-ins")

    def __str__(self) -> str:
        return str(self.id)


class GrantedClient(models.Model):
    """One client of a grant. The client is known by id: the rooms team and people do not import each other."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="granted_clients")
    client_id = models.UUIDField()

    personal: ClassVar = Personal(
        subject="grant__account",
        categories={"grant": Category.ACCOUNT, "client_id": Category.RELATION},
        impersonal=["id"],
        purposes=[Purpose.STANDIN],
        keep=while_there_is_work(then=years(2), clock="grant__account__left_on"),
        withhold={"client_id": _("it concerns a client")},
    )

    class Meta:
        verbose_name = _("client of a stand-in")
        verbose_name_plural = _("clients of stand-ins")
        constraints: ClassVar = [models.UniqueConstraint(fields=["grant", "client_id"], name="granted_once")]

    def __str__(self) -> str:
        return str(self.client_id)
