"""What these tests run on is what production runs on."""

import os
from threading import Thread

import pytest
from django.db import DataError, connection, transaction
from submissions.models import StudentItem


def test_the_tests_run_on_the_database_that_was_named():
    named = os.environ["MATRIX_TEST_DATABASE"].partition("://")[0]

    assert connection.vendor == named


def test_another_thread_has_another_connection_and_sees_what_was_committed():
    StudentItem.objects.create(student_id="a", course_id="c", item_id="i")
    seen = []

    def look():
        seen.append((StudentItem.objects.count(), id(connection.connection)))
        connection.close()

    thread = Thread(target=look)
    thread.start()
    thread.join()

    [(number, other)] = seen
    assert number == 1
    assert other != id(connection.connection)


def test_what_is_too_long_is_refused_and_not_cut_off():
    with pytest.raises(DataError), transaction.atomic():
        StudentItem.objects.create(student_id="a", course_id="c", item_id="i" * 256)
