"""What is worked out once a request: who is looking. Asked again, the answer is the next person's.

The user service of a host is asked once for who is looking; `may_author` asks for itself.
"""

import pytest

import every_screen
import hosts
from matrix_xblock.host import services


class CountingUsers(hosts.Users):
    """A user service that counts how often it is asked."""

    asked = 0

    def get_current_user(self):
        self.asked += 1
        return super().get_current_user()


def counted(host):
    """Give a host's user service, which counts from now on."""
    users = CountingUsers(host.name, host._named)
    host.services = {**host.services, "user": users}
    return users


@pytest.mark.parametrize("kind", [hosts.lms, hosts.staff, hosts.an_author, hosts.studio_preview])
@pytest.mark.parametrize("view", ["student_view", "public_view", "author_view", "studio_view"])
def test_a_view_asks_once_who_is_looking(kind, view):
    host = kind()
    users = counted(host)

    host.page(view)

    assert users.asked == 1


def test_every_handler_of_participants_and_staff_asks_once_who_is_looking():
    ada = hosts.lms()
    people = {"ada": ada, "sam": hosts.staff(usage=ada.usage, user_id=99)}
    users = {name: counted(host) for name, host in people.items()}

    for who, handler, form in every_screen.REQUESTS:
        if isinstance(form.get("file"), bytes):
            continue  # the same way in, with a file beside the form
        users[who].asked = 0
        is_link = handler.startswith(("print_", "download_"))
        (people[who].get if is_link else people[who].post)(handler, **form)
        assert users[who].asked == 1, (handler, form)


def test_a_handler_of_authors_asks_who_is_looking_beside_whether_they_may_write():
    author = hosts.an_author()
    users = counted(author)

    author.post("show_setup")

    assert users.asked == len(("may they write", "who is looking"))


def test_the_next_person_at_the_same_block_is_another():
    host = hosts.lms()
    block = host.block()
    first = services.viewer(block)

    block.runtime._services["user"] = hosts.Users(
        "Sam Taylor", {**host._named, "edx-platform.anonymous_user_id": "anon-9"}
    )

    assert first.id == "anon-7"
    assert services.viewer(block).id == "anon-9"
