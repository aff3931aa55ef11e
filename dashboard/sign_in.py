"""Signing in with a code from one's mailbox, signing out, enrolling the first registrar, and "Your work".

Plain HTML. The answer to an address is the same whether anybody is registered with it. The session is made by identity;
here it only passes from its answer into the browser's cookie.
"""

import hashlib
import re
from typing import Any, Final
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute

from dashboard import labels
from dashboard.backend import Session, errors, new_key
from dashboard.capture import unsent
from dashboard.capture.kept import scripted
from dashboard.desk import roles_of
from dashboard.pages import PAGES
from dashboard.web import Form, Site, Visit, cookies
from dashboard.web.policy import STRICT_POLICY

_ADDRESS: Final = re.compile(r"[^@\s<>\",;:()\[\]\\]{1,64}@[^@\s<>\",;:()\[\]\\]{1,190}\.[^@\s<>\",;:()\[\]\\.]{2,63}")
_NEXT_CHARACTERS: Final = 500


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of this area."""
    return [
        site.get("/sign-in", ask_address),
        site.post("/sign-in", send_code),
        site.get("/sign-in/code", ask_code),
        site.post("/sign-in/code", enter),
        site.get("/sign-out", ask_sign_out),
        site.post("/sign-out", sign_out),
        site.get("/enrol", ask_enrolment),
        site.post("/enrol", enrol),
        site.get("/work", work),
    ]


def safe_next(wanted: str) -> str:
    """Return where to go after signing in: a path of this site, or "Your work" if anything else was asked for."""
    plain = wanted.startswith("/") and not wanted.startswith("//")
    odd = any(each in wanted for each in "\\\r\n\t") or not wanted.isprintable() or len(wanted) > _NEXT_CHARACTERS
    return wanted if plain and not odd else "/work"


def ask_address(visit: Visit) -> Response:
    """Ask for the address; one that is given in the link is filled in."""
    return _address_page(visit, email=visit.query.get("email", "")[:254], next_=visit.query.get("next", ""))


def send_code(visit: Visit, form: Form) -> Response:
    """Have a code sent, and go on to the page that asks for it, whoever the address belongs to."""
    email = form["email"]
    if not _ADDRESS.fullmatch(email):
        return _address_page(visit, email=email, next_=form["next"], wrong="email_wrong")
    try:
        visit.site.backend.request_code(
            email=email,
            browser_id=visit.browser_id,
            language=visit.language,
            key=form["key"][:128] or new_key(),
        )
    except errors.BadRequest:
        return _address_page(visit, email=email, next_=form["next"], wrong="email_wrong")
    except (errors.Unavailable, errors.TooMany) as failure:
        return _address_page(visit, email=email, next_=form["next"], failure=failure)
    return _code_page(visit, form)


def ask_code(visit: Visit) -> Response:
    """Lead a browser that lost the form (a reload, a restored tab) back to the start of signing in."""
    return visit.redirect(f"/sign-in?next={quote(safe_next(visit.query.get('next', '')), safe='')}")


def enter(visit: Visit, form: Form) -> Response:
    """Exchange the code for a session."""
    email, code = form["email"], form["code"]
    try:
        session = visit.site.backend.submit_code(
            email=email,
            browser_id=visit.browser_id,
            code=code,
            former=visit.session,
            key=_key_of(form, code),
        )
    except (errors.SignedOut, errors.BadRequest):
        return _code_page(visit, form, wrong="code_wrong")
    except (errors.Unavailable, errors.TooMany) as failure:
        return _code_page(visit, form, failure=failure)
    return _signed_in(visit, session, form["next"])


def ask_sign_out(visit: Visit) -> Response:
    """Ask for the one click that ends the session."""
    return visit.render("sign_out.html") if visit.session else visit.render("signed_out.html")


def sign_out(visit: Visit, form: Form) -> Response:
    """End the session at identity and in the browser; the browser forgets what this person typed if that is ticked."""
    owner = _owner(visit) if form["clear"] else ""
    if visit.session:
        visit.site.backend.end_session(visit.session)
    visit.session = None
    stays = "signed_out_unknown" if form["clear"] else "signed_out_stays"
    response = (scripted if owner else Visit.render)(visit, "signed_out.html", cleared=owner, stays=stays)
    cookies.clear_secret(response, cookies.SESSION, plain_loopback=visit.site.settings.plain_loopback)
    return response


def _owner(visit: Visit) -> str:
    """Return whose it is what is typed for capture; empty if the session has ended or nobody says: it ends anyway."""
    try:
        return unsent.owner(visit.person()) if visit.session else ""
    except errors.BackendError:
        return ""


def ask_enrolment(visit: Visit) -> Response:
    """Show the form of the first registrar; the code comes with the link the operator was shown."""
    return _enrolment_page(visit, {"code": visit.query.get("code", "")[:200], "language": visit.language})


def enrol(visit: Visit, form: Form) -> Response:
    """Register the first registrar and sign in."""
    typed = {name: form[name] for name in ("code", "name", "email", "organisation", "language")}
    wrong = {name: "field_required" for name, value in typed.items() if not value}
    if not wrong and not _ADDRESS.fullmatch(typed["email"]):
        wrong["email"] = "email_wrong"
    if wrong:
        return _enrolment_page(visit, typed, wrong=wrong)
    try:
        session = visit.site.backend.enrol_registrar(
            enrolment_code=typed["code"],
            name=typed["name"],
            email=typed["email"],
            organisation_name=typed["organisation"],
            language="ur" if typed["language"] == "ur" else "en",
            former=visit.session,
            key=_key_of(form, typed["code"]),
        )
    except errors.SignedOut:
        return _enrolment_page(visit, typed, wrong={"code": "enrol_wrong"})
    except errors.BadRequest as refused:
        ours = {"enrolment_code": "code", "organisation_name": "organisation"}
        fields = {ours.get(each.field, each.field) for each in refused.violations} & typed.keys()
        return _enrolment_page(visit, typed, wrong=dict.fromkeys(fields or {"code"}, "field_wrong"))
    except errors.Unavailable as failure:
        return _enrolment_page(visit, typed, failure=failure)
    return _signed_in(visit, session, "")


def work(visit: Visit) -> Response:
    """Show who is signed in and where that person works."""
    me = visit.person().me()
    roles = roles_of(me)
    pages = [page for page in PAGES if page.roles and page.is_for(roles)]
    return visit.render("work.html", me=me, roles=sorted(roles), pages=pages)


def _signed_in(visit: Visit, session: Session, next_: str) -> Response:
    response = visit.redirect(safe_next(next_))
    cookies.set_secret(
        response,
        cookies.SESSION,
        session.cookie,
        seconds=cookies.SESSION_SECONDS,
        plain_loopback=visit.site.settings.plain_loopback,
    )
    return response


def _key_of(form: Form, typed: str) -> str:
    """Return a key that is the same for the same try (a double click) and another for another one."""
    return hashlib.sha256(f"{form['key']}\n{typed}".encode()).hexdigest()


def _address_page(
    visit: Visit, *, email: str, next_: str, wrong: str = "", failure: errors.BackendError | None = None
) -> Response:
    return _with_mailbox(
        visit, "sign_in.html", email=email, next=_kept_next(next_), wrong=wrong, failure=failure, key=new_key()
    )


def _code_page(visit: Visit, form: Form, *, wrong: str = "", failure: errors.BackendError | None = None) -> Response:
    email, next_ = form["email"], _kept_next(form["next"])
    # The language switch asks again with the key of the first time: the page changes, no second code is sent.
    ask_key = form["ask_key"] or form["key"]
    return _with_mailbox(
        visit,
        "code.html",
        email=email,
        next=next_,
        wrong=wrong,
        failure=failure,
        key=new_key(),
        ask_key=ask_key,
        language_form={"action": "/sign-in", "fields": {"email": email, "next": next_, "key": ask_key}},
    )


def _kept_next(wanted: str) -> str:
    return safe_next(wanted) if wanted else ""


def _with_mailbox(visit: Visit, template: str, *, email: str, **values: Any) -> Response:
    """Render a step of signing in; on a local stack with the mailbox of the address beside it."""
    mailbox = visit.site.settings.mailbox_url
    shown = f"{mailbox}/mailbox/{quote(email, safe='')}" if mailbox and _ADDRESS.fullmatch(email) else ""
    failure, wrong = values["failure"], values["wrong"]
    status = 503 if isinstance(failure, errors.Unavailable) else 429 if failure else 422 if wrong else 200
    response = visit.render(template, status=status, email=email, mailbox=shown, **values)
    if mailbox:
        response.headers["Content-Security-Policy"] = f"{STRICT_POLICY}; frame-src {mailbox}"
    return response


def _enrolment_page(
    visit: Visit,
    typed: dict[str, str],
    *,
    wrong: dict[str, str] | None = None,
    failure: errors.BackendError | None = None,
) -> Response:
    status = 503 if failure else 422 if wrong else 200
    languages = [(each, labels.text(f"language_{each}", visit.language)) for each in labels.LANGUAGES]
    values: dict[str, Any] = {"wrong": wrong or {}, "failure": failure, "languages": languages, "key": new_key()}
    blank = dict.fromkeys(("code", "name", "email", "organisation", "language"), "")
    return visit.render("enrol.html", status=status, typed=blank | typed, **values)
