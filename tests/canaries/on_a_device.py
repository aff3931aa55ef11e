"""What a browser keeps of our site: whoever opens it next on the same device can read that."""

from typing import Final

from playwright.sync_api import Page

_KEPT: Final = """async () => {
    const found = [document.cookie];
    for (const kept of [localStorage, sessionStorage]) found.push(JSON.stringify({...kept}));
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const each of await cache.keys()) found.push(each.url, await (await cache.match(each)).text());
    }
    const done = (asked) => new Promise((yes, no) => {
        asked.onsuccess = () => yes(asked.result);
        asked.onerror = no;
    });
    for (const {name} of await indexedDB.databases()) {
        const database = await done(indexedDB.open(name));
        for (const each of database.objectStoreNames) {
            const store = database.transaction(each).objectStore(each);
            found.push(name, each, JSON.stringify(await Promise.all([done(store.getAllKeys()), done(store.getAll())])));
        }
        database.close();
    }
    return found.join("\\n");
}"""

PLACES: Final = {
    "a cookie": "async (token) => { document.cookie = `planted=${token}`; }",
    "the storage of the site": "async (token) => localStorage.setItem('planted', token)",
    "the storage of a tab": "async (token) => sessionStorage.setItem('planted', token)",
    "a cache": "async (token) => (await caches.open('planted')).put('/planted', new Response(token))",
    "a database": """(token) => new Promise((done) => {
        const asked = indexedDB.open('planted', 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore('planted', {autoIncrement: true}).add(token);
        asked.onsuccess = () => { asked.result.close(); done(); };
    })""",
    "a key of a database": """(token) => new Promise((done) => {
        const asked = indexedDB.open('planted too', 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore('planted').add('', token);
        asked.onsuccess = () => { asked.result.close(); done(); };
    })""",
}
"""Where a page could leave something, and what a page would do for that."""


def kept(page: Page) -> bytes:
    """Return everything that is kept for the site of a page, where scripts reach it."""
    return str(page.evaluate(_KEPT)).encode()
