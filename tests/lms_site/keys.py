"""What stands for `opaque_keys.edx.keys`. What is no key is refused as there."""

from opaque_keys import InvalidKeyError


class CourseKey(str):
    __slots__ = ()

    @classmethod
    def from_string(cls, text):
        return _key(cls, text, "course-v1:")

    @property
    def org(self):
        return self.partition(":")[2].partition("+")[0]


class UsageKey(str):
    __slots__ = ()

    @classmethod
    def from_string(cls, text):
        return _key(cls, text, "block-v1:")


def _key(cls, text, start):
    if not text.startswith(start):
        raise InvalidKeyError(cls, text)
    return cls(text)
