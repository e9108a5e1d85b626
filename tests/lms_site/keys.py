"""What stands for `opaque_keys.edx.keys`."""


class CourseKey(str):
    __slots__ = ()

    @classmethod
    def from_string(cls, text):
        return cls(text)

    @property
    def org(self):
        return self.partition(":")[2].partition("+")[0]


class UsageKey(str):
    __slots__ = ()

    @classmethod
    def from_string(cls, text):
        return cls(text)
