"""Hosts of the block: each refuses, hides and counts as the platform that it stands for."""

import copy
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache

from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Value
from django.test import Client, RequestFactory
from xblock.core import XBlockMixin
from xblock.django.request import django_to_webob_request
from xblock.exceptions import InvalidScopeError
from xblock.field_data import ReadOnlyFieldData, SplitFieldData
from xblock.fields import Boolean, Field, JSONField, Scope, ScopeIds, UserScope
from xblock.reference.user_service import UserService, XBlockUser
from xblock.runtime import DictKeyValueStore, KeyValueStore, KvsFieldData, NullI18nService
from xblock.scorable import Score
from xblock.test.tools import TestRuntime

from builders import NOW, a_framework
from fakes import answer
from matrix_xblock.block import MatrixReviewXBlock
from matrix_xblock.codec.figures.releases import write_release
from matrix_xblock.codec.framework.authored import write_framework
from matrix_xblock.codec.record import state
from matrix_xblock.codec.staff.given_cohorts import read_given, write_given
from matrix_xblock.domain.review.feedback import Author
from matrix_xblock.domain.staff.my_people import GivenCohorts
from matrix_xblock.domain.values.ledger_rows import RELEASES, Entry, Kind
from matrix_xblock.host.ledger import ledger_for
from matrix_xblock.host.lms import TeamMember
from matrix_xblock.host.roster import LedgerPeople
from matrix_xblock.host.staff_host import BlockStaff
from released import a_release

AUTHORED = (Scope.content, Scope.settings, Scope.parent, Scope.children)
OF_A_PERSON = (Scope.user_state, Scope.preferences, Scope.user_info, Scope.user_state_summary)
NAME = "Amina Khan"


@dataclass(frozen=True)
class ContextKey:
    """A course or a library, as opaque-keys names it."""

    name: str
    is_course: bool = True

    def __str__(self):
        return self.name


@dataclass(frozen=True)
class UsageKey:
    """One placed block. It is no string, and it knows its course."""

    context_key: ContextKey
    block_id: str
    block_type: str = "matrix_review"

    def __str__(self):
        course = str(self.context_key).replace("course-v1:", "block-v1:")
        return f"{course}+type@{self.block_type}+block@{self.block_id}"


COURSE = ContextKey("course-v1:Trust+NPQ+2026")
LIBRARY = ContextKey("lib:Trust:NPQ", is_course=False)


class Inherited(XBlockMixin):
    """The part of the platform's inheritance mixin that has to do with dates."""

    due = JSONField(default=None, scope=Scope.settings)
    graceperiod = JSONField(default=None, scope=Scope.settings)
    self_paced = Boolean(default=False, scope=Scope.settings)
    start = JSONField(default=None, scope=Scope.settings)
    graded = Boolean(default=False, scope=Scope.settings)


class PersonalState(DictKeyValueStore):
    """What people leave behind, as JSON: one write for each save; writes and loads are counted."""

    def __init__(self):
        super().__init__()
        self.writes = 0
        self.loads = 0

    def opened(self):
        """Give what one request works on."""
        return self

    def get(self, key):
        self.loads += 1
        return copy.deepcopy(super().get(key))

    def set(self, key, value):
        self.set_many({key: value})

    def set_many(self, update_dict):
        self.writes += 1
        super().set_many({key: json.loads(json.dumps(v)) for key, v in update_dict.items()})

    def default(self, key):
        raise KeyError(repr(key))

    @property
    def stored(self):
        """Everything that is kept, by scope, person and field."""
        return {
            (key.scope.name, key.user_id, key.block_scope_id, key.field_name): value
            for key, value in copy.deepcopy(self.db_dict).items()
        }


class NoState(PersonalState):
    """An unbound block: there is no person whose state could be read or written."""

    def get(self, key):
        raise InvalidScopeError(key)

    def has(self, key):
        raise InvalidScopeError(key)

    def set_many(self, update_dict):
        raise InvalidScopeError(next(iter(update_dict)))

    def delete(self, key):
        raise InvalidScopeError(key)


class Dates(KeyValueStore):
    """Authored values, with the dates of one person laid over them."""

    def __init__(self, values, own_dates):
        self._values = {**values, **own_dates} if own_dates else values

    def get(self, key):
        return self._values[key.field_name]

    def has(self, key):
        return key.field_name in self._values

    def set(self, key, value):
        self._values[key.field_name] = value

    def delete(self, key):
        del self._values[key.field_name]

    def default(self, key):
        raise KeyError(repr(key))


