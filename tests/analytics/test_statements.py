"""Statements that the platform's event routing makes of our events."""

from matrix_xblock.plugin.analytics import vocabulary

NEVER = ("evaluated", "earned", "passed", "failed", "asked", "progressed")


def test_each_event_has_a_verb_of_its_own_and_none_that_charts_of_the_platform_count():
    verbs = [verb for verb, _ in vocabulary.VERBS.values()]

    assert len(set(verbs)) == len(verbs)
    assert not set(verbs) & set(NEVER)
