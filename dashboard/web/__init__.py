"""What the plain HTML pages share.

A page is a function of a `Visit` that returns a response; `Site.get` and `Site.post` make routes of it::

    def routes(site: Site) -> list[Route]:
        return [site.get("/my-lines", my_lines), site.post("/my-lines/answer", send)]

    def my_lines(visit: Visit) -> Response:
        person = visit.person()                      # errors.SignedOut leads to /sign-in and back here
        ...
        return visit.render("liaison/lines.html", lines=…)

    def send(visit: Visit, form: Form) -> Response:  # Origin and form token were checked before
        ...
        return visit.redirect("/my-lines")           # 303

Whatever a page raises of `backend.errors` becomes a proper page: not found 404, denied 403, signed out a redirect to
sign-in, unavailable 503 that looks again by itself. A form catches what it wants to show beside its fields.

Templates lie in `dashboard/<area>/templates/` and extend `layout.html`; what they may call is listed in `render`. Every
form has `{{ form_token() }}` as its first child: a hidden field bound to the browser's cookie.
"""

from dashboard.web.forms import Form
from dashboard.web.site import Site, Visit

__all__ = ["Form", "Site", "Visit"]