class Users(UserService):
    """The user service of a host."""

    def __init__(self, name, attributes):
        user = XBlockUser(is_current_user=True, full_name=name)
        user.opt_attrs.update(attributes)
        super().__init__(user=user)

    def get_current_user(self):
        return self._user


A_STUDY = {"id": "a-study", "key": "k" * 40, "title": "A study"}


class SiteSettings:
    """The settings service: what the operator has set for each kind of block."""

    def __init__(self, bucket):
        self._bucket = bucket

    def get_settings_bucket(self, block, default=None):
        assert block.block_settings_key == "matrix_review"
        return self._bucket or default


class Permissions:
    """Studio's service: only there where the block runs in Studio."""

    def can_read(self, course_key):
        return True

    def can_write(self, course_key):
        return True


class HostRuntime(TestRuntime):
    """A runtime that records what is published and does what the platform then does."""

    def __init__(self, host, **options):
        super().__init__(**options)
        self.is_author_mode = host.is_author_mode
        self._host = host

    def service(self, block, service_name):
        if service_name in self._host.raises:
            message = f"no user is bound: {service_name}"
            raise RuntimeError(message)
        return super().service(block, service_name)

    def applicable_aside_types(self, block):
        """Give none, as an LMS where no asides are switched on; XBlock would look for plugins."""
        return []

    def handler_url(self, block, handler_name, suffix="", query="", thirdparty=False):
        handler = getattr(block, handler_name)
        assert handler._is_xblock_handler
        query = f"?{query}" if query else ""
        return f"/xblock/{block.scope_ids.usage_id}/handler/{handler_name}/{suffix}{query}"

    def local_resource_url(self, block, uri):
        return f"/static/xblock/resources/matrix_xblock/{uri}"

    def publish(self, block, event_type, event_data):
        host = self._host
        host.published.append((event_type, json.loads(json.dumps(event_data))))
        host.stored_when_published.append(host.state.stored)
        if event_type == "grade":
            if event_data.get("only_if_higher") and host.has_no_grade:
                raise TypeError  # the platform compares with the grade that is not there yet
            host.has_no_grade = False
            block.set_score(Score(event_data["value"], event_data["max_value"]))


