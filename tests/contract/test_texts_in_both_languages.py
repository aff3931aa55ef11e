"""Words of people are a text in languages, with the one that counts and its translation's state; or it says why not."""

import re
from collections.abc import Iterator

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from dashboard import labels
from roundtable.common.v1 import options_pb2
from roundtable.common.v1.text_pb2 import LocalizedText
from tests.contract.test_policies import FILES, described

# Names of fields that hold no words of people, in whichever message: what a program reads, or looks up.
_NO_WORDS = re.compile(
    r"(.*_)?(id|ids|date|key|token|digest|sha256|url|slug|slugs|number|numbers|code|language|languages|time|zone|network|session)"
)
NO_WORDS = {
    "actor": "a uuid, or a word of the code",
    "audience": "the name of a service",
    "body": "one language of a text",
    "machine_assisted": "the languages of a text",
    "email": "an address",
    "return_path": "an address",
    "contact": "an address",
    "embargo_until": "an instant",
    "revision": "an instant",
    "seen_revision": "an instant",
    "field": "the path of a field",
    "form": "a word of the code",
    "kind": "a word of the code",
    "type": "a word of the code",
    "source_type": "a word of the code",
    "media_type": "a word of the code",
    "gender": "a word of the code",
    "group": "a word of the code where there is one; else as printed",
    "label": "a word of the code where there is one; else as printed",
    "part_of": "the label of another figure",
    "theme": "a word of the glossary",
    "themes": "words of the glossary",
    "former_themes": "words of the glossary",
    "former": "words of the glossary: themes until they were corrected",
    "topics": "words of the settings",
    "source_row": "the row of somebody's own sheet",
    "traceparent": "a trace",
    "secret": "random letters",
    "speaker_pseudonym": "six digits",
    "file_name": "made of number and kind",
    "file_refusal": "a refusal, which pages say in their language",
    "scan_refusal": "a refusal, which pages say in their language",
    "oldest_unanswered": "a public number",
    "last_answer": "what another mail server said",
}
# Words of people in one language only, as they were given, and why.
ONE_LANGUAGE = {
    "names of people, offices, organisations and places searched, which nobody translates (decision 75)": {
        "actor_name", "addressee_name", "approved_by", "attending_bodies", "believed_responsible",
        "consent_recorded_by", "foreseen_addressees",
        "name", "on_behalf_of", "organisation", "organisation_name", "place", "proposed_by_name", "public_name",
        "region", "role_title", "sector", "speaker", "speakers", "subject_name", "verifier_organisation_name",
    },
    "quoted: a translation would not be what stands there": {
        "as_printed", "excerpt", "reference", "source", "uploaded_name", "words",
    },
    "written for the desk, never public": {"conflict_reason", "consent_basis", "note", "return_reason", "review_note"},
    "a word of the glossary, or for the log of one desk": {"reason"},
    "sent, searched or pasted, and kept by nobody": {"subject", "text"},
}  # fmt: skip


def _strings(message: Descriptor) -> Iterator[FieldDescriptor]:
    for field in message.fields:
        if field.type == FieldDescriptor.TYPE_STRING:
            yield field
    for nested in message.nested_types:
        if not nested.GetOptions().map_entry:
            yield from _strings(nested)


STRINGS = [
    field for name in FILES for message in described(name).message_types_by_name.values() for field in _strings(message)
]


def test_words_of_people_are_texts_in_languages_or_say_why_not() -> None:
    excepted = set(NO_WORDS).union(*ONE_LANGUAGE.values())
    found = {each.full_name for each in STRINGS if not _NO_WORDS.fullmatch(each.name) and each.name not in excepted}
    assert found <= {"roundtable.common.v1.Text.authoritative_language"}, "make it a LocalizedText, or say why not"


def test_every_exception_is_of_a_field_that_there_is() -> None:
    there = {each.name for each in STRINGS}
    assert set(NO_WORDS).union(*ONE_LANGUAGE.values()) <= there


def test_a_note_in_one_language_is_in_no_public_field() -> None:
    internal = ONE_LANGUAGE["written for the desk, never public"]
    classes = {each.GetOptions().Extensions[options_pb2.data_class] for each in STRINGS if each.name in internal}
    assert classes
    assert options_pb2.DATA_CLASS_PUBLIC not in classes


def test_each_state_of_a_translation_has_words_in_both_languages() -> None:
    bodies = {"en": "Open it", "ur": "اسے کھولیں"}
    states = [
        LocalizedText(authoritative_language=original, bodies=bodies, machine_assisted=marked)
        for original, marked in (("en", []), ("en", ["ur"]), ("ur", []), ("ur", ["en"]))
    ]
    states.append(LocalizedText(authoritative_language="ur", bodies={"ur": bodies["ur"]}))
    for language in labels.LANGUAGES:
        assert len({labels.translation(each, language) for each in states}) == len(states)
