"""What anybody reads: plain HTML that needs no JavaScript, rendered here from public answers."""

from starlette.routing import BaseRoute

from dashboard.public import (
    addressee,
    consultation,
    downloads,
    feed,
    find,
    letter,
    methodology,
    my_words,
    overview,
    programme,
    recommendation,
    report,
    sheet,
    suggesting,
)
from dashboard.web import Site


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the public pages."""
    return [
        site.get("/", overview.overview),
        site.get("/lines.csv", downloads.as_csv),
        site.get("/lines.json", downloads.as_json),
        site.get("/feed.atom", feed.feed),
        site.get("/find", find.find),
        site.get("/methodology", methodology.methodology),
        site.get("/my-words", my_words.ask),
        site.post("/my-words", my_words.show),
        site.post("/my-words/hide", my_words.hide),
        site.post("/my-words/withdraw", my_words.withdraw),
        site.get("/r/{number}.json", recommendation.as_json),
        site.get("/r/{number}/letter", letter.letter),
        site.get("/r/{number}", recommendation.recommendation),
        site.get("/suggest/{number}", suggesting.form),
        site.post("/suggest/{number}", suggesting.send),
        site.get("/c/{number}/sheet", sheet.sheet),
        site.get("/c/{number}/document/{sha256}", consultation.document),
        site.get("/c/{number}/{item}", consultation.item),
        site.get("/c/{number}", consultation.consultation),
        site.get("/p/{number}/report.xlsx", report.workbook),
        site.get("/p/{number}/report", report.page),
        site.get("/p/{number}", programme.programme),
        site.get("/a/{slug}", addressee.addressee),
    ]