@dataclass
class Host:
    """One block and one person in one host. Every request meets a fresh block over what is kept."""

    user_id: int | str | None = 7
    name: str = NAME
    attributes: dict = field(default_factory=dict)
    authored: dict = field(default_factory=dict)
    own_dates: dict = field(default_factory=dict)
    usage: UsageKey | str = field(default_factory=lambda: UsageKey(COURSE, "one"))
    state: PersonalState = field(default_factory=PersonalState)
    services: dict = field(default_factory=dict)
    without: tuple = ()
    raises: tuple = ()
    is_author_mode: bool = False
    has_dates: bool = True
    published: list = field(default_factory=list)
    stored_when_published: list = field(default_factory=list)
    has_no_grade: bool = True
    site: dict = field(default_factory=lambda: {"research_studies": [A_STUDY]})
    is_written: bool = False
    mixed_up_with: int | str | None = None
    """Whom the user service names instead of the person whose fields are loaded."""

    @property
    def _named(self):
        """What the user service tells: of the person whose fields are loaded, as it should be."""
        ids = {"edx-platform.user_id", "xblock-workbench.user_id"} & self.attributes.keys()
        return {**self.attributes, **dict.fromkeys(ids, self.mixed_up_with or self.user_id)}

    def block(self):
        """Build the block as for one request."""
        authored = Dates(self.authored, self.own_dates)
        stored = KvsFieldData(authored)
        read_only = stored if self.is_written else ReadOnlyFieldData(stored)
        personal = KvsFieldData(self.state.opened())
        scopes = dict.fromkeys(AUTHORED, read_only)
        field_data = SplitFieldData({**scopes, **dict.fromkeys(OF_A_PERSON, personal)})
        services = {
            "field-data": field_data,
            "user": Users(self.name, self._named),
            "i18n": NullI18nService(),
            "settings": SiteSettings(self.site),
            **self.services,
        }
        runtime = HostRuntime(
            self,
            services={name: each for name, each in services.items() if name not in self.without},
            mixins=(Inherited,) if self.has_dates else (),
        )
        ids = ScopeIds(self.user_id, "matrix_review", f"def-{self.usage}", self.usage)
        return runtime.construct_xblock_from_class(MatrixReviewXBlock, ids)

    def view(self, name="student_view"):
        """Render a view, as a page of the host does."""
        block = self.block()
        return block.runtime.render(block, name, {})

    def page(self, name="student_view"):
        return self.view(name).content

    def whole(self):
        """Give the whole matrix on one page."""
        return self.post("show_page", screen="whole").text

    def handle(self, handler, request):
        """Call a handler with a Django request, the way every host does."""
        block = self.block()
        return block.runtime.handle(block, handler, django_to_webob_request(request))

    def get(self, handler, **query):
        return self.handle(handler, RequestFactory().get("/", query))

    def post(self, handler, **form):
        """Send fields as the page does: as JSON, beside a file where there is one."""
        is_upload = handler.startswith("import_")
        return self.handle(handler, request_to("POST", form, is_upload=is_upload))

    def send(self, handler, body, content_type="application/json"):
        """Send a body as it is."""
        request = RequestFactory().post("/", body, content_type=content_type)
        return self.handle(handler, request)

    @property
    def record(self):
        """The review record as it is kept, or nothing."""
        return self._kept("user_state", "record")

    @property
    def private(self):
        return self._kept("preferences", "matrix_private")

    def _kept(self, scope, name):
        values = [v for (s, _, _, n), v in self.state.stored.items() if (s, n) == (scope, name)]
        return values[0] if values else None

    def keep(self, record):
        """Put a record into the person's state, as a request before this one did."""
        self.put("record", state.write_record(record))
        return self

    def put(self, name, value):
        """Put a value into one field of the person's."""
        block = self.block()
        setattr(block, name, value)
        block.save()
        self.state.writes = self.state.loads = 0

    def payloads(self, event):
        """Give the payloads published under that name."""
        return [data for name, data in self.published if name == event]


def as_texts(fields):
    """Give fields as a page sends them: every value a text, or a list of texts."""
    return {
        name: [str(each) for each in value] if isinstance(value, (list, tuple)) else str(value)
        for name, value in fields.items()
    }


def request_to(method, form, *, is_upload=False):
    """Give the request that a page makes with these fields: files go beside the rest."""
    if method == "GET":
        return RequestFactory().get("/", form)
    files = {name: each for name, each in form.items() if isinstance(each, File)}
    fields = {name: each for name, each in form.items() if name not in files}
    words = json.dumps(as_texts(fields), ensure_ascii=False).encode()
    if not (files or is_upload):
        return RequestFactory().post("/", words, content_type="application/json")
    part = SimpleUploadedFile("fields.json", words, content_type="application/json")
    return RequestFactory().post("/", {"fields": part, **files})


def webob_of(handler, form):
    """Give the request of a page as the runtime hands it to a handler."""
    for each in form.values():
        if isinstance(each, File):
            each.seek(0)
    is_upload = handler.startswith("import_")
    return django_to_webob_request(request_to("POST", form, is_upload=is_upload))


def small_framework(**changes):
    """Give the framework of the builders as an author's JSON."""
    return write_framework(a_framework(**changes))


def a_participant(**attributes):
    """Give the user attributes that an LMS tells of somebody who is signed in."""
    return {
        "edx-platform.anonymous_user_id": "anon-7",
        "edx-platform.is_authenticated": True,
        "edx-platform.user_id": 7,
        "edx-platform.username": "amina",
        "edx-platform.user_is_staff": False,
        "edx-platform.user_role": "student",
        "edx-platform.user_preferences": {"time_zone": "Europe/London", "pref-lang": "en"},
        **{f"edx-platform.{name}": value for name, value in attributes.items()},
    }


ONE_ROUND = [{"id": "baseline", "title": "Baseline review", "kind": "baseline"}]


