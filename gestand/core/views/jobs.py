"""The pages of the work behind the screens: what runs, what waits, what failed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gestand.core.jobs.actions import JobNotFailed, retry_job
from gestand.core.jobs.models import Job
from gestand.core.jobs.queries import failed_jobs, finished_jobs, unfinished_jobs
from gestand.core.requests import actor_of

PAGE = 25
MOST_UNFINISHED = 50


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """Running and waiting on top, then what failed, then what is done."""
    routine = request.GET.get("routine") == "1"
    finished = Paginator(finished_jobs(routine=routine), PAGE).get_page(request.GET.get("page"))
    words = {
        "unfinished": unfinished_jobs()[:MOST_UNFINISHED],
        "failed": failed_jobs()[:MOST_UNFINISHED],
        "finished": finished,
        "routine": routine,
        "may_retry": actor_of(request).is_owner,
    }
    return render(request, "core/jobs.html", words)


@require_GET
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    found = get_object_or_404(Job, id=job_id)
    return render(request, "core/job.html", {"job": found, "may_retry": actor_of(request).is_owner})


@require_GET
def job_progress(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The bar alone, for pages that wait for a job; when it is over the whole page is fetched anew."""
    found = get_object_or_404(Job, id=job_id)
    response = render(request, "core/_job_progress.html", {"job": found})
    if found.is_finished and request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def job_retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    found = get_object_or_404(Job, id=job_id)
    try:
        retry_job(found, by=actor_of(request), at=timezone.now())
        messages.info(request, _("It will be tried again at once."))
    except JobNotFailed as refusal:
        messages.warning(request, str(refusal))
    return redirect("core:job", job_id=job_id)
