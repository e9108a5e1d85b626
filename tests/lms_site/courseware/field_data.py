"""Fields of a person as the platform reads and writes them, made from the description of it.

Rows are read once, when the block is loaded. A write of state is laid over the JSON that the row
has by then, field by field; a preference is one row that is updated where it was seen, and else
inserted, whatever has happened since.
"""

import json

from django.db import DatabaseError, IntegrityError, transaction
from xblock.exceptions import KeyValueMultiSaveError
from xblock.fields import Scope
from xblock.runtime import KeyValueStore

from lms_site.courseware.models import StudentModule, XModuleStudentPrefsField


class Tables:
    """What a site keeps of one person. Every request loads it anew."""

    def __init__(self, user_id, usage):
        self.user_id = user_id
        self.usage = usage
        self.writes = self.loads = 0

    def opened(self):
        return LoadedState(self.user_id, self.usage)

    @property
    def stored(self):
        """Everything of the person in this block and of this kind, by scope and field."""
        loaded = self.opened()
        usage, kind = str(self.usage), self.usage.block_type
        state = {("user_state", self.user_id, usage, n): v for n, v in loaded.state.items()}
        rows = loaded.preferences.items()
        preferences = {("preferences", self.user_id, kind, n): json.loads(r.value) for n, r in rows}
        return {**state, **preferences}


class LoadedState(KeyValueStore):
    """The rows of one person as they were when the block was loaded."""

    def __init__(self, user_id, usage):
        self._about = {
            "student_id": user_id,
            "course_id": str(usage.context_key),
            "module_state_key": str(usage),
        }
        self._type = usage.block_type
        row = StudentModule.objects.filter(**self._about).first()
        self.state = json.loads(row.state or "{}") if row else {}
        rows = XModuleStudentPrefsField.objects.filter(student_id=user_id, module_type=self._type)
        self.preferences = {each.field_name: each for each in rows}

    def get(self, key):
        if key.scope is Scope.user_state:
            return self.state[key.field_name]
        return json.loads(self.preferences[key.field_name].value)

    def has(self, key):
        place = self.state if key.scope is Scope.user_state else self.preferences
        return key.field_name in place

    def default(self, key):
        raise KeyError(key.field_name)

    def delete(self, key):
        raise NotImplementedError

    def set(self, key, value):
        self.set_many({key: value})

    def set_many(self, update_dict):
        state = {k.field_name: v for k, v in update_dict.items() if k.scope is Scope.user_state}
        if state:
            self._write_state(state)
            self.state.update(json.loads(json.dumps(state)))
        written = list(state)
        for key, value in update_dict.items():
            if key.scope is not Scope.user_state:
                self._write_preference(key.field_name, value, written)
                written.append(key.field_name)

    def _write_state(self, fields):
        try:
            row, is_new = StudentModule.objects.get_or_create(
                **self._about, defaults={"state": json.dumps(fields), "module_type": self._type}
            )
            if not is_new:
                row.state = json.dumps({**json.loads(row.state or "{}"), **fields})
                with transaction.atomic():
                    row.save(force_update=True)
        except IntegrityError:
            return  # the platform writes a line into its log, and goes on as if it had saved

    def _write_preference(self, name, value, written):
        row = self.preferences.get(name)
        is_new = row is None
        if is_new:
            row = XModuleStudentPrefsField(
                student_id=self._about["student_id"], module_type=self._type, field_name=name
            )
        row.value = json.dumps(value)
        try:
            with transaction.atomic():
                row.save(force_insert=is_new, force_update=not is_new)
        except DatabaseError as error:
            raise KeyValueMultiSaveError(written) from error
        self.preferences[name] = row