BROKEN_CONTENT = [
    {"framework": {"id": "x"}},
    {"framework": {"areas": "none", "levels": 3}},
    {"framework": {}, "framework_id": "no-such-framework"},
    {"framework": {}, "framework_id": None},
    {"rounds": []},
    {"rounds": [{}]},
    {"rounds": [{"id": "one", "title": "One", "closes": "tomorrow"}]},
    {"rounds": ["one"]},
    {"rounds": None},
    {"credit": {"areas": "many"}},
    {"credit": {"areas": -4}},
    {"credit": dict.fromkeys(("areas", "reflections", "prompts", "next_step", "sign_off"), 0)},
    # What an import of hand-written OLX can leave: a value of the wrong type altogether.
    {"rounds": {"baseline": "Baseline"}},
    {"rounds": "baseline"},
    {"framework": ["areas"]},
    {"framework": "talent"},
    {"credit": "ten"},
]


def lms(**changes):
    """A course in the LMS, met by a participant: a small framework and one round."""
    usual = {"framework": small_framework(), "rounds": ONE_ROUND}
    authored = copy.deepcopy({**usual, **changes.pop("authored", {})})
    return Host(**{"attributes": a_participant(), "authored": authored, **changes})


def staff(**changes):
    """Staff of this course, at their own copy of the review."""
    return lms(**{"attributes": _staff_rights(), "name": "Sam Taylor", **changes})


def limited_staff(**changes):
    """Staff of this course who may not go into Studio."""
    return staff(**{"attributes": _staff_rights(user_role="staff"), **changes})


def staff_of_the_site(**changes):
    """Staff of the whole site, whatever role the platform tells for this course."""
    rights = _staff_rights(user_role="staff", user_is_global_staff=True)
    return staff(**{"attributes": rights, **changes})


def staff_as_a_learner(**changes):
    """Staff of this course who look at it as any learner: the platform takes their rights away."""
    return staff(**{"attributes": _staff_rights(user_is_staff=False), **changes})


def _staff_rights(**changes):
    rights = {"user_is_staff": True, "user_role": "instructor", "anonymous_user_id": "anon-staff"}
    return a_participant(**{**rights, **changes})


A_COHORT = "Ashgrove Primary"
FACILITATOR = "anon-facilitator"


class OneCohort(LedgerPeople):
    """A host's own source of people: all who have a row are in one cohort, and there is a team."""

    has_cohorts = True

    def __init__(self, usage):
        super().__init__(str(usage))

    def people(self, course):
        return super().people(course).annotate(cohort_name=Value(A_COHORT))

    def team(self, course):
        return [TeamMember("lena", "Lena Fischer", FACILITATOR)]


def a_facilitator(**changes):
    """Staff of this course without the instructor role, on a site where cohorts are a wall."""
    rights = _staff_rights(user_role="staff", anonymous_user_id=FACILITATOR)
    site = {"my_people": "wall", "research_studies": [A_STUDY]}
    return staff(**{"attributes": rights, "name": "Lena Fischer", "site": site, **changes})


def release_figures(usage, name="Sam Taylor"):
    """Have figures of the first round released, as they are stored."""
    ledger = ledger_for(course=str(COURSE), usage=str(usage), may_record=True)
    release = replace(_figures(), id="release-1", round_id="baseline", at=NOW, by=name, people=40)
    ledger.append([Entry(Kind.RELEASE, RELEASES, row, NOW) for row in write_release(release)])


@cache
def _figures():
    return a_release(2, size=45, groups=())


def give(usage, *cohorts, to=FACILITATOR):
    """Give a facilitator cohorts, as an instructor of the course does."""
    ledger = ledger_for(course=str(COURSE), usage=str(usage), may_record=True)
    before = read_given(ledger.entries(to, Kind.COHORTS))
    given = GivenCohorts(cohorts, before.revision + 1, Author("anon-staff", "Sam Taylor"))
    ledger.append([Entry(Kind.COHORTS, to, write_given(given), datetime.now(UTC))])


def other_course_staff(**changes):
    """Staff of another course, enrolled in this one like everybody else."""
    return lms(**{"attributes": a_participant(anonymous_user_id="anon-guest"), **changes})


def without_attributes(**changes):
    """A host whose user service tells nothing about the user."""
    return lms(**{"attributes": {}, "name": None, **changes})


def anonymous(**changes):
    """A visitor of a public course."""
    nobody = {"edx-platform.is_authenticated": False, "edx-platform.user_id": None}
    return lms(**{"user_id": None, "name": None, "attributes": nobody, **changes})


