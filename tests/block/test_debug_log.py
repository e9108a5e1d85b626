"""What a log holds where everything is logged: no word of a participant."""

import logging

import hosts


def test_not_even_a_debug_log_holds_what_people_wrote(caplog):
    host = hosts.lms()
    caplog.set_level(logging.DEBUG)
    host.post("start_review", round="baseline")
    host.post("save_area", round="baseline", area="subject", revision="0", reflection="Sotto voce")

    page = host.page()

    assert "Sotto voce" in page
    assert "Sotto voce" not in caplog.text
