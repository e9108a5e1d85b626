"""Commands for `manage.py`: the names of modules are those of the commands."""
