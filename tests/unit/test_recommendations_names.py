"""Names of bodies: one script each, no look-alikes, and which one counted on a day."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis import naming
from services.chassis.errors import InvalidArgument
from services.recommendations.domain import addressee, registering
from services.recommendations.domain.addressee import Addressee, Name, NewAddressee
from services.recommendations.domain.errors import LooksAlike, Missing, NotAsDated, NothingToUndo, SlugTaken
from services.recommendations.domain.registering import RemitChoice, Renaming
from services.recommendations.domain.values import AddresseeKind, Jurisdiction
from tests.unit.recommendations_builders import TODAY, a_moment, a_text

URDU = [
    "وزارتِ داخلہ",
    "بچوں کے حقوق کا قومی کمیشن",
    "پاکستان ٹیلی کمیونیکیشن اتھارٹی (پی ٹی اے)",
    "سائبر کرائم ایجنسی ۲۰۲۴ء",
    "صوبائی محکمۂ تعلیم، سندھ",
    "می\u200cآید بورڈ",  # ZWNJ, which joined letters need
    "ۓ ئ ؤ ۂ ڑ ٹ ڈ ں ہ ھ ے",  # noqa: RUF001
]
OTHERS = ["Ministry of Interior", "Telecom Regulator", "سائبر کرائم ونگ"]


def a_new_body(english: str = "Telecom Regulator", slug: str = "telecom-regulator", **more: Any) -> NewAddressee:
    fields: dict[str, Any] = {
        "addressee_id": uuid4(),
        "slug": slug,
        "kind": AddresseeKind.AGENCY,
        "name": (("en", english),),
        "name_language": "en",
        "jurisdiction": Jurisdiction.FEDERAL,
    }
    return NewAddressee(**(fields | more))


def entered(english: str = "Telecom Regulator", slug: str = "telecom-regulator", **more: Any) -> Addressee:
    fact = registering.register(a_new_body(english, slug, **more), actor="operator", moment=a_moment())
    return addressee.evolve(None, fact)


def a_renaming(english: str = "Digital Authority", **changed: Any) -> Renaming:
    fields: dict[str, Any] = {
        "name": Name(name=(("en", english),), language="en"),
        "slug": "digital-authority",
        "effective_date": TODAY - timedelta(days=30),
        "source_url": "https://gazette.example/1",
    }
    return Renaming(**(fields | changed))


def renamed(before: Addressee, renaming: Renaming, *others: Addressee) -> Addressee:
    fact = registering.rename(before, renaming, others=others, actor="operator", moment=a_moment())
    return addressee.evolve(before, fact)


@pytest.mark.parametrize("name", URDU)
def test_a_name_in_urdu_passes_as_it_is(name: str) -> None:
    assert naming.foreign_script(name, "ur") == ""
    assert naming.look_alike(name, OTHERS) == ""
    body = entered(name=(("en", "A body"), ("ur", name)))
    assert dict(body.names[0].name)["ur"] == name


def test_names_in_urdu_that_differ_in_a_letter_are_told_apart() -> None:
    for each in URDU:
        assert naming.look_alike(each, [other for other in URDU if other != each]) == ""
    assert naming.look_alike("محکمہ شماریات", ["محکمہ سماریات"]) == "", "a letter with dots is another letter"


@pytest.mark.covers("SEC 14")
@pytest.mark.parametrize(
    ("name", "taken"),
    [
        pytest.param("Telec\u043em Regulat\u043er", "Telecom Regulator", id="Cyrillic o"),
        pytest.param("Te1ecom Regulator", "Telecom Regulator", id="digit one for l"),
        pytest.param("Telecorn Regulator", "Telecom Regulator", id="rn for m"),
        pytest.param("TELECOM REGULATOR", "Telecom Regulator", id="capitals"),
        pytest.param("Telecom  Regulator.", "Telecom Regulator", id="spaces and signs"),
        pytest.param("Telecom\u200b Regulator", "Telecom Regulator", id="a space that is not drawn"),
        pytest.param("PlA", "PIA", id="small l for capital I"),
        pytest.param("سائبر كرائم ونگ", "سائبر کرائم ونگ", id="Arabic kaf for Urdu kaf"),
        pytest.param("سائبرِ کرائم ونگ", "سائبر کرائم ونگ", id="a vowel mark"),
        pytest.param("f1a-wing", "fla-wing", id="a slug with a digit for a letter"),
        pytest.param("fiawing", "fia-wing", id="a slug without its hyphen"),
    ],
)
def test_what_looks_alike_is_found(name: str, taken: str) -> None:
    assert naming.look_alike(name, ["Another body", taken]) == taken


@given(st.sampled_from(URDU + OTHERS), st.sampled_from("\u200c\u200d\u200e\u200f\u00ad .-،"), st.integers(0, 40))
def test_nothing_that_is_not_drawn_makes_another_name(name: str, sign: str, place: int) -> None:
    assert naming.look_alike(name[:place] + sign + name[place:], [name]) == name


@pytest.mark.parametrize(
    ("name", "language", "script"),
    [
        pytest.param("Telec\u043em", "en", "CYRILLIC", id="one Cyrillic letter"),
        pytest.param("Ministry of \u0397ealth", "en", "GREEK", id="one Greek letter"),
        pytest.param("وزارت PTA", "ur", "LATIN", id="Latin in Urdu"),
        pytest.param("Ministry وزارت", "en", "ARABIC", id="Urdu in English"),
        pytest.param("Global Neighbourhood – No. 1 (GNMI)", "en", "", id="signs and digits belong to every script"),
    ],
)
def test_a_name_stands_in_one_script(name: str, language: str, script: str) -> None:
    assert naming.foreign_script(name, language) == script


def test_a_mixed_script_is_refused_by_its_field() -> None:
    with pytest.raises(InvalidArgument) as refused:
        entered("Telec\u043em")
    assert [each.field for each in refused.value.violations] == ["name"]


@pytest.mark.covers("SEC 14")
@pytest.mark.parametrize(
    ("entry", "kind", "field"),
    [
        pytest.param(a_new_body("Te1ecom Regulator", "other"), LooksAlike, "name", id="name"),
        pytest.param(a_new_body("Another", "telecornregulator"), LooksAlike, "slug", id="slug"),
        pytest.param(a_new_body("Another", "telecom-regulator"), SlugTaken, "", id="the same slug"),
        pytest.param(a_new_body("Another", "old-slug"), SlugTaken, "", id="a slug that it had"),
        pytest.param(a_new_body("O1d name", "another"), LooksAlike, "name", id="a name that it had"),
    ],
)
def test_no_body_enters_that_could_be_taken_for_another(entry: NewAddressee, kind: type[Exception], field: str) -> None:
    other = renamed(entered("Old name", "old-slug"), a_renaming(english="Telecom Regulator", slug="telecom-regulator"))
    with pytest.raises(kind) as refused:
        registering.register(entry, others=[other], actor="operator", moment=a_moment())
    assert getattr(refused.value, "field", "") == field


def test_a_renamed_body_keeps_its_names_and_its_slugs() -> None:
    body = renamed(entered(), a_renaming())
    assert body.slug == "digital-authority"
    assert body.former_slugs == ("telecom-regulator",)
    day = TODAY - timedelta(days=30)
    assert dict(body.name_on(day - timedelta(days=1)).name)["en"] == "Telecom Regulator"
    assert dict(body.name_on(day).name)["en"] == "Digital Authority"
    assert body.english_name == "Digital Authority"


def test_a_body_may_have_its_old_name_back() -> None:
    body = renamed(entered(), a_renaming())
    back = renamed(body, a_renaming(english="Telecom Regulator", slug="telecom-regulator", effective_date=TODAY))
    assert back.slug == "telecom-regulator"
    assert back.former_slugs == ("digital-authority",)
    assert [dict(each.name)["en"] for each in back.names] == [
        "Telecom Regulator",
        "Digital Authority",
        "Telecom Regulator",
    ]


@pytest.mark.parametrize(
    ("changed", "kind", "field"),
    [
        pytest.param({"effective_date": TODAY + timedelta(days=1)}, NotAsDated, "effective_date", id="tomorrow"),
        pytest.param({"effective_date": date(2026, 1, 1)}, NotAsDated, "effective_date", id="before the present name"),
        pytest.param({"source_url": ""}, Missing, "source_url", id="nowhere to read it"),
        pytest.param({"slug": "Bad Slug"}, InvalidArgument, "slug", id="no slug"),
        pytest.param({"english": "Digital Authority", "slug": ""}, InvalidArgument, "name", id="nothing new"),
    ],
)
def test_a_renaming_that_cannot_be_is_refused_by_field(
    changed: dict[str, Any], kind: type[InvalidArgument], field: str
) -> None:
    body = renamed(entered(), a_renaming())
    fields: dict[str, Any] = {"english": "A third name", "slug": "third", "effective_date": TODAY, **changed}
    with pytest.raises(kind) as refused:
        renamed(body, a_renaming(**fields))
    assert [each.field for each in refused.value.violations] == [field]


def test_a_remit_keeps_its_id_and_its_first_day() -> None:
    body = entered(remit=(("en", "Networks"),), remit_language="en")
    first = body.remits[0]
    choices = [
        RemitChoice(id=first.id, words=(("en", "Networks and platforms"),), language="en"),
        RemitChoice(id=uuid4(), words=(("en", "Cybercrime"),), language="en"),
    ]
    fact = registering.change_remits(
        body, choices, effective_date=TODAY, source_url="https://gazette.example/2", actor="x", moment=a_moment()
    )
    after = addressee.evolve(body, fact)
    assert [(each.id, each.from_date) for each in after.remits] == [(first.id, None), (choices[1].id, TODAY)]
    assert dict(after.remits[0].words)["en"] == "Networks and platforms"


def test_a_remit_of_another_body_is_not_taken_by_an_edit() -> None:
    other, body = entered("Other", "other", remit=(("en", "Cybercrime"),), remit_language="en"), entered()
    choice = RemitChoice(id=other.remits[0].id, words=(("en", "Cybercrime"),), language="en")
    with pytest.raises(InvalidArgument) as refused:
        registering.change_remits(
            body,
            [choice],
            everybody=[other, body],
            effective_date=TODAY,
            source_url="https://gazette.example/2",
            actor="x",
            moment=a_moment(),
        )
    assert [each.field for each in refused.value.violations] == ["remits"]


def undone(before: Addressee) -> Addressee:
    fact = registering.undo_renaming(before, a_text("It was mistyped"), actor="operator", moment=a_moment())
    return addressee.evolve(before, fact)


def test_a_name_that_was_undone_is_no_former_name_and_stays_to_be_seen() -> None:
    before = entered()
    wrong = renamed(before, a_renaming("Digitl Authority", slug="digitl-authority"))
    after = undone(wrong)
    assert after.names == before.names
    assert [dict(each.name.name)["en"] for each in after.undone_names] == ["Digitl Authority"]
    assert after.undone_names[0].undone_date == TODAY
    assert after.undone_names[0].undone_reason_id
    assert (after.slug, after.former_slugs) == (before.slug, ("digitl-authority",)), "its slug leads here for ever"
    assert after.name_on(TODAY - timedelta(days=1)) == before.names[0], "it never was called that"
    assert after.version == wrong.version + 1


def test_renamings_are_undone_one_by_one_each_with_its_slug() -> None:
    first = entered()
    second = renamed(first, a_renaming("Digital Authority", slug="digital-authority"))
    third = renamed(second, a_renaming("Digital Agency", slug="", effective_date=TODAY))
    fourth = renamed(third, a_renaming("Digital Board", slug="digital-board", effective_date=TODAY))
    for before, now in ((third, fourth), (second, undone(fourth)), (first, undone(undone(fourth)))):
        after = undone(now)
        assert (after.names, after.slug) == (before.names, before.slug)
    assert {*undone(undone(undone(fourth))).former_slugs} == {"digital-authority", "digital-board"}


def test_a_renaming_is_undone_with_a_reason_and_only_if_there_is_one() -> None:
    before = entered()
    with pytest.raises(NothingToUndo):
        undone(before)
    wrong = renamed(before, a_renaming())
    with pytest.raises(Missing) as refused:
        registering.undo_renaming(wrong, None, actor="operator", moment=a_moment())
    assert [each.field for each in refused.value.violations] == ["reason"]
    with pytest.raises(NothingToUndo):
        undone(undone(wrong))


def test_after_undoing_the_name_that_counts_again_is_the_bodys_alone_and_the_wrong_one_free_for_whose_it_is() -> None:
    other = entered("Ministry of Law", "law")
    after = undone(renamed(entered(), a_renaming("Digital Authority", slug="digital-authority")))
    with pytest.raises(LooksAlike):
        renamed(other, a_renaming("Te1ecom Regulator", slug=""), after)
    with pytest.raises(SlugTaken):
        renamed(other, a_renaming("Digital Authority", slug="digital-authority"), after)
    assert dict(renamed(other, a_renaming("Digital Authority", slug=""), after).names[-1].name) == {
        "en": "Digital Authority"
    }


def test_another_name_may_follow_one_that_was_undone() -> None:
    after = undone(renamed(entered(), a_renaming("Digitl Authority", slug="digitl-authority")))
    right = renamed(after, a_renaming())
    assert [dict(each.name)["en"] for each in right.names] == ["Telecom Regulator", "Digital Authority"]
    assert set(right.former_slugs) == {"telecom-regulator", "digitl-authority"}


def test_an_organisation_is_set_freely_and_corrected_with_a_reason() -> None:
    before, first, second = entered(), uuid4(), uuid4()
    common: dict[str, Any] = {"actor": "registrar", "moment": a_moment()}
    one = addressee.evolve(before, registering.set_organisation(before, first, None, **common))
    assert one.organisation_id == first
    with pytest.raises(InvalidArgument) as same:
        registering.set_organisation(one, first, a_text("Again"), **common)
    assert [each.field for each in same.value.violations] == ["organisation_id"]
    for other in (second, None):
        with pytest.raises(Missing) as refused:
            registering.set_organisation(one, other, None, **common)
        assert [each.field for each in refused.value.violations] == ["reason"]
        reason = a_text("Mistaken for another")
        after = addressee.evolve(one, registering.set_organisation(one, other, reason, **common))
        assert after.organisation_id == other
        assert [(each.former_id, each.organisation_id, each.reason_id) for each in after.organisation_changes] == [
            (None, first, None),
            (first, other, reason.id),
        ]
        assert {each.set_date for each in after.organisation_changes} == {TODAY}
