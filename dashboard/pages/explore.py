"""/explore: the same choice as on the overview, with one chart and its table. The address holds the choice."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import streamlit as st

from dashboard import backend, desk, filters, labels, show
from dashboard.filters import Query, word_label
from dashboard.labels import marks, text, value
from dashboard.public import bars
from dashboard.web.fragments import fragment
from roundtable.recommendations.v1.service_pb2 import (
    BAR_GROUP_DONE_CHECKED,
    BAR_GROUP_NO_ANSWER,
    BarGroup,
    GetOverviewResponse,
    PublicAddressee,
)


def choose(name: str, words: list[str], query: Query, language: str, names: dict[str, str] | None = None) -> str:
    """Offer one filter and return what is chosen."""
    chosen = getattr(query, name)
    options = ["", *words] if chosen in words or not chosen else ["", chosen, *words]

    def shown(word: str) -> str:
        if not word:
            return text("filter_any", language)
        return (names or {}).get(word) or word_label(name, word, language)

    return str(
        st.selectbox(text(f"filter_{name}", language), options, index=options.index(chosen), format_func=shown) or ""
    )


def asked_for(query: Query, addressees: list[PublicAddressee], language: str) -> Query:
    """Show the filters and return the reader's choice."""
    sides = ["published", "example"]
    side = st.radio(
        text("explore_records", language),
        sides,
        index=sides.index(query.show or "published"),
        format_func=lambda word: text(f"tab_{word}", language),
        horizontal=True,
    )
    names = {
        each.slug: labels.name(each.name, language) for each in addressees if each.illustrative == (side == "example")
    }
    # Row by row, so that Tab goes as the eye does.
    words_column, body_column, says_column, day_column = st.columns(4)
    theme_column, stands_column, checked_column, timing_column = st.columns(4)
    with words_column:
        words = st.text_input(text("filter_q", language), query.q, max_chars=200)
    with body_column:
        body = choose("body", list(names), query, language, names)
    with says_column:
        says = choose("says", [filters.NOTHING_SAID, *filters.POSITIONS, *filters.PROGRESS], query, language)
    with day_column:
        yesterday = datetime.now(desk.settings().time_zone).date() - timedelta(days=1)
        day = st.date_input(
            text("filter_as_at", language),
            date.fromisoformat(query.as_at) if query.as_at else None,
            max_value=yesterday,
            format="YYYY-MM-DD",
        )
    with theme_column:
        theme = choose("theme", list(labels.THEMES), query, language)
    with stands_column:
        stands = choose("stands", list(filters.STANDS), query, language)
    with checked_column:
        checked = choose("checked", list(filters.CHECKED), query, language)
    with timing_column:
        clocks = [f"{clock}_{word}" for clock in ("answer", "work") for word in filters.CLOCKS]
        timing = choose("timing", clocks, query, language)
    return Query.read(
        {
            "q": words,
            "theme": theme,
            "body": body,
            "says": says,
            "checked": checked,
            "timing": timing,
            "stands": stands,
            "roundtable": query.roundtable,
            "show": str(side),
            "as_at": day.isoformat() if isinstance(day, date) else "",
        }
    )


def chart(found: GetOverviewResponse, language: str) -> dict[str, Any]:
    """Describe the bars of `found`: bodies down, lines across, in the order and colours of the groups."""
    order = {group: value(BarGroup, group, language) for group in marks.GROUPS}
    rows = [
        {
            "body": labels.name(bar.addressee.name, language),
            "group": order[part.bar_group],
            "lines": part.lines,
            "order": part.bar_group,
            # What a bar says to whoever hears it: else the names of these fields are read out.
            "said": f"{labels.name(bar.addressee.name, language)} · {order[part.bar_group]} · {part.lines}",
        }
        for bar in found.bars
        for part in bar.parts
    ]
    mirrored = language == "ur"
    across = {
        "field": "lines",
        "type": "quantitative",
        "title": text("explore_axis", language),
        "axis": {"tickMinStep": 1, "format": "d"},
        "scale": {"reverse": mirrored},
    }
    down = {
        "field": "body",
        "type": "nominal",
        "title": None,
        "axis": {"labelLimit": 170, "orient": "right" if mirrored else "left"},
    }
    colours = {"domain": list(order.values()), "range": [marks.COLOURS[marks.shape(group)] for group in order]}
    return {
        "data": {"values": rows},
        "mark": "bar",
        "config": {"axis": {"labelColor": marks.INK, "titleColor": marks.INK}},
        "height": max(44 * len(found.bars), 120),
        "encoding": {
            "x": across,
            "y": down,
            "color": {"field": "group", "type": "nominal", "scale": colours, "legend": None},
            "order": {"field": "order", "type": "ordinal"},
            "description": {"field": "said"},
            "tooltip": [
                {"field": name, "title": text(key, language)}
                for name, key in (("body", "column_body"), ("group", "column_stands"), ("lines", "explore_axis"))
            ],
        },
    }


def main() -> None:
    """Run the page."""
    here = desk.begin("explore")
    language = here.language
    st.title(text("nav_explore", language))
    st.text(text("explore_lead", language))
    public = backend.current().public_for(desk.session())
    with desk.problems(language):
        addressees = list(public.addressees().value.addressees)
        asked = Query.read(st.query_params)
        today = datetime.now(desk.settings().time_zone).date()
        query = asked_for(asked.with_(as_at=filters.past_day(asked.as_at, today)), addressees, language)
        st.query_params.from_dict(query.parameters())
        public = public.at(query.as_at)
        illustrative = query.show == "example"
        answer = public.overview(query.line_filter(illustrative=illustrative))
    found = answer.value
    if illustrative:
        show.show_fragment(fragment("example_banner.html", language))
    if query.as_at:
        st.info(text("as_at", language, day=labels.day(query.as_at, language)))
        st.text(text("as_at_note", language))
        st.text(text("as_at_hidden", language))
        st.link_button(text("as_at_now", language), query.with_(as_at="").url("/explore"))
    if answer.stale:
        seconds = (datetime.now(UTC) - answer.good_at).total_seconds()
        st.warning(text("data_old", language, age=labels.age(seconds, language)))
    if not found.total:
        st.info(text("lines_none", language))
        return
    done = sum(part.lines for bar in found.bars for part in bar.parts if part.bar_group == BAR_GROUP_DONE_CHECKED)
    silent = sum(part.lines for bar in found.bars for part in bar.parts if part.bar_group == BAR_GROUP_NO_ANSWER)
    st.subheader(text("explore_chart_title", language, total=int(found.total), done=done, no_answer=silent))
    day = labels.day(found.as_of_date, language)
    st.text(text("explore_chart_what", language, day=day, total=found.total))
    if found.at_least:
        st.text(text("counts_newest", language, count=found.total))
    st.vega_lite_chart(chart(found, language), width="stretch")
    show.show_fragment(
        fragment(
            "bars_table.html",
            language,
            bars=bars.rows(found.bars),
            legend=bars.legend(found.bars),
            query=query,
            as_at=query.as_at,
        )
    )
    st.link_button(text("explore_open_overview", language), query.url())


main()
