"""What the class declares to the platform: fields, scopes, names and attributes."""

import inspect

import pytest
from xblock.completable import XBlockCompletionMode
from xblock.core import XBlock
from xblock.fields import Scope, UserScope

import hosts
from matrix_xblock.block import MatrixReviewXBlock
from matrix_xblock.domain.framework.setup import SETTINGS
from matrix_xblock.host import wording

SCOPES = {
    "display_name": Scope.settings,
    "framework_id": Scope.settings,
    "framework": Scope.content,
    "rounds": Scope.settings,
    "credit": Scope.settings,
    "notice": Scope.content,
    "notice_version": Scope.content,
    "priorities": Scope.content,
    "weight": Scope.settings,
    "cpd": Scope.settings,
    "record": Scope.user_state,
    "earned": Scope.user_state,
    "possible": Scope.user_state,
    "matrix_private": Scope.preferences,
    "olx_unread": Scope.content,
    "matrix_cpd_log": Scope.preferences,
    "matrix_desk": Scope.preferences,
    "table_memory": Scope.settings,
    "mode": Scope.settings,
    "sharing": Scope.settings,
}

# Names that the platform's own mixins have: ours would win, and the platform would read ours.
PLATFORM_FIELDS = """
    graded start due relative_weeks_due visible_to_staff_only course_edit_method giturl xqa_key
    graceperiod group_access showanswer show_correctness rerandomize days_early_for_beta
    static_asset_path use_latex_compiler max_attempts matlab_api_key user_partitions
    show_reset_button edxnotes edxnotes_visibility in_entrance_exam self_paced hide_from_toc format
    chrome default_tab source_file copied_from_block upstream upstream_version
    upstream_version_declined upstream_display_name parent children tags name data
"""
PLATFORM_MEMBERS = """
    runtime system course_id category location url_name tooltip_title xblock_kvs bind_for_student
    get_progress get_icon_class get_content_titles editable_metadata_fields
    non_editable_metadata_fields close_date is_past_due has_deadline_passed merged_group_access
    edited_by edited_on published_by published_on visibility_view editor_saved post_editor_saved
    publish_completion submit_studio_edits publish_event
"""
LONGEST_FIELD_NAME = 64
LONGEST_BLOCK_TYPE = 32


def test_every_field_is_in_its_scope():
    assert {name: each.scope for name, each in hosts.own_fields().items()} == SCOPES


def test_every_setting_of_the_table_is_a_field_with_a_name_in_studio():
    fields = hosts.own_fields()
    authored = {name for name, each in fields.items() if each.scope.user == UserScope.NONE}

    assert {each.name for each in SETTINGS} == authored - {"olx_unread", "table_memory"}
    for setting in SETTINGS:
        assert fields[setting.name].display_name != setting.name


@pytest.mark.parametrize("setting", [each for each in SETTINGS if each.choices])
def test_every_choice_has_words_in_the_editor_and_on_the_unit_page(setting):
    codes = [f"setting.{setting.name}", *(f"{setting.name}.{each}" for each in setting.choices)]

    assert [code for code in codes if wording.label(code) == code] == []


def test_nothing_is_shared_between_participants_in_fields():
    users = {each.scope.user for each in hosts.own_fields().values()}

    assert UserScope.ALL not in users


def test_no_field_or_method_has_a_name_of_the_platform_s():
    names = {name for name in vars(MatrixReviewXBlock) if not name.startswith("_")}

    assert not names & {*PLATFORM_FIELDS.split(), *PLATFORM_MEMBERS.split()}
    assert not {name for name in names if name.startswith(("video_", "subtree_edited_"))}


@pytest.mark.parametrize(
    "name", [n for n, s in SCOPES.items() if s in {Scope.preferences, Scope.user_info}]
)
def test_a_field_in_a_namespace_of_the_site_says_whose_it_is(name):
    assert name.startswith("matrix_")


def test_names_fit_the_platform_s_columns():
    assert max(map(len, SCOPES)) <= LONGEST_FIELD_NAME
    assert len("matrix_review") <= LONGEST_BLOCK_TYPE


def test_the_title_of_the_component_in_studio_has_words():
    assert MatrixReviewXBlock.display_name.default


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("has_score", True),
        ("icon_class", "problem"),
        ("show_in_read_only_mode", False),
        ("has_custom_completion", True),
        ("completion_mode", XBlockCompletionMode.COMPLETABLE),
        ("resources_dir", "static"),
        ("has_children", False),
    ],
)
def test_the_platform_reads_this_of_the_class(name, value):
    assert getattr(MatrixReviewXBlock, name) == value


def test_the_class_lies_where_static_files_are_found():
    assert MatrixReviewXBlock.__module__.count(".") == 1


def test_the_view_works_in_the_mobile_apps():
    assert MatrixReviewXBlock.student_view._supports == {"multi_device"}


def test_only_two_services_are_asked_for_as_needed():
    needed = {
        name for name, need in MatrixReviewXBlock._combined_services.items() if need == "need"
    }

    assert needed == {"field-data", "i18n"}


def test_what_is_published_to_the_web_is_static_files_and_nothing_else():
    with MatrixReviewXBlock.open_local_resource("public/css/review/base.css") as css:
        assert css.read()

    for uri in ("../block.py", "public/../../block.py", "templates/participant/review.html"):
        with pytest.raises((Exception,)):
            MatrixReviewXBlock.open_local_resource(uri)


def test_a_field_that_the_author_does_not_set_has_a_default_that_is_nobody_s():
    block = hosts.lms().block()

    for field in hosts.own_fields().values():
        value = field.default
        assert not isinstance(value, dict | list) or getattr(block, field.name) is not value


def test_the_block_is_a_plain_xblock_without_mixins_of_our_own():
    ours = [base for base in inspect.getmro(MatrixReviewXBlock) if "matrix" in base.__module__]

    assert ours == [MatrixReviewXBlock]
    assert issubclass(MatrixReviewXBlock, XBlock)
