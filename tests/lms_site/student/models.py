"""What stands for `common.djangoapps.student.models`. Course keys are texts here."""

from django.contrib.auth.models import User
from django.db import models


class CourseOverview(models.Model):
    id = models.CharField(primary_key=True, max_length=255)
    end = models.DateTimeField(null=True)
    display_name = models.TextField(default="")

    class Meta:
        app_label = "student"


class CourseEnrollment(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    course = models.ForeignKey(CourseOverview, db_constraint=False, on_delete=models.DO_NOTHING)
    is_active = models.BooleanField(default=True)
    mode = models.CharField(default="audit", max_length=100)

    class Meta:
        app_label = "student"
        unique_together = (("user", "course"),)
        ordering = ("user", "course")


class AnonymousUserId(models.Model):
    user = models.ForeignKey(User, db_index=True, on_delete=models.CASCADE)
    anonymous_user_id = models.CharField(unique=True, max_length=32)
    course_id = models.CharField(db_index=True, max_length=255, blank=True)

    class Meta:
        app_label = "student"


class UserProfile(models.Model):
    user = models.OneToOneField(User, related_name="profile", on_delete=models.CASCADE)
    name = models.CharField(blank=True, max_length=255, db_index=True)

    class Meta:
        app_label = "student"


class CourseAccessRole(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    org = models.CharField(max_length=64, db_index=True, blank=True)
    course_id = models.CharField(max_length=255, db_index=True, blank=True)
    role = models.CharField(max_length=64, db_index=True)

    class Meta:
        app_label = "student"
        unique_together = ("user", "org", "course_id", "role")


def anonymous_id_for_user(user, course_id):
    """Give the id of somebody in a course; the platform makes it where there is none."""
    values = {"anonymous_user_id": f"made-{user.pk}"}
    made, _ = AnonymousUserId.objects.get_or_create(user=user, course_id=course_id, defaults=values)
    return made.anonymous_user_id
