"""One object owns all saves: what it promises, in a blank page without screens of ours."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from browser.save_queue import Queue

MINUTE = 60_000


@pytest.fixture(scope="module")
def blank(browser):
    context = browser.new_context()
    yield Queue.on(context)
    context.close()


@pytest.fixture
def queue(blank):
    return blank.begin()


def test_a_save_is_json_with_the_token_of_the_moment(queue):
    queue.put("one", "words")

    [request] = queue.requests
    assert request["method"] == "POST"
    assert request["address"] == "/save/one"
    assert request["headers"] == {"Content-Type": "application/json", "X-CSRFToken": "token-1"}
    # What a browser does where nothing is said.
    assert request.get("credentials", "same-origin") == "same-origin"


def test_each_further_try_has_the_token_of_its_own_moment(queue):
    queue.put("one", "words").lose().wait(2000)

    assert queue.requests[1]["headers"]["X-CSRFToken"] == "token-2"


def test_the_second_form_waits_until_the_first_is_answered(queue):
    queue.put("one", "a").put("two", "b")
    before = queue.sent

    queue.answer()

    assert before == ["a"]
    assert queue.sent == ["a", "b"]


def test_the_newest_of_the_words_that_wait_is_sent(queue):
    queue.put("one", "a").put("one", "ab").put("one", "abc").answer()

    assert queue.sent == ["a", "abc"]


def test_words_are_sent_after_their_pause(queue):
    queue.put("one", "a", pause=1500).wait(1400)
    before = queue.sent

    queue.wait(100)

    assert before == []
    assert queue.sent == ["a"]


def test_typing_on_puts_the_pause_off(queue):
    for length in range(1, 5):
        queue.put("one", "a" * length, pause=1500).wait(1000)

    assert queue.sent == []


def test_somebody_who_never_pauses_is_saved_every_ten_seconds(queue):
    for length in range(1, 12):
        queue.put("one", "a" * length, pause=1500).wait(1000)

    assert queue.sent == ["a" * 10]


def test_leaving_a_field_sends_without_the_pause(queue):
    queue.put("one", "a", pause=1500).do("hurry('one')")

    assert queue.sent == ["a"]


def test_leaving_a_field_does_not_hurry_a_further_try(queue):
    queue.put("one", "a").lose().do("hurry('one')")

    assert queue.sent == ["a"]


def test_words_that_are_on_their_way_are_not_sent_twice(queue):
    queue.put("one", "a").put("one", "a").answer()

    assert queue.sent == ["a"]
    assert queue.unsaved == []


def test_nothing_is_saved_before_the_server_says_so(queue):
    queue.put("one", "a", pause=1500)
    typed = queue.state("one")
    queue.wait(1500)
    sent = queue.state("one")

    queue.answer()

    assert (typed, sent) == ("saving", "saving")
    assert queue.events == [["one", "saving"], ["one", "saved"]]


def test_an_answer_to_older_words_is_told_but_not_as_saved(queue):
    queue.put("one", "a").put("one", "ab").answer(text="first")

    assert queue.events[-1] == ["one", "saving"]
    assert queue.page.evaluate("states.map(([, , text]) => text)")[-1] == "first"
    assert queue.unsaved == ["one"]


LOST = pytest.mark.parametrize(
    "fail",
    [
        lambda queue: queue.lose(),
        lambda queue: queue.lose_answer(),
        lambda queue: queue.answer(503, "busy"),
        lambda queue: queue.answer(503, "unavailable"),
        lambda queue: queue.answer(500, ""),
        lambda queue: queue.answer(502, ""),
        lambda queue: queue.answer(429, ""),
        lambda queue: queue.wait(20_000),
    ],
    ids=["network", "answer", "busy", "unavailable", "500", "502", "429", "timeout"],
)


@LOST
def test_what_got_no_answer_is_tried_again_with_the_same_number(queue, fail):
    fail(queue.put("one", "a"))
    state = queue.state("one")

    queue.wait(2000)

    assert state == "unsaved"
    assert queue.sent == ["a", "a"]
    assert queue.sequences == [1, 1]


@LOST
def test_newer_words_after_a_failure_have_a_newer_number(queue, fail):
    fail(queue.put("one", "a"))

    queue.put("one", "ab").wait(2000)

    assert queue.sent == ["a", "ab"]
    assert queue.sequences == [1, 2]


def test_a_request_without_an_answer_is_given_up_after_twenty_seconds(queue):
    queue.put("one", "a").wait(19_900)
    before = queue.aborted

    queue.wait(100)

    assert (before, queue.aborted) == ([False], [True])


def test_the_pauses_between_tries_grow_to_half_a_minute(queue):
    queue.put("one", "a").lose()
    tries = []
    for seconds in (2, 5, 10, 30, 30):
        queue.wait(seconds * 1000 - 1)
        tries.append(len(queue.sent))
        queue.wait(1).lose()

    assert tries == [1, 2, 3, 4, 5]
    assert len(queue.sent) == 6


def test_a_form_that_fails_does_not_hold_up_another(queue):
    queue.put("one", "a").put("two", "b").answer(500, "").answer()

    assert queue.state("one") == "unsaved"
    assert queue.stored == {"two": "b"}


def test_typing_on_does_not_hammer_a_server_that_fails(queue):
    queue.put("one", "a").lose()

    for length in range(2, 6):
        queue.put("one", "a" * length)

    assert queue.sent == ["a"]


@pytest.mark.parametrize(("status", "state"), [(409, "conflict"), (422, "refused")])
def test_a_refusal_stops_its_form_and_no_other(queue, status, state):
    queue.put("one", "a").put("two", "b").answer(status).answer().wait(MINUTE)

    assert queue.state("one") == state
    assert queue.sent == ["a", "b"]
    assert queue.unsaved == ["one"]


@pytest.mark.parametrize("code", ["locked", "not_allowed", "unreadable", "stale"])
def test_a_refusal_of_the_server_is_no_choice_between_versions(queue, code):
    queue.put("one", "a").answer(409, code)

    assert queue.state("one") == "refused"


def test_words_typed_on_behind_a_conflict_wait_for_the_choice(queue):
    queue.put("one", "a").put("one", "ab").answer(409).wait(MINUTE)

    assert queue.sent == ["a"]
    assert queue.state("one") == "conflict"


def test_the_choice_sends_the_words_again(queue):
    queue.put("one", "a").answer(409)

    queue.put("one", "a")

    assert queue.sequences == [1, 2]


def test_words_put_right_behind_a_refusal_are_sent(queue):
    queue.put("one", "too long").put("one", "short").answer(422)

    assert queue.sent == ["too long", "short"]


SIGNED_OUT = pytest.mark.parametrize("status", [200, 401, 403])


@SIGNED_OUT
def test_a_sign_in_page_stops_everything_and_says_so(queue, status):
    queue.put("one", "a").put("two", "b").answer(status, "", "<form>Sign in</form>").wait(MINUTE)

    assert queue.sent == ["a"]
    assert [queue.state("one"), queue.state("two")] == ["signed-out", "signed-out"]


def test_a_redirection_to_a_sign_in_page_stops_everything(queue):
    queue.put("one", "a")._end("calls.find((call) => call.isOpen).redirect()")

    assert queue.state("one") == "signed-out"


def test_words_written_while_signed_out_are_not_sent(queue):
    queue.put("one", "a").answer(403, "").put("two", "b").wait(MINUTE)

    assert queue.sent == ["a"]
    assert queue.state("two") == "signed-out"


def test_once_signed_in_everything_is_sent_when_asked(queue):
    queue.put("one", "a").put("two", "b").answer(403, "").do("retry()").answer().answer()

    assert queue.stored == {"one": "a", "two": "b"}


def test_trying_again_sends_at_once_what_waited_for_its_turn(queue):
    queue.put("one", "a").lose().do("retry()")

    assert queue.sent == ["a", "a"]


def test_trying_again_leaves_a_request_alone_that_is_on_its_way(queue):
    queue.put("one", "a").do("retry()")

    assert queue.open_count == 1


def test_a_form_that_is_let_go_is_not_sent(queue):
    queue.put("one", "a", pause=1500).do("drop('one')").wait(MINUTE)

    assert queue.sent == []
    assert queue.unsaved == []


def test_a_form_let_go_on_its_way_is_given_up_and_the_next_one_goes(queue):
    queue.put("one", "a").put("two", "b").do("drop('one')").wait(0)

    assert queue.aborted == [True, False]
    assert queue.unsaved == ["two"]


def test_a_queue_with_nothing_to_save_is_idle_at_once(queue):
    queue.ask_when_idle()

    assert queue.idle == []


def test_the_queue_is_idle_once_the_last_form_is_answered(queue):
    queue.put("one", "a").put("two", "b", pause=1500).ask_when_idle().answer()
    before = queue.idle

    queue.answer()

    assert before is None
    assert queue.idle == []


def test_words_typed_while_somebody_waits_are_waited_for_as_well(queue):
    queue.put("one", "a").ask_when_idle().put("two", "b", pause=1500).answer()
    before = queue.idle

    queue.answer()

    assert before is None
    assert queue.stored == {"one": "a", "two": "b"}
    assert queue.idle == []


@pytest.mark.parametrize("status", [409, 422, 403])
def test_the_queue_is_idle_with_what_was_refused(queue, status):
    queue.put("one", "a").ask_when_idle().answer(status, "ok" if status != 403 else "")

    assert queue.idle == ["one"]


def test_a_network_that_is_gone_is_tried_once_for_somebody_who_waits(queue):
    queue.put("one", "a").ask_when_idle().lose()

    assert queue.idle == ["one"]


def test_somebody_who_waits_has_what_failed_before_tried_again(queue):
    queue.put("one", "a").lose().ask_when_idle().answer()

    assert queue.idle == []


def test_a_busy_server_is_waited_for(queue):
    queue.put("one", "a").ask_when_idle().answer(503, "busy")
    before = queue.idle

    queue.wait(500).answer()

    assert before is None
    assert queue.idle == []


def test_a_server_that_stays_busy_is_not_waited_for_forever(queue):
    queue.put("one", "a").ask_when_idle()
    for pause in (500, 1000, 2000, 2000):
        queue.answer(503, "busy").wait(pause)

    assert queue.idle == ["one"]


def test_all_who_wait_are_told(queue):
    queue.put("one", "a")
    queue.page.evaluate("window.heard = 0")
    for _ in range(2):
        queue.page.evaluate("void saves.whenIdle().then(() => { heard += 1; })")

    queue.answer()

    assert queue.page.evaluate("heard") == 2


def test_what_is_held_is_sent_when_released(queue):
    queue.do("hold()").put("one", "a").wait(MINUTE)
    before = queue.sent

    queue.do("release()")

    assert (before, queue.sent) == ([], ["a"])


def test_a_page_that_is_closed_sends_what_waits_and_says_that_it_outlives_the_page(queue):
    queue.put("one", "a").put("one", "ab", pause=1500).put("two", "b", pause=1500).do("close()")

    assert queue.sent == ["a", "ab", "b"]
    assert all(request["keepalive"] for request in queue.requests)


def test_a_page_that_comes_back_after_closing_sends_the_same_number_again(queue):
    queue.put("one", "a", pause=1500).do("close()").wait(1500)

    assert queue.sequences == [1, 1]


def test_a_body_that_browsers_do_not_take_at_closing_is_sent_as_usual(queue):
    queue.put("one", "a" * 30_000)

    assert queue.requests[0]["keepalive"] is False


def test_a_clock_that_is_set_back_does_not_put_saves_off(queue):
    queue.put("one", "a", pause=1500)

    queue.page.evaluate("Date.now = () => -1e12")
    queue.wait(1500)

    assert queue.sent == ["a"]


KEYS = st.sampled_from(["one", "two", "three"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), KEYS, st.sampled_from([0, 1500])),
        st.tuples(
            st.just("end"),
            st.sampled_from(
                [
                    (200, "ok"),
                    (503, "busy"),
                    (500, ""),
                    (422, "invalid"),
                    (409, "ok"),
                    "lose",
                    "lose_answer",
                ]
            ),
        ),
        st.tuples(st.just("wait"), st.sampled_from([100, 1500, 5000, 25_000])),
        st.tuples(st.just("do"), st.sampled_from(["retry()", "hurry('one')", "whenIdle()"])),
    ),
    max_size=25,
)


def live(queue, steps):
    """Do these steps, and give the newest words of each form and the most that was on its way."""
    newest, most = {}, 0
    for number, (name, what, *more) in enumerate(steps):
        if name == "put":
            newest[what] = f"{what}-{number}"
            queue.put(what, newest[what], *more)
        elif name == "wait":
            queue.wait(what)
        elif name == "do":
            queue.do(what)
        elif queue.open_count:
            queue.answer(*what) if isinstance(what, tuple) else getattr(queue, what)()
        most = max(most, queue.open_count)
    return newest, most


@given(STEPS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_happens_one_is_on_its_way_and_the_newest_words_arrive(blank, steps):
    queue = blank.begin()

    newest, most = live(queue, steps)
    for key, words in newest.items():
        queue.put(key, words)
    queue.ask_when_idle()
    for _ in range(40):
        if queue.open_count:
            queue.answer()
    assert most <= 1
    assert queue.stored == newest
    assert queue.idle == []
