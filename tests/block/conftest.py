"""Django and the workbench for every test here; what a test writes is rolled back."""

import pytest

import django_host

django_host.set_up()


@pytest.fixture(scope="session", autouse=True)
def scenarios():
    """Load the workbench's scenarios once, outside every test's transaction."""
    from workbench.scenarios import get_scenarios

    return get_scenarios()


@pytest.fixture(autouse=True)
def database():
    with django_host.rolled_back():
        yield
