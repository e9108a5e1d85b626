"""What belongs to a person is not shown to whoever walks over the fields of a block."""

import pytest
from lxml import etree
from xblock.exceptions import InvalidScopeError

import hosts

MARKER = "only-for-my-own-eyes"
POINTS = 31.4159
OF_A_PERSON = {
    "record": {"version": 2, "words": MARKER},
    "earned": POINTS,
    "possible": POINTS,
    "matrix_private": {"version": 1, "words": MARKER},
    "matrix_cpd_log": {"version": 1, "words": MARKER},
    "matrix_desk": {"version": 1, "words": MARKER},
}
VIEWERS = [
    hosts.lms,
    hosts.staff,
    hosts.limited_staff,
    hosts.staff_as_a_learner,
    hosts.other_course_staff,
    hosts.without_attributes,
    hosts.anonymous,
    hosts.studio_preview,
    hosts.library,
    hosts.studio_handler,
    hosts.an_author,
    hosts.a_reader_of_the_course,
    hosts.studio_handler_that_knows_the_author,
    hosts.unbound_library,
    hosts.unbound,
]


@pytest.fixture(params=VIEWERS, ids=lambda viewer: viewer.__name__)
def block(request):
    """Give a block that holds words in every field of a person, read once as a page does."""
    host = request.param()
    if not isinstance(host.state, hosts.NoState):
        for name, value in OF_A_PERSON.items():
            host.put(name, value)
    built = host.block()
    for name in () if isinstance(host.state, hosts.NoState) else OF_A_PERSON:
        getattr(built, name)
    return built


@pytest.fixture
def participant_block():
    host = hosts.lms()
    for name, value in OF_A_PERSON.items():
        host.put(name, value)
    return host.block()


def shows(text):
    return MARKER in text or str(POINTS) in text


def debug_panel(block):
    """Print every field as Staff Debug Info does, which shows nothing where this is refused."""
    for name, field in block.fields.items():
        try:
            yield f"{name} {field.read_from(block)!r}"
        except InvalidScopeError:
            yield name


def test_every_field_of_a_person_is_tried_here():
    own = {name for name, each in hosts.own_fields().items() if each.scope in hosts.OF_A_PERSON}

    assert set(OF_A_PERSON) == own


def test_staff_debug_info_shows_nothing_of_a_person(block):
    assert not shows("\n".join(debug_panel(block)))


@pytest.mark.parametrize("name", OF_A_PERSON)
def test_a_field_of_a_person_is_read_by_nobody_who_walks(block, name):
    with pytest.raises(InvalidScopeError):
        block.fields[name].read_from(block)


@pytest.mark.parametrize("name", OF_A_PERSON)
def test_a_field_of_a_person_is_given_to_nobody_as_json(block, name):
    with pytest.raises(InvalidScopeError):
        block.fields[name].read_json(block)


def test_a_printed_block_shows_nothing_of_a_person(block):
    assert not shows(repr(block))


def test_a_printed_block_says_which_one_it_is(participant_block):
    assert str(participant_block.scope_ids.usage_id) in repr(participant_block)


def test_a_printed_value_shows_nothing(participant_block):
    texts = ("record", "matrix_private", "matrix_cpd_log", "matrix_desk")
    printed = [repr(getattr(participant_block, name)) for name in texts]

    assert not shows(" ".join(printed))


def test_fields_that_are_set_show_nothing_of_a_person(block):
    """The platform lists set fields like this, and newer XBlocks do by themselves."""
    listed = {
        name: each.read_json(block) for name, each in block.fields.items() if each.is_set_on(block)
    }

    assert not listed.keys() & OF_A_PERSON.keys()
    assert not shows(str(listed))


def test_olx_holds_nothing_of_a_person(block):
    node = etree.Element("unknown")

    block.add_xml_to_node(node)

    written = etree.tostring(node).decode()
    assert not shows(written)
    assert not [name for name in OF_A_PERSON if name in written]


def test_data_for_other_clients_hold_nothing_of_a_person(block):
    assert not shows(f"{block.student_view_data()} {block.index_dictionary()}")


def test_the_block_s_own_code_reads_by_name(participant_block):
    values = {name: getattr(participant_block, name) for name in OF_A_PERSON}

    assert values == OF_A_PERSON


def test_what_the_platform_forces_to_be_saved_is_saved():
    host = hosts.lms()
    block = host.block()
    for name, value in OF_A_PERSON.items():
        setattr(block, name, value)

    block.force_save_fields(list(OF_A_PERSON))

    assert {name: getattr(host.block(), name) for name in OF_A_PERSON} == OF_A_PERSON


def test_what_was_saved_is_saved_once():
    host = hosts.lms()
    host.put("record", OF_A_PERSON["record"])
    block = host.block()
    record = block.record

    block.save()

    assert record == OF_A_PERSON["record"]
    assert host.state.writes == 0


def test_a_deleted_field_is_empty_again(participant_block):
    del participant_block.record

    assert participant_block.record is None
