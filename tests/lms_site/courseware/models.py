"""What stands for `lms.djangoapps.courseware.models`: the real tables. Keys are texts here."""

from django.contrib.auth.models import User
from django.db import models


class StudentModule(models.Model):
    """All that one person keeps in one block, as one JSON text; a grade may be there before it."""

    module_type = models.CharField(max_length=32, default="problem", db_index=True)
    module_state_key = models.CharField(max_length=255, db_column="module_id", db_index=True)
    student = models.ForeignKey(User, db_index=True, on_delete=models.CASCADE)
    course_id = models.CharField(max_length=255, db_index=True)
    state = models.TextField(null=True, blank=True)  # noqa: DJ001 - as the platform has it
    grade = models.FloatField(null=True, blank=True, db_index=True)
    max_grade = models.FloatField(null=True, blank=True)
    done = models.CharField(max_length=8, default="na")
    created = models.DateTimeField(auto_now_add=True, db_index=True)
    modified = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        app_label = "courseware"
        unique_together = (("student", "module_state_key", "course_id"),)


class XModuleStudentPrefsField(models.Model):
    """One field that one person keeps for one kind of block, as JSON text."""

    field_name = models.CharField(max_length=64, db_index=True)
    value = models.TextField(default="null")
    created = models.DateTimeField(auto_now_add=True, db_index=True)
    modified = models.DateTimeField(auto_now=True, db_index=True)
    module_type = models.CharField(max_length=64, db_index=True)
    student = models.ForeignKey(User, db_index=True, on_delete=models.CASCADE)

    class Meta:
        app_label = "courseware"
        unique_together = (("student", "module_type", "field_name"),)
