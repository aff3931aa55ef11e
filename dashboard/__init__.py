"""The dashboard: what the public reads and where people who are signed in work.

It holds no data and no key that makes identities: everything comes over gRPC from the services (`backend`), and a
person's rights are decided there, never in a page.

Where things are:

- `app` puts Streamlit and our own routes into one ASGI app; `__main__` serves it.
- `public/` has the pages that are plain HTML and need no JavaScript; `web` is what they share (language, cookies, form
  protection, rendering); `pages/` has the Streamlit pages, one file each, listed in `pages/__init__`.
- `labels/` is the only place with words for the screen, in English and Urdu. `show` is the only way in which text that
  people wrote reaches a page.
"""
