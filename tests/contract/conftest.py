"""Django, and what a test writes is rolled back."""

import pytest

import django_host

django_host.set_up()


@pytest.fixture(autouse=True)
def database():
    with django_host.rolled_back():
        yield
