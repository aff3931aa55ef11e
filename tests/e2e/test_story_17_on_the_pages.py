"""Story 17, where a person would look: whatever came again and out of order, pages and mailboxes are as they were.

Every record of every topic of the whole product is sent again, four times, in any order, while somebody answers. That
rows are the same byte for byte is shown by `tests/integration/test_story_17_late_duplicate_reordered.py`.
"""

import random
from collections import Counter
from typing import Any

from confluent_kafka import OFFSET_BEGINNING, Consumer, ConsumerGroupTopicPartitions, Message, Producer, TopicPartition
from playwright.sync_api import Browser, expect

from deploy.local.kafka import service_rights
from deploy.local.names import SERVICES, topic
from deploy.local.stack import Stack
from tests.e2e.conftest import World
from tests.e2e.scene import Scene
from tests.e2e.waiting import until

TIMES = 4
FEWEST = 1000
"""Records that come again, at least."""


def test_pages_and_mailboxes_are_as_they_were_after_everything_came_again_and_out_of_order(
    world: World, browser: Browser
) -> None:
    scene = Scene(world, "story-17", "Office for Notices (example)")
    liaison = scene.liaison()
    answered, silent = scene.asked("a", "Publish the notices"), scene.asked("b", "Keep the notices")
    numbers = [each.tracked_number for each in (answered, silent)]
    for number in numbers:
        until(lambda number=number: _is_asked(world, scene, number), "the request, and its clock")  # type: ignore[misc]
    scene.accept(liaison, answered.tracked_number)
    shown = {number: _seen(world, browser, number) for number in numbers}
    assert shown[answered.tracked_number] != shown[silent.tracked_number]
    until(lambda: any("Receipt: " in each["subject"] for each in world.mails(scene.email)), "the receipt")
    mails = _mails(world, scene)  # the receipt of the late answer waits for an hour

    records = _records(world.stack)
    again = len(records) * TIMES
    assert again >= FEWEST, "too little happened before"
    _send_again(world.stack, records)
    scene.accept(liaison, silent.tracked_number)  # late, in the midst of it
    until(lambda: _all_read(world.stack), "everything read again", seconds=120)

    assert _seen(world, browser, answered.tracked_number) == shown[answered.tracked_number]
    until(lambda: scene.page(silent.tracked_number).lines[0].says.HasField("position_entry"), "the late answer")
    for language, now in _seen(world, browser, silent.tracked_number).items():
        before = shown[silent.tracked_number][language]
        assert now["timeline"][1:] == before["timeline"], "the one answer stands there once, and all else as before"
        assert now["stands"] != before["stands"]
    _what_changed_tells_each_thing_once(world, browser, numbers)
    assert _mails(world, scene) == mails, "no second mail"
    twice = [each for each, count in Counter((m["to"], m["message_id"]) for m in world.mails()).items() if count > 1]
    assert not twice


def _is_asked(world: World, scene: Scene, number: str) -> bool:
    """Tell whether the request has arrived, and the line's clock runs."""
    arrived = any(number in mail["text"] for mail in world.mails(scene.email))
    return arrived and bool(scene.page(number).lines[0].response.due_date)


def _seen(world: World, browser: Browser, number: str) -> dict[str, dict[str, Any]]:
    """Return what a reader sees of a recommendation, by language: how it stands, both voices, and what happened."""
    seen = {}
    visitor = browser.new_context(java_script_enabled=False)
    page = visitor.new_page()
    for language in ("en", "ur"):
        page.goto(f"{world.stack.public_url}/r/{number}?lang={language}")
        main = page.locator("main")
        expect(main.locator("h1")).to_contain_text(number)
        seen[language] = {
            "stands": main.locator(".headline").all_inner_texts(),
            "voices": main.locator(".panel").all_inner_texts(),
            "timeline": main.locator(".timeline > li").all_inner_texts(),
        }
    visitor.close()
    return seen


def _what_changed_tells_each_thing_once(world: World, browser: Browser, numbers: list[str]) -> None:
    """On the overview: of each recommendation that it was published, asked and answered."""
    page = browser.new_page()
    page.goto(f"{world.stack.public_url}/?show=example")
    told = Counter(page.locator("ol.changes li").all_inner_texts())
    for number in numbers:
        of_it = {each: count for each, count in told.items() if number in each}
        assert len([each for each in of_it if "says it will do it" in each]) == 1, told
        assert set(of_it.values()) == {1}, told
    page.close()


def _mails(world: World, scene: Scene) -> list[str]:
    """Return which mails the body's liaison got."""
    return [mail["message_id"] for mail in world.mails(scene.email)]


def _records(stack: Stack) -> list[Message]:
    """Return every record of every service's topic."""
    consumer = Consumer(
        stack.kafka.client_configuration("operator") | {"group.id": "story-17", "enable.auto.commit": False}
    )
    found: list[Message] = []
    try:
        ends = {
            (place.topic, place.partition): consumer.get_watermark_offsets(place, timeout=20)
            for place in _partitions(consumer)
        }
        wanted = {place: end for place, (first, end) in ends.items() if first < end}
        consumer.assign([TopicPartition(*place, OFFSET_BEGINNING) for place in wanted])
        while wanted:
            for message in consumer.consume(500, timeout=1):
                assert not message.error(), message.error()
                found.append(message)
                place = (str(message.topic()), int(message.partition() or 0))
                if place in wanted and int(message.offset() or 0) + 1 >= wanted[place]:
                    del wanted[place]
    finally:
        consumer.close()
    return found


def _partitions(consumer: Consumer) -> list[TopicPartition]:
    topics = consumer.list_topics(timeout=20).topics
    return [
        TopicPartition(name, each)
        for name in map(topic, SERVICES)
        if name in topics
        for each in topics[name].partitions
    ]


def _send_again(stack: Stack, records: list[Message]) -> None:
    """Send every record four times more, in any order, each as its own service does."""
    chance = random.Random(17)
    for service in SERVICES:
        mine = [each for each in records if each.topic() == topic(service)] * TIMES
        chance.shuffle(mine)
        producer = Producer(stack.kafka.client_configuration(service))
        for each in mine:
            producer.produce(topic(service), key=each.key(), value=each.value(), headers=each.headers())
            producer.poll(0)
        assert producer.flush(30) == 0


def _all_read(stack: Stack) -> bool:
    """Tell whether every service has seen to all that stands on the topics it follows."""
    admin = stack.kafka.admin()
    consumer = Consumer(stack.kafka.client_configuration("operator") | {"group.id": "story-17"})
    try:
        for service in SERVICES:
            rights = service_rights(service)
            places = [each for each in _partitions(consumer) if each.topic in rights.reads]
            asked = ConsumerGroupTopicPartitions(rights.group, places)
            (answer,) = admin.list_consumer_group_offsets([asked]).values()
            for place in answer.result().topic_partitions:
                _, end = consumer.get_watermark_offsets(place, timeout=20)
                if end and place.offset < end:
                    return False
    finally:
        consumer.close()
    return True
