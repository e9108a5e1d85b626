"""What stands for `openedx.core.djangoapps.course_groups.models`."""

from django.contrib.auth.models import User
from django.db import models


class CourseUserGroup(models.Model):
    name = models.CharField(max_length=255)
    course_id = models.CharField(max_length=255, db_index=True)
    group_type = models.CharField(max_length=20, default="cohort")
    users = models.ManyToManyField(User, related_name="course_groups")

    class Meta:
        app_label = "course_groups"
        unique_together = (("name", "course_id"),)


class CohortMembership(models.Model):
    course_user_group = models.ForeignKey(CourseUserGroup, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    course_id = models.CharField(max_length=255)

    class Meta:
        app_label = "course_groups"
        unique_together = (("user", "course_id"),)
