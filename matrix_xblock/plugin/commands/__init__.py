"""What `manage.py matrix_review` can do: a module for each of its commands."""
