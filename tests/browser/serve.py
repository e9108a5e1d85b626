"""Serve the demo for the browser tests, with four addresses of their own.

One adds a block, one a course of many people, one returns a review as course staff would, and one
stores a release. With the word `fill` the demo's folder is filled and nothing is served.
"""

import json
import logging
import os
import sys
from datetime import datetime
from pathlib import Path

from matrix_xblock.demo.__main__ import prepare

sys.path.insert(0, str(Path(__file__).parents[1]))

import tracking


def read(request):
    return json.loads(request.body)


def add_block(request):
    from django.http import JsonResponse
    from workbench.scenarios import add_xml_scenario, get_scenarios

    sent = read(request)
    add_xml_scenario(sent["name"], sent["name"], sent["olx"])
    return JsonResponse({"usage": get_scenarios()[sent["name"]].usage_id})


def hand_back(request):
    from django.http import HttpResponse
    from workbench.runtime import WorkbenchRuntime

    from fakes import answer
    from matrix_xblock.host.staff_host import BlockStaff

    sent = read(request)
    block = WorkbenchRuntime("staff-of-tests").get_block(sent["usage"])
    block.runtime._patch_xblock(block)
    form = {name: sent[name] for name in ("reason", "comments")}
    host = BlockStaff(block)
    answer(host, sent["person"], "returned", round_id=sent["round"], **form)
    block.save()
    return HttpResponse(status=204)


COURSES = {}
"""The people of courses that were added, by course: they are in no other."""


def add_course(request):
    """Add a course whose three rounds have closed, with figures of two of them released."""
    from django.db import transaction
    from django.http import JsonResponse
    from workbench.runtime import WorkbenchRuntime
    from workbench.scenarios import add_xml_scenario, get_scenarios

    import large_course
    from matrix_xblock.host import services
    from matrix_xblock.host.staff_host import BlockStaff

    name = f"course-{len(COURSES)}"
    add_xml_scenario(name, name, large_course.olx())
    block = WorkbenchRuntime("staff-sam").get_block(get_scenarios()[name].usage_id)
    block.runtime._patch_xblock(block)
    with transaction.atomic():
        ids = large_course.enrol(name, read(request)["people"])
        COURSES[services.course_key(block)] = ids
        large_course.fill(BlockStaff(block), ids)
    return JsonResponse({"name": name, "usage": get_scenarios()[name].usage_id})


def know_other_courses():
    """Have the people of the courses that were added known in these alone."""
    from django.contrib.auth.models import User

    from matrix_xblock.demo.course import DemoPeople
    from matrix_xblock.host import services

    course_of_the_workbench = services.course_key

    def course_key(block):
        """Give what was added a course of its own: the workbench has one for all its blocks."""
        usage = str(block.scope_ids.usage_id)
        return usage if usage.startswith("course-") else course_of_the_workbench(block)

    services.course_key = course_key

    people_of_the_demo = DemoPeople.people

    def people(self, course):
        others = COURSES.get(course)
        everybody = people_of_the_demo(self, course)
        if others is not None:
            return everybody.filter(username__in=others)
        added = User.objects.filter(username__startswith="course-").values("username")
        return everybody.exclude(username__in=added)

    DemoPeople.people = people


def store_release(request):
    """Store the rows of a release in a block, as it was made elsewhere."""
    from django.http import HttpResponse
    from workbench.runtime import WorkbenchRuntime

    from matrix_xblock.domain.values.ledger_rows import RELEASES, Entry, Kind
    from matrix_xblock.host.staff_host import BlockStaff

    sent = read(request)
    block = WorkbenchRuntime("staff-of-tests").get_block(sent["usage"])
    block.runtime._patch_xblock(block)
    rows = [
        Entry(Kind.RELEASE, RELEASES, row, datetime.fromisoformat(row["at"]))
        for row in sent["rows"]
    ]
    BlockStaff(block).ledger.append(rows)
    return HttpResponse(status=204)


def notify_for_some():
    """Let a platform take notifications for whoever's id says so: the workbench has none."""
    from fakes import FakeNotifications
    from matrix_xblock.host import block_host

    def notifications_for(block, *, may_record):
        on = may_record and str(block.scope_ids.user_id).startswith("staff-notified")
        return FakeNotifications(is_on=on)

    block_host.notifications_for = notifications_for


def log_as_the_platform_does():
    """Write down each request with the words in its address and its form, for a look at the end."""
    from django.conf import settings

    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tracking.TrackingMiddleware"]
    handler = logging.FileHandler(Path(os.environ["MATRIX_DEMO_DATA"], tracking.FILE))
    tracking.LOGGER.addHandler(handler)
    tracking.LOGGER.setLevel(logging.INFO)


def wall_for_some():
    """Let whoever's id says so meet a site where cohorts are a wall: it has one rule for all."""
    from matrix_xblock.domain.staff.my_people import PeopleRule
    from matrix_xblock.host import staff_host

    read_as_set = staff_host.read_people_rule

    def read_people_rule(block):
        is_walled = str(block.scope_ids.user_id).startswith("staff-walled")
        return PeopleRule.WALL if is_walled else read_as_set(block)

    staff_host.read_people_rule = read_people_rule


def main():
    prepare()
    if "fill" in sys.argv:
        return
    log_as_the_platform_does()
    from django.core.management import call_command
    from django.urls import path
    from django.views.decorators.csrf import csrf_exempt

    from matrix_xblock.demo import urls

    notify_for_some()
    wall_for_some()
    know_other_courses()
    urls.urlpatterns.insert(0, path("tests/courses/", csrf_exempt(add_course)))
    urls.urlpatterns.insert(0, path("tests/blocks/", csrf_exempt(add_block)))
    urls.urlpatterns.insert(0, path("tests/returns/", csrf_exempt(hand_back)))
    urls.urlpatterns.insert(0, path("tests/releases/", csrf_exempt(store_release)))
    call_command("runserver", f"127.0.0.1:{os.environ['PORT']}", use_reloader=False)


if __name__ == "__main__":
    main()
