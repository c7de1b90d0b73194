"""Addresses of the room rights, under /requests/."""

from __future__ import annotations

from django.urls import path

from gestand.rights.identity_copy import views as identity_copy
from gestand.rights.mentions import views as mentions
from gestand.rights.portable import views as portable
from gestand.rights.views import desk, doing, erasing, ready, texts, waiting, writing

app_name = "rights"
urlpatterns = [
    path("", desk.board, name="requests"),
    path("answered/", desk.answered, name="answered"),
    path("new/", desk.enter, name="enter"),
    path("<uuid:pk>/", desk.show, name="request"),
    path("<uuid:pk>/persons/", desk.persons, name="persons"),
    path("<uuid:pk>/identify/", desk.identify, name="identify"),
    path("<uuid:pk>/answer/", desk.answer, name="answer"),
    path("<uuid:pk>/letter/", desk.letter, name="letter"),
    path("<uuid:pk>/erase/", erasing.erase, name="erase"),
    path("<uuid:pk>/reply/<slug:occasion>/", writing.reply, name="reply"),
    path("<uuid:pk>/correct/", doing.correct, name="correct"),
    path("<uuid:pk>/restrict/", writing.restrict, name="restrict"),
    path("<uuid:pk>/lifting/", writing.lifting, name="lifting"),
    path("<uuid:pk>/lift/", writing.lift, name="lift"),
    path("<uuid:pk>/weigh/", doing.weigh, name="weigh"),
    path("<uuid:pk>/sort/", doing.sort, name="sort"),
    path("<uuid:pk>/pass-on/", doing.pass_on, name="pass-on"),
    path("<uuid:pk>/notices/<uuid:notice_id>/", doing.notice, name="notice"),
    path("<uuid:pk>/dossier/", desk.dossier, name="dossier"),
    path("texts/", texts.texts, name="texts"),
    path("texts/<slug:occasion>/<slug:kind>/<slug:language>/", texts.text, name="text"),
    path("<uuid:pk>/make/", desk.make, name="make"),
    path("<uuid:pk>/progress/", desk.progress, name="progress"),
    path("<uuid:pk>/handed-over/", desk.handed_over, name="handed-over"),
    path("<uuid:pk>/send-again/", waiting.send_again, name="send-again"),
    path("<uuid:pk>/by-letter/", waiting.by_letter, name="by-letter"),
    path("<uuid:pk>/take-back/", waiting.take_back, name="take-back"),
    path("<uuid:pk>/mentions/", mentions.mentions, name="mentions"),
    path("<uuid:pk>/mentions/look/", mentions.look, name="mentions-look"),
    path("<uuid:pk>/mentions/looked/", mentions.looked, name="mentions-looked"),
    path("<uuid:pk>/mentions/file/<str:place>/", mentions.file, name="mentions-file"),
    path("<uuid:pk>/mentions/see/<str:place>/", mentions.see, name="mentions-see"),
    path("<uuid:pk>/copy/", identity_copy.ask, name="ask-copy"),
    path("copy/<uuid:pk>/", identity_copy.check, name="copy"),
    path("copy/<uuid:pk>/picture/", identity_copy.picture, name="copy-picture"),
    path("copy/<uuid:pk>/withdraw/", identity_copy.withdraw, name="copy-withdraw"),
    path("<uuid:pk>/organisation/", portable.transfer, name="transfer"),
    path("<uuid:pk>/organisation/<uuid:transfer_id>/withdraw/", portable.withdraw, name="transfer-withdraw"),
    path("take-in/", portable.take_in, name="take-in"),
    path("take-in/<uuid:pk>/", portable.taken, name="taken"),
    path("take-in/<uuid:pk>/confirm/", portable.confirm, name="take-in-confirm"),
    path("take-in/<uuid:pk>/discard/", portable.discard, name="take-in-discard"),
    path("package/<uuid:pk>/", ready.package, name="package"),
    path("package/<uuid:pk>/download/", ready.download, name="download"),
    path("package/<uuid:pk>/preview/", ready.preview, name="preview"),
    path("package/<uuid:pk>/preview/<path:name>", ready.preview, name="preview-file"),
]
