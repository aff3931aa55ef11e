"""What Streamlit runs: it finds the page of `pages/` that the address names. The pages themselves begin with `desk`.

It lies in a folder of its own: beside a folder named `pages` Streamlit would run its files without asking here.
"""

import streamlit as st

from dashboard import desk
from dashboard.labels import text
from dashboard.pages import PAGES

_language = desk.language()


def _nowhere() -> None:
    """Stand in at `/`, which Streamlit never serves but wants a page for."""
    st.set_page_config(page_title=text("site_name", _language))
    st.page_link("/", label=text("nav_overview", _language))


st.navigation(
    [
        st.Page(_nowhere, title="Roundtable", default=True, visibility="hidden"),
        *(st.Page(page.script, title=text(page.title, _language), url_path=page.path) for page in PAGES if page.file),
    ],
    position="hidden",
).run()