def studio_preview(**changes):
    """The unit page in Studio: an author, a state in the session, one id for everybody."""
    author = {
        "edx-platform.anonymous_user_id": "student",
        "edx-platform.is_authenticated": True,
        "edx-platform.user_id": 7,
        "edx-platform.username": "author",
    }
    preview = {
        "attributes": author,
        "is_author_mode": True,
        "services": {"studio_user_permissions": Permissions()},
    }
    return lms(**{**preview, **changes})


def studio_handler(**changes):
    """A handler called in Studio outside the preview: no state, and any signed-in user may call."""
    bare = {"edx-platform.user_id": 7, "edx-platform.username": "author"}
    studio = {
        "attributes": bare,
        "state": NoState(),
        "services": {"studio_user_permissions": Permissions()},
    }
    return lms(**{**studio, **changes})


class ReadOnly(Permissions):
    """Studio's service for somebody who may look at the course and not change it."""

    def can_write(self, course_key):
        return False


def an_author(**changes):
    """The editor in Studio: no state, and somebody who may change this course."""
    return studio_handler(**{"is_written": True, **changes})


def a_reader_of_the_course(**changes):
    """A handler called in Studio by somebody who may not change this course."""
    return studio_handler(**{"services": {"studio_user_permissions": ReadOnly()}, **changes})


def studio_handler_that_knows_the_author(**changes):
    """A Studio that hands out everything about the author, as an LMS would."""
    return studio_handler(**{"attributes": a_participant(), **changes})


def library(**changes):
    """A library's preview: an author with an id of their own, and no inherited dates."""
    usage = UsageKey(LIBRARY, "one")
    return lms(**{"usage": usage, "has_dates": False, **changes})


def unbound_library(**changes):
    """A library with nobody bound: asking for the user raises."""
    nobody = {"user_id": None, "attributes": {}, "raises": ("user",), "state": NoState()}
    return library(**{**nobody, **changes})


def unbound(**changes):
    """A block loaded for nobody, as when a course is published or a state is reset."""
    return lms(**{"user_id": None, "attributes": {}, "state": NoState(), **changes})


def hand_back(usage, who="anon-7", reason="Say more.", comments=None):
    """Have staff of this course return what somebody signed off in a block."""
    block = staff(usage=usage, user_id=99).block()
    answer(BlockStaff(block), who, "returned", reason=reason, comments=comments)
    block.save()


class FakeCrum:
    """Stands for django-crum: who the request really belongs to."""

    def __init__(self, user_id):
        self.user_id = user_id

    def get_current_user(self):
        return type("RealUser", (), {"id": self.user_id})()


def append(usage, *entries):
    """Write rows into the ledger of a block, whoever they are about."""
    ledger_for(course=str(COURSE), usage=str(usage), may_record=True).append(entries)


def ledger_rows():
    """Give every row of edx-submissions that anybody can see: (person, course, item, body)."""
    from submissions.models import Submission

    columns = ("student_item__student_id", "student_item__course_id", "student_item__item_id")
    return list(Submission.objects.order_by("id").values_list(*columns, "answer"))


class Workbench:
    """One person at one scenario of the real workbench, over HTTP."""

    def __init__(self, scenario="matrix_review.0", student="zoe", **options):
        from workbench.scenarios import get_scenarios

        self.usage = get_scenarios()[scenario].usage_id
        self.student = student
        self.client = Client(**options)
        self._unit = f"/unit/{scenario}/?student={student}"

    def page(self):
        return self.client.get(self._unit).content.decode()

    def whole(self):
        """Give the whole matrix on one page."""
        return self.post("show_page", screen="whole").content.decode()

    def post(self, handler, **form):
        address = f"{self.url(handler)}?student={self.student}"
        return self.client.post(address, as_texts(form), content_type="application/json")

    def url(self, handler):
        return f"/handler/{self.usage}/{handler}/"

    def block(self):
        """Load the block as the workbench does for a request."""
        from workbench.runtime import WorkbenchRuntime

        return WorkbenchRuntime(self.student).get_block(self.usage)


def authored_fields():
    """Give the fields that an author sets, by name."""
    return {name: each for name, each in own_fields().items() if each.scope.user == UserScope.NONE}


def own_fields():
    """Give the fields that this class declares, by name."""
    return {
        name: each for name, each in vars(MatrixReviewXBlock).items() if isinstance(each, Field)
    }
