"""What stands for `openedx.core.djangoapps.user_api.models`."""

from django.contrib.auth.models import User
from django.db import models


class UserPreference(models.Model):
    user = models.ForeignKey(User, related_name="preferences", on_delete=models.CASCADE)
    key = models.CharField(max_length=255)
    value = models.TextField()

    class Meta:
        app_label = "user_api"
        unique_together = ("user", "key")
