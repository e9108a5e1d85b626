"""The XBlock: fields, views and handlers. It declares and delegates; the rules are elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from web_fragments.fragment import Fragment
from xblock.completable import CompletableXBlockMixin
from xblock.core import XBlock
from xblock.fields import Dict, Scope
from xblock.scorable import ScorableXBlockMixin, Score

from matrix_xblock import author, participant, staff
from matrix_xblock.host import olx, pages, scenarios, scoring, services, validation
from matrix_xblock.host.author_host import BlockAuthor
from matrix_xblock.host.block_host import BlockHost
from matrix_xblock.host.edge import Audience, link, screen, several, upload, view, write
from matrix_xblock.host.fields import SealedNumber, SealedState, setting_field, without_values
from matrix_xblock.host.ledger import ledger_for
from matrix_xblock.host.staff_host import BlockStaff
from matrix_xblock.report import problem_report
from matrix_xblock.screens.page import Page


def _(text: str) -> str:
    """Mark for translation: Studio translates the names of fields itself."""
    return text


@XBlock.needs("i18n")
@XBlock.wants("user", "completion", "settings", "studio_user_permissions", "matrix_people")
class MatrixReviewXBlock(ScorableXBlockMixin, CompletableXBlockMixin, XBlock):
    """A talent-matrix self-review in rounds."""

    resources_dir = "static"
    block_settings_key = "matrix_review"
    icon_class = "problem"
    # Staff who look as a named participant see a placeholder instead of that person's drafts.
    show_in_read_only_mode = False
    has_author_view = True

    # Its default is words, which Studio translates for its list of components.
    display_name = setting_field("display_name", default=_("Talent matrix review"))
    framework_id = setting_field("framework_id")
    framework = setting_field("framework")
    rounds = setting_field("rounds")
    credit = setting_field("credit")
    notice = setting_field("notice")
    notice_version = setting_field("notice_version")
    priorities = setting_field("priorities")
    weight = setting_field("weight")
    mode = setting_field("mode")
    sharing = setting_field("sharing")
    cpd = setting_field("cpd")
    olx_unread = Dict(
        display_name=_("Imported and not understood"), default={}, scope=Scope.content
    )
    table_memory = Dict(
        display_name=_("Columns of imported tables"), default={}, scope=Scope.settings
    )

    record = SealedState(default=None, scope=Scope.user_state)
    earned = SealedNumber(default=None, scope=Scope.user_state)
    possible = SealedNumber(default=None, scope=Scope.user_state)
    matrix_private = SealedState(default=None, scope=Scope.preferences)
    matrix_cpd_log = SealedState(default=None, scope=Scope.preferences)
    matrix_desk = SealedState(default=None, scope=Scope.preferences)

    __repr__ = without_values

    @XBlock.supports("multi_device")
    def student_view(self, context: Any = None) -> Fragment:
        """Show participants their review, and course staff what needs them."""
        del context
        viewer = services.viewer(self)
        if not viewer.is_participant:
            return pages.fragment(self, Page("participant/outside.html"), viewer)
        if viewer.is_course_staff:
            shown = view(lambda: staff.show(BlockStaff(self, viewer), {}))
        else:
            shown = view(lambda: participant.show(BlockHost(self, viewer), {}))
        return pages.fragment(self, shown, viewer)

    def public_view(self, context: Any = None) -> Fragment:
        """Tell a visitor without an account what this is."""
        del context
        return pages.fragment(self, Page("participant/outside.html"), services.viewer(self))

    def author_view(self, context: Any = None) -> Fragment:
        """Show authors what is set, and what is wrong with it, on the unit page of Studio."""
        del context
        host = BlockAuthor(self)
        return pages.author_fragment(self, author.preview(host), host.viewer, is_editor=False)

    def studio_view(self, context: Any = None) -> Fragment:
        """Show the editor."""
        del context
        host = BlockAuthor(self)
        opened = author.editor.show(host, {})
        return pages.author_fragment(self, opened, host.viewer, is_editor=True)

    show_page = screen(Audience.PARTICIPANT, participant.show)
    start_review = write(Audience.PARTICIPANT, participant.start, then=participant.team.tell)
    save_area = write(Audience.PARTICIPANT, participant.save_area)
    save_answers = write(Audience.PARTICIPANT, participant.save_answers)
    save_private = write(Audience.PARTICIPANT, participant.save_private)
    sign_off = write(Audience.PARTICIPANT, participant.sign_off, then=participant.team.tell)
    print_sheet = link(Audience.PARTICIPANT, participant.sheet)
    print_summary = link(Audience.PARTICIPANT, participant.one_page.show)
    save_cpd = write(Audience.PARTICIPANT, participant.cpd.save)
    remove_cpd = write(Audience.PARTICIPANT, participant.cpd.remove)
    restore_cpd = write(Audience.PARTICIPANT, participant.cpd.restore)
    save_goal = write(Audience.PARTICIPANT, participant.cpd.save_goal)
    download_cpd = link(Audience.PARTICIPANT, participant.cpd.download)
    import_cpd = upload(Audience.PARTICIPANT, participant.cpd_import.read)
    save_step = write(Audience.PARTICIPANT, participant.plans.save_step)
    move_step = write(Audience.PARTICIPANT, participant.plans.move_step)
    save_opportunity = write(Audience.PARTICIPANT, participant.plans.save_opportunity)
    move_opportunity = write(Audience.PARTICIPANT, participant.plans.move_opportunity)
    show_interest = write(
        Audience.PARTICIPANT, participant.plans.show_interest, then=participant.team.tell
    )
    download_calendar = link(Audience.PARTICIPANT, participant.calendar.download)
    draw_picture = screen(Audience.PARTICIPANT, participant.picture.download)
    save_year = write(Audience.PARTICIPANT, participant.progress.save_year)
    print_year = link(Audience.PARTICIPANT, participant.progress.sheet)
    download_record = link(Audience.PARTICIPANT, participant.my_record.download)
    import_record = upload(Audience.PARTICIPANT, participant.record_import.read)
    save_consent = write(Audience.PARTICIPANT, participant.my_record.save_consent)
    withdraw_choice = write(Audience.PARTICIPANT, participant.my_record.withdraw_choice)
    reply_comment = write(
        Audience.PARTICIPANT, participant.replies.reply, then=participant.team.tell
    )
    delete_drafts = write(Audience.PARTICIPANT, participant.my_record.delete_drafts)
    print_portfolio = link(Audience.PARTICIPANT, participant.my_record.portfolio)

    show_staff = screen(Audience.STAFF, staff.show)
    save_note = write(Audience.STAFF, staff.answering.save_note)
    respond = write(Audience.STAFF, staff.answering.respond)
    accept_reviews = several(Audience.STAFF, staff.accepting.accept)
    undo_acceptances = several(Audience.STAFF, staff.accepting.undo)
    undo_response = write(Audience.STAFF, staff.answering.undo)
    mark_opportunity = write(Audience.STAFF, staff.answering.mark)
    offer_opportunity = several(Audience.STAFF, staff.offering.offer)
    answer_opportunity = several(Audience.STAFF, staff.offering.answer)
    post_opportunity = write(Audience.STAFF, staff.board.post)
    take_down = write(Audience.STAFF, staff.board.take_down)
    send_reminders = several(Audience.STAFF, staff.reminding.send)
    add_phrase = write(Audience.STAFF, staff.bank.add)
    edit_phrase = write(Audience.STAFF, staff.bank.edit)
    remove_phrase = write(Audience.STAFF, staff.bank.remove)
    bank_comment = write(Audience.STAFF, staff.bank_panel.add_comment)
    give_cohorts = write(Audience.INSTRUCTOR, staff.facilitators.give)
    save_filter = write(Audience.STAFF, staff.reviews.save_filter)
    remove_filter = write(Audience.STAFF, staff.reviews.remove_saved_filter)
    export_csv = write(Audience.STAFF, staff.exports.csv)
    export_opportunities = write(Audience.STAFF, staff.exports.opportunity_list)
    export_reviews = write(Audience.STAFF, staff.exports.review_list)
    make_release = write(Audience.WHOLE_COURSE, staff.share_figures.make)
    withdraw_release = write(Audience.WHOLE_COURSE, staff.share_figures.withdraw)
    export_release = write(Audience.STAFF, staff.share_figures.csv)
    export_research = write(Audience.STAFF, staff.exports.research)
    draw_chart = screen(Audience.STAFF, staff.release_pictures.chart)
    export_charts = screen(Audience.STAFF, staff.release_pictures.charts)
    export_report = screen(Audience.STAFF, staff.release_pictures.report)
    print_report = link(Audience.STAFF, staff.release_pictures.paper)

    show_setup = screen(Audience.AUTHOR, author.editor.show)
    edit_setup = write(Audience.AUTHOR, author.editor.edit)
    import_setup = upload(Audience.AUTHOR, author.files.read)
    export_setup = link(Audience.AUTHOR, author.files.export)

    def validate(self) -> Any:
        """Name what is wrong, for the unit page of Studio."""
        host = BlockAuthor(self)
        stored = host.authored
        problems = author.editor.problems_of(host, stored)
        return validation.with_problems(self, super().validate(), problems, stored.left_out)

    def index_dictionary(self) -> dict[str, Any]:
        """Return what the search of courses and libraries finds this by."""
        return author.outline.for_search(BlockAuthor(self))

    def student_view_data(self, context: Any = None) -> dict[str, Any]:
        """Return what is authored, for clients that show courses their own way. No person's."""
        del context
        return author.outline.for_clients(BlockAuthor(self))

    def studio_post_duplicate(self, store: Any, source_block: Any) -> bool:
        """Leave a copy as it is: it has no children, and no record of anybody."""
        del store, source_block
        return True

    @classmethod
    def get_customizable_fields(cls) -> dict[str, str | None]:
        """Name what a course may set for itself when a library block is synchronised."""
        theirs: dict[str, str | None] = getattr(super(), "get_customizable_fields", dict)()
        return {**theirs, **author.outline.OWN_TO_A_COURSE}

    def add_xml_to_node(self, node: Any) -> None:
        """Write what is authored: XBlock would write a person's own fields as well."""
        olx.write(self, node, super().add_xml_to_node)

    @classmethod
    def parse_xml(cls, node: Any, runtime: Any, keys: Any) -> Any:
        """Make a block of OLX. Never raises: one broken block would stop a whole course."""
        return olx.parse(cls, node, runtime, keys)

    def generate_report_data(
        self, user_state_iterator: Any, limit_responses: int | None = None
    ) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield rows for the platform's problem-response report. Called without a user."""
        states = ((each.username, each.state) for each in user_state_iterator)
        return problem_report.rows(states, limit_responses)

    def max_score(self) -> float:
        """Return the points of all rounds. Called without a user, when a course is published."""
        return scoring.possible(self)

    def allows_rescore(self) -> bool:
        """Tell whether points can be worked out again: not those that course staff have given."""
        return not scoring.is_accepted(self)

    def has_submitted_answer(self) -> bool:
        """Tell whether a round has been signed off."""
        return self.earned is not None

    def get_score(self) -> Score:
        """Return the points that were published last."""
        return Score(raw_earned=self.earned or 0.0, raw_possible=self.possible or self.max_score())

    def set_score(self, score: Score) -> None:
        """Keep points.

        The platform calls this too, after each grade: nothing is published from here.
        """
        self.earned, self.possible = score.raw_earned, score.raw_possible

    def calculate_score(self) -> Score:
        """Work the points out again from the reviews."""
        return scoring.score(self)

    def publish_grade(self) -> None:
        """Publish the points kept.

        The platform's score override calls this, although the mixin lacks it.
        """
        if scoring.is_accepted(self):
            return  # a score that staff have set would hide it
        score = self.get_score()
        self.runtime.publish(
            self, "grade", {"value": score.raw_earned, "max_value": score.raw_possible}
        )

    def clear_student_state(
        self, user_id: str, course_id: str, item_id: str, requesting_user_id: str
    ) -> None:
        """Let go of a participant's ledger rows when staff reset them.

        Called without that user's state.
        """
        del requesting_user_id
        ledger_for(course=course_id, usage=item_id, may_record=True).clear(user_id)

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        """Offer a review for each framework in the demo."""
        return scenarios.scenarios()
