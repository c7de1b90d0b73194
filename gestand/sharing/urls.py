"""Addresses of the room sharing for the office: /recipients/ and /agreements/."""

from __future__ import annotations

from django.urls import path

from gestand.sharing.views import client_agreements, handing_back, recipients, texts

app_name = "sharing"
urlpatterns = [
    path("recipients/", recipients.recipients, name="recipients"),
    path("recipients/new/", recipients.recipient_new, name="recipient-new"),
    path("recipients/server/", recipients.recipient_cover, name="recipient-cover"),
    path("recipients/id/<uuid:pk>/", recipients.recipient_by_id, name="recipient-by-id"),
    path("recipients/agreement/<uuid:pk>/", recipients.agreement, name="agreement"),
    path("recipients/agreement/<uuid:pk>/edit/", recipients.agreement_edit, name="agreement-edit"),
    path("recipients/agreement/<uuid:pk>/file/", recipients.agreement_file, name="agreement-file"),
    path("recipients/of/<slug:key>/", recipients.recipient, name="recipient"),
    path("recipients/of/<slug:key>/edit/", recipients.recipient_edit, name="recipient-edit"),
    path("recipients/of/<slug:key>/archive/", recipients.recipient_archive, name="recipient-archive"),
    path("recipients/of/<slug:key>/unarchive/", recipients.recipient_unarchive, name="recipient-unarchive"),
    path("recipients/of/<slug:key>/agreement/", recipients.agreement_new, name="agreement-new"),
    path("agreements/", client_agreements.agreements, name="agreements"),
    path("agreements/make/", client_agreements.agreements_make, name="agreements-make"),
    path("agreements/text/", texts.text, name="text"),
    path("agreements/text/new/", texts.text_new, name="text-new"),
    path("agreements/text/<int:number>/", texts.text, name="text-version"),
    path("agreements/client/<uuid:client_id>/", client_agreements.client_agreement, name="client-agreement"),
    path("agreements/client/<uuid:client_id>/make/", client_agreements.client_make, name="client-make"),
    path("agreements/client/<uuid:client_id>/held/", handing_back.held, name="held"),
    path("agreements/client/<uuid:client_id>/held/choose/", handing_back.choose, name="held-choose"),
    path("agreements/held/", handing_back.waiting, name="held-waiting"),
    path("agreements/held/<uuid:pk>/pack/", handing_back.pack, name="held-pack"),
    path("agreements/held/<uuid:pk>/package/", handing_back.package, name="held-package"),
    path("agreements/held/<uuid:pk>/link/", handing_back.link, name="held-link"),
    path("agreements/held/<uuid:pk>/link/withdraw/", handing_back.unlink, name="held-unlink"),
    path("agreements/held/<uuid:pk>/received/", handing_back.received, name="held-received"),
    path("agreements/held/<uuid:pk>/reopen/", handing_back.reopen, name="held-reopen"),
    path("agreements/held/<uuid:pk>/destroy/", handing_back.destroy, name="held-destroy"),
    path("agreements/held/<uuid:pk>/drop/", handing_back.drop, name="held-drop"),
    path("agreements/held/<uuid:pk>/confirmation/", handing_back.certificate, name="held-certificate"),
    path("agreements/held/<uuid:pk>/send/", handing_back.send, name="held-send"),
    path("agreements/<uuid:pk>/send/", client_agreements.client_send, name="client-send"),
    path("agreements/<uuid:pk>/handed/", client_agreements.client_handed, name="client-handed"),
    path("agreements/<uuid:pk>/sign/", client_agreements.client_sign, name="client-sign"),
    path("agreements/<uuid:pk>/end/", client_agreements.client_end, name="client-end"),
    path("agreements/<uuid:pk>/withdraw/", client_agreements.client_withdraw, name="client-withdraw"),
    path("agreements/<uuid:pk>/file/<slug:which>/", client_agreements.client_file, name="client-file"),
]
