"""The Django app of LMS and Studio: settings, checks, retirement, commands. It has no models.

The block works without it, and on platforms that know no plugins.
"""
