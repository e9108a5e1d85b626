"""The XBlock: fields, views and handlers. It declares and delegates; the rules are elsewhere."""

from __future__ import annotations

from typing import Any

from web_fragments.fragment import Fragment
from xblock.completable import CompletableXBlockMixin
from xblock.core import XBlock
from xblock.fields import Dict, Float, List, Scope, String
from xblock.scorable import ScorableXBlockMixin, Score

from matrix_xblock import participant
from matrix_xblock.host import olx, pages, scenarios, scoring, services
from matrix_xblock.host.block_host import BlockHost
from matrix_xblock.host.edge import Audience, action, upload_action, view
from matrix_xblock.host.fields import Stored
from matrix_xblock.host.ledger import ledger_for
from matrix_xblock.ports import Download, Form, Page


def _(text: str) -> str:
    """Mark for translation: Studio translates the names of fields itself."""
    return text


@XBlock.needs("i18n")
@XBlock.wants("user", "completion", "settings", "studio_user_permissions")
class MatrixReviewXBlock(ScorableXBlockMixin, CompletableXBlockMixin, XBlock):
    """A talent-matrix self-review in rounds."""

    resources_dir = "static"
    icon_class = "problem"
    # Staff who look as a named participant see a placeholder instead of that person's drafts.
    show_in_read_only_mode = False

    display_name = String(
        display_name=_("Title"),
        default=_("Talent matrix review"),
        scope=Scope.settings,
        force_export=True,
    )
    framework_id = String(
        display_name=_("Framework"),
        help=_("The id of a framework that comes with this component."),
        default="talent-development-v1",
        scope=Scope.settings,
        force_export=True,
    )
    framework = Dict(
        display_name=_("Own framework"),
        help=_("A framework of your own, used instead of the one named above."),
        default={},
        scope=Scope.content,
    )
    rounds = List(
        display_name=_("Rounds"),
        default=[
            {"id": "baseline", "title": "Baseline review", "kind": "baseline"},
            {"id": "mid-point", "title": "Mid-point review", "kind": "interim"},
            {"id": "final", "title": "Final review", "kind": "final"},
        ],
        scope=Scope.settings,
        force_export=True,
    )
    credit = Dict(
        display_name=_("Credit"),
        help=_("Points for each part of a round. Credit is for taking part, never for levels."),
        default={},
        scope=Scope.settings,
    )
    notice = String(
        display_name=_("Privacy notice"), default="", scope=Scope.content, multiline_editor=True
    )
    notice_version = String(
        display_name=_("Version of the privacy notice"),
        default="1",
        scope=Scope.content,
        force_export=True,
    )
    weight = Float(
        display_name=_("Points in the gradebook"),
        help=_("Leave empty to use the points of the parts."),
        default=None,
        scope=Scope.settings,
        values={"min": 0},
    )

    cpd = Dict(
        display_name=_("CPD log"),
        help=_("Minutes of what people call a day, and of a goal to suggest."),
        default={},
        scope=Scope.settings,
    )

    record = Stored(default=None, scope=Scope.user_state)
    earned = Float(default=None, scope=Scope.user_state)
    possible = Float(default=None, scope=Scope.user_state)
    matrix_private = Stored(default=None, scope=Scope.preferences)
    matrix_cpd_log = Stored(default=None, scope=Scope.preferences)

    @XBlock.supports("multi_device")
    def student_view(self, context: Any = None) -> Fragment:
        """Show the participant their review."""
        del context
        if not services.viewer(self).is_participant:
            return pages.fragment(self, Page("participant/outside.html"))
        return pages.fragment(self, view(lambda: participant.show(BlockHost(self), {})))

    def public_view(self, context: Any = None) -> Fragment:
        """Tell a visitor without an account what this is."""
        del context
        return pages.fragment(self, Page("participant/outside.html"))

    @action(Audience.PARTICIPANT, "GET")
    def show_page(self, form: Form) -> Page:
        """Show a screen of the review."""
        return participant.show(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "POST")
    def start_review(self, form: Form) -> Page:
        """Begin a round."""
        return participant.start(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "POST")
    def save_area(self, form: Form) -> Page:
        """Keep one area."""
        return participant.save_area(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "POST")
    def save_answers(self, form: Form) -> Page:
        """Keep the answers to review prompts."""
        return participant.save_answers(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "POST")
    def save_private(self, form: Form) -> Page:
        """Keep the private answers."""
        return participant.save_private(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "POST")
    def sign_off(self, form: Form) -> Page:
        """Sign the review off."""
        return participant.sign_off(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "GET")
    def print_sheet(self, form: Form) -> Page:
        """Show the conversation sheet as a page of its own."""
        return participant.sheet(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "POST")
    def save_cpd(self, form: Form) -> Page:
        """Add an entry to the CPD log, or change one."""
        return participant.cpd.save(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "POST")
    def remove_cpd(self, form: Form) -> Page:
        """Delete an entry of the CPD log."""
        return participant.cpd.remove(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "POST")
    def restore_cpd(self, form: Form) -> Page:
        """Put a deleted entry back."""
        return participant.cpd.restore(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "POST")
    def save_goal(self, form: Form) -> Page:
        """Set a goal for CPD, or let go of it."""
        return participant.cpd.save_goal(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "GET")
    def download_cpd(self, form: Form) -> Download:
        """Give the CPD log as a file."""
        return participant.cpd.download(BlockHost(self), form)

    @upload_action(Audience.PARTICIPANT)
    def import_cpd(self, form: Form, content: bytes) -> Page:
        """Show what a CSV file would bring into the CPD log, then bring it in."""
        return participant.cpd_import.read(BlockHost(self), form, content)

    @action(Audience.PARTICIPANT, "POST")
    def save_step(self, form: Form) -> Page:
        """Add a next step, or change one."""
        return participant.plans.save_step(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "POST")
    def move_step(self, form: Form) -> Page:
        """Give a next step a new status, or take the latest one back."""
        return participant.plans.move_step(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "POST")
    def save_opportunity(self, form: Form) -> Page:
        """Say which opportunity is wanted, or change that."""
        return participant.plans.save_opportunity(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "POST")
    def move_opportunity(self, form: Form) -> Page:
        """Take an opportunity a step further, or take the latest step back."""
        return participant.plans.move_opportunity(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "POST")
    def show_interest(self, form: Form) -> Page:
        """Want what course staff have posted on the board."""
        return participant.plans.show_interest(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "GET")
    def download_calendar(self, form: Form) -> Download:
        """Give all dates as a calendar file."""
        return participant.calendar.download(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "POST")
    def save_year(self, form: Form) -> Page:
        """Keep the summary of a school year."""
        return participant.progress.save_year(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "GET")
    def print_year(self, form: Form) -> Page:
        """Show movement and the school year as a page of its own."""
        return participant.progress.sheet(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "GET")
    def download_record(self, form: Form) -> Download | Page:
        """Give everything that is held about the participant as a file."""
        return participant.my_record.download(BlockHost(self), form)

    @upload_action(Audience.PARTICIPANT)
    def import_record(self, form: Form, content: bytes) -> Page:
        """Show what a file of somebody's record would bring, then bring it in."""
        return participant.my_record.read(BlockHost(self), form, content)

    @action(Audience.PARTICIPANT, "POST")
    def save_consent(self, form: Form) -> Page:
        """Give consent to research, or withdraw it."""
        return participant.my_record.save_consent(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "POST")
    def delete_drafts(self, form: Form) -> Page:
        """Delete what was never signed off."""
        return participant.my_record.delete_drafts(BlockHost(self), form)

    @action(Audience.PARTICIPANT, "GET")
    def print_portfolio(self, form: Form) -> Page:
        """Show all rounds as pages for paper."""
        return participant.my_record.portfolio(BlockHost(self), form)

    def add_xml_to_node(self, node: Any) -> None:
        """Write what is authored: XBlock would write a person's own fields as well."""
        super().add_xml_to_node(node)
        olx.keep_authored(self, node)

    def max_score(self) -> float:
        """Return the points of all rounds. Called without a user, when a course is published."""
        return scoring.possible(self)

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
