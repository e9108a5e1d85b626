"""Words that Python has to say: one sentence for each code, in the language of the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.defaultfilters import date
from django.utils.formats import number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from matrix_xblock.domain.errors import Problem
    from matrix_xblock.domain.record.picture import Track
    from matrix_xblock.screens.picture import PictureRow, PictureSign

__all__ = [
    "aimed",
    "duration",
    "grouped",
    "has_words",
    "label",
    "moved",
    "sign",
    "since",
    "untranslated",
    "words",
]


def gettext_noop(text: str) -> str:
    """Mark for translation, without the settings that Django's own needs at import."""
    return text


_SENTENCES = {
    # What a participant can put right, beside the field.
    "area_missing": gettext_noop("Choose where you are now in: %(area)s"),
    "hidden_character": gettext_noop(
        "Character %(position)s is a hidden control character. "
        "Delete it, or paste the text again as plain text."
    ),
    "too_long": gettext_noop(
        "The limit is %(limit)s characters. Shorten this by %(over)s or more."
    ),
    "unknown_choice": gettext_noop("That answer is no longer one of the choices. Reload the page."),
    "too_many_lines": gettext_noop("List at most %(most)s priorities, one on each line."),
    "line_too_long": gettext_noop(
        "The limit is %(limit)s characters. Shorten the longest priority by %(over)s or more."
    ),
    "unknown_level": gettext_noop("That level is no longer in this framework. Reload the page."),
    "attached_gone": gettext_noop(
        "Something you ticked has since been deleted. Check your choices again."
    ),
    "sharing_changed": gettext_noop(
        "Your course has changed what your course team sees. Read this again, then sign off."
    ),
    "too_many_attached": gettext_noop("You can share up to %(most)s of each kind. Untick some."),
    "confirm_deletion": gettext_noop("Tick the box to delete your drafts."),
    "file_broken_at": gettext_noop(
        "This file has been changed since it was downloaded. Nothing was imported."
    ),
    "newer_file": gettext_noop(
        "A newer version of this component made this file. Nothing was imported."
    ),
    "record_cut_off": gettext_noop(
        "This transfer file is not whole. Download it again, then import that. Nothing was "
        "imported."
    ),
    "cannot_undo": gettext_noop("We could not undo this. Nothing has changed."),
    "not_a_record_file": gettext_noop(
        "This is not a transfer file (JSON) from this component. Nothing was imported."
    ),
    "own_not_ticked": gettext_noop("Tick the box to confirm that this is your own record."),
    "record_too_many_answers": gettext_noop(
        "With this file you would have private answers to more than %(most)s rounds. Nothing was "
        "imported."
    ),
    "record_too_many_entries": gettext_noop(
        "With this file your CPD log would have more than %(most)s entries. Nothing was imported."
    ),
    "record_too_many_opportunities": gettext_noop(
        "With this file you would have more than %(most)s opportunities. Nothing was imported."
    ),
    "record_too_many_rounds": gettext_noop(
        "With this file you would have more than %(most)s imported rounds. Nothing was imported."
    ),
    "record_too_many_steps": gettext_noop(
        "With this file you would have more than %(most)s next steps. Nothing was imported."
    ),
    "calendar_broken": gettext_noop("We could not read this calendar. Export it again as .ics."),
    "calendar_empty": gettext_noop("There are no events in this calendar."),
    "calendar_none_chosen": gettext_noop("Tick at least one event."),
    "calendar_too_long": gettext_noop(
        "You ticked an event of more than %(most)s hours. Clear its tick, or enter it by hand."
    ),
    "column_twice": gettext_noop("Another column is used for this already."),
    "column_start_missing": gettext_noop("Choose the column that holds the date."),
    "column_title_missing": gettext_noop("Choose the column that holds the title."),
    "csv_empty": gettext_noop("The file is empty."),
    "csv_is_spreadsheet": gettext_noop(
        "We cannot read this kind of file, or it has a password. Save it as .xlsx without a "
        "password, or as CSV."
    ),
    "workbook_broken": gettext_noop(
        "We could not read this workbook. Open it in your spreadsheet and save it as CSV."
    ),
    "workbook_too_large": gettext_noop(
        "Unpacked, this workbook is larger than %(most)s MB. Save the sheet you need as CSV."
    ),
    "csv_long_cell": gettext_noop("A cell in row %(line)s has too much text. Shorten it."),
    "csv_uncomputed": gettext_noop(
        "The cells are calculated and have no values. Open the file in Excel, save it, and import "
        "it again."
    ),
    "csv_no_rows": gettext_noop("We found column names but no rows."),
    "csv_not_text": gettext_noop("We could not read this file. Save it as CSV again."),
    "csv_too_many_columns": gettext_noop("The file has more than %(most)s columns."),
    "csv_too_many_rows": gettext_noop("The file has more than %(most)s rows. Split it."),
    "file_missing": gettext_noop("Choose a file that is not empty."),
    "table_missing": gettext_noop("Choose a file that is not empty, or paste a table."),
    "import_too_many": gettext_noop(
        "Your log has room for %(room)s more (the limit is %(most)s). Nothing was saved."
    ),
    "import_another_file": gettext_noop(
        "You have chosen another file since the preview. Check this one, then add it."
    ),
    "row_area_unknown": gettext_noop("We do not know this area, so it is left out."),
    "row_time_taken": gettext_noop("We took this for %(time)s."),
    "date_month_only": gettext_noop("Say which day of the month it was."),
    "date_without_day": gettext_noop("The date must include a day."),
    "date_without_month": gettext_noop("The date must include a month."),
    "date_without_year": gettext_noop("The date must include a year."),
    "date_without_day_and_month": gettext_noop("The date must include a day and a month."),
    "date_without_day_and_year": gettext_noop("The date must include a day and a year."),
    "date_without_month_and_year": gettext_noop("The date must include a month and a year."),
    "date_needs_four_digit_year": gettext_noop("The year must have four digits, such as 2026."),
    "date_not_real": gettext_noop("Enter a real date, such as 27/3/2026."),
    "date_asked": gettext_noop("Say which day you mean."),
    "date_not_understood": gettext_noop("Enter a date, such as 3 Nov, 12/11/25 or yesterday."),
    "date_ahead_not_understood": gettext_noop(
        "Enter a date, such as 27 March, 12/1/27 or next Friday."
    ),
    "date_days_apart": gettext_noop("These are separate days. Give each one a row."),
    "date_several_days": gettext_noop("Enter the first day only."),
    "date_out_of_range": gettext_noop("The year must be from %(first)s to %(last)s."),
    "duration_asked": gettext_noop("Say how long it took, such as 1h 30 or 90 min."),
    "duration_needs_unit": gettext_noop("Say hours or minutes, such as 30 h or 90 min."),
    "duration_not_understood": gettext_noop(
        "Enter a length of time, such as 1h 30, 1:30, 90 min, 1.5 or 2 days."
    ),
    "duration_out_of_range": gettext_noop("The length must be at most %(most)s hours."),
    "duration_zero": gettext_noop("Enter more than 0, or leave this empty."),
    "end_before_start": gettext_noop("The end must not be before the start."),
    "log_full": gettext_noop(
        "Your log is full: the limit is %(most)s entries. Download it, then delete entries you "
        "no longer need."
    ),
    "more_than_whole": gettext_noop("Active time cannot be longer than the duration."),
    "post_closed": gettext_noop("This is no longer on the board."),
    "reason_missing": gettext_noop("Choose why it was not possible."),
    "review_changed": gettext_noop(
        "Your review has changed since you opened this page. Check it again, then sign off."
    ),
    "review_before_start": gettext_noop("This must be on or after the start."),
    "start_missing": gettext_noop("Enter the date it started."),
    "step_missing": gettext_noop("Enter what you want to do."),
    "step_not_possible": gettext_noop(
        "This has changed since you opened the page. Check where it is now."
    ),
    "title_missing": gettext_noop("Enter a title."),
    "type_missing": gettext_noop("Choose a type."),
    # What stands in the way.
    "no_ledger": gettext_noop(
        "You cannot sign off here: this is a preview, or the site cannot store it."
    ),
    "not_started": gettext_noop("This review has not been started."),
    "round_closed": gettext_noop(
        "This round has closed, so we could not save this. Copy anything you want to keep."
    ),
    "round_upcoming": gettext_noop("This round has not opened yet."),
    "signed_off": gettext_noop("You have signed off this review, so you cannot change it."),
    "stale": gettext_noop("This was also changed in another tab or on another device."),
    # What course staff can put right.
    "answered_meanwhile": gettext_noop(
        "A colleague answered this review while you were writing. Your text is safe: read "
        "theirs, then send again."
    ),
    "becomes_missing": gettext_noop("Choose what happened."),
    "decided_already": gettext_noop(
        "A colleague has returned or accepted this review already. Your drafts are kept."
    ),
    "no_comments": gettext_noop("Write at least one comment before you send."),
    "nothing_signed_off": gettext_noop("There is no signed-off review here."),
    "day_is_past": gettext_noop("Enter today or a day to come, such as 31 March."),
    "no_longer_asked": gettext_noop("They no longer ask for this."),
    "filter_name_missing": gettext_noop("Enter a name for these filters."),
    "no_filters": gettext_noop("Choose a state, a round, a cohort or an order first."),
    "filter_name_taken": gettext_noop("You have other filters with this name. Choose another."),
    "too_many_filters": gettext_noop("You can save %(most)s filters. Remove one first."),
    "unknown_saved_filter": gettext_noop("This saved filter has been removed already."),
    "nothing_selected": gettext_noop("Select at least one review."),
    "too_many_selected": gettext_noop("Select up to %(most)s reviews at once."),
    "nobody_ticked": gettext_noop("Choose at least one person."),
    "opportunity_missing": gettext_noop("Choose a type."),
    "replied_already": gettext_noop(
        "The participant has already replied, so you cannot undo this."
    ),
    "resumed_already": gettext_noop(
        "The participant has started to change this review, so you cannot undo the return. You "
        "can answer when they sign off again."
    ),
    "return_without_reason": gettext_noop("Enter a reason for returning this review"),
    "score_not_kept": gettext_noop(
        "We could not save the points, so nothing was sent. Try again in a moment."
    ),
    "sent_by_another": gettext_noop("Only the person who sent this can undo it."),
    "signed_off_again": gettext_noop(
        "The participant has signed off a new version. Your drafts are kept: read the new "
        "version first."
    ),
    "undo_too_late": gettext_noop("This was sent over an hour ago, so you cannot undo it."),
    "unknown_comment": gettext_noop("This comment has been withdrawn."),
    "unknown_filter": gettext_noop("We do not know this filter. Choose one from the list."),
    "unknown_cohort": gettext_noop("A cohort you ticked no longer exists. Check and save again."),
    "unknown_facilitator": gettext_noop("This person is no longer a facilitator of this course."),
    "unknown_participant": gettext_noop("No one with this ID is in this course."),
    "unknown_phrase": gettext_noop("This comment is no longer in the bank."),
    "phrase_changed": gettext_noop(
        "This comment was changed after you opened the page. Read it again before you remove it."
    ),
    "phrase_gone": gettext_noop(
        "A colleague removed this comment while you edited it. Your text is here: add it again."
    ),
    "bank_full": gettext_noop("You can save %(most)s comments. Remove one, then add this."),
    "team_bank_full": gettext_noop(
        "The course team’s bank holds %(most)s comments. Remove one, then add this."
    ),
    "name_not_filled_in": gettext_noop(
        "A comment still says {name}. Replace it with the person’s name, then send it."
    ),
    "comment_missing": gettext_noop("Write a comment first, then add it to the bank."),
    "too_long_for_bank": gettext_noop(
        "A comment in the bank has at most %(limit)s characters. Shorten this by %(over)s or more."
    ),
    "too_few_agree": gettext_noop(
        "Fewer than %(least)s people have agreed to research, so there is no file yet."
    ),
    "unknown_study": gettext_noop("This study is not set up on this site."),
    "too_many_ticked": gettext_noop("Offer to up to %(most)s people at once. Untick some."),
    "what_missing": gettext_noop("Enter what you offer."),
    # Refusals by their own code.
    "invalid": gettext_noop("We did not understand this request. Reload the page."),
    "locked": gettext_noop("This review cannot be changed at the moment."),
    "misconfigured": gettext_noop(
        "We cannot show this review at the moment. Tell your course team that its set-up is wrong."
    ),
    "not_allowed": gettext_noop("You do not have access to this."),
    "too_large": gettext_noop("This is more text than can be saved at once."),
    "unavailable": gettext_noop("This is not possible here."),
    "busy": gettext_noop(
        "We are still saving your last change, so this one is not saved yet. The page will try "
        "again; if it does not, save it again."
    ),
    "unknown": gettext_noop("This could not be found."),
    "unreadable": gettext_noop(
        "A newer version of this component saved your record. Nothing was changed. Tell your "
        "course team."
    ),
    "unsupported_body": gettext_noop("This page is out of date. Reload it and try again."),
    "wrong_method": gettext_noop("This address does not take that kind of request."),
    # What an author can put right.
    "bad_id": gettext_noop("Use lower-case letters, digits and hyphens for an id."),
    "dates_out_of_order": gettext_noop("Put the dates in this order: opens, due, closes."),
    "duplicate_id": gettext_noop("The ID %(id)s is used more than once."),
    "missing_words": gettext_noop("This cannot be blank."),
    "no_points": gettext_noop("Give points to at least one part."),
    "not_a_choice": gettext_noop("Choose one of the listed values."),
    "out_of_order": gettext_noop("Put the levels in order, each with its own number."),
    "out_of_range": gettext_noop("Use a number from %(least)s to %(most)s."),
    "reserved_id": gettext_noop("The ID %(id)s is reserved. Choose another."),
    "too_few": gettext_noop("Add at least %(least)s."),
    "too_many": gettext_noop("The limit is %(most)s. Remove some."),
    "too_many_replies": gettext_noop(
        "You have replied to this comment %(most)s times, which is the limit. Copy your text "
        "and talk to your course team."
    ),
    "too_short": gettext_noop("Use at least %(least)s characters."),
    "wrong_type": gettext_noop("This is the wrong kind of value."),
    "unknown_condition": gettext_noop(
        "Choose answers of an earlier question that the same people can see: %(id)s"
    ),
    "counted_not_private": gettext_noop(
        "Only a question that only the participant sees can be counted with consent. Change who "
        "sees the answer, or clear this."
    ),
    "counted_not_choices": gettext_noop(
        "Only a question with options can be counted. Change the type of answer, or clear this."
    ),
    "counted_too_few_choices": gettext_noop(
        "Add at least two options beside “Prefer not to say”, or clear this."
    ),
    "counted_after_another": gettext_noop(
        "Ask this of everyone, or clear this: how many were asked would show what they chose "
        "before."
    ),
    "unknown_framework": gettext_noop("No framework has this ID."),
    "bad_language": gettext_noop("Use the code of a language, such as en or cy."),
    "form_too_long": gettext_noop(
        "This form has more than %(most)s entries, which is too many to save at once."
    ),
    "more_problems": gettext_noop("%(more)s more problems are not listed."),
    "markup": gettext_noop("Use plain text: HTML is shown as it is written."),
    "mode_fixed": gettext_noop("You cannot change this: someone has signed off."),
    "not_a_time": gettext_noop("Enter a date and a time, such as 2027-01-31T16:00."),
    "not_a_clock_time": gettext_noop("Enter a time, such as 16:00."),
    "not_a_date": gettext_noop("Enter a date, such as 2027-01-31."),
    "time_without_date": gettext_noop("Enter a date to go with the time, or clear the time."),
    "not_a_whole_number": gettext_noop("Use a whole number."),
    "paste_too_wide": gettext_noop(
        "There is room for %(most)s columns from here. Add levels, or paste fewer columns."
    ),
    "area_named_twice": gettext_noop(
        "“%(name)s” is also the name of area %(first)s. Give this area another name."
    ),
    "licence_of_another": gettext_noop(
        "This licence is for “%(title)s”. Enter the licence of your own areas, or clear this."
    ),
    "note_of_another": gettext_noop(
        "This note is about “%(title)s”. Write one about your own areas, or clear this."
    ),
    "source_of_another": gettext_noop(
        "This is the source of “%(title)s”. Say where your own areas come from, or clear this."
    ),
    "title_of_another": gettext_noop(
        "“%(title)s” is a ready-made framework, and these areas are your own. Enter what you "
        "call yours."
    ),
    "rounds_overlap": gettext_noop(
        "“%(round)s” opens before “%(before)s” closes. Change one of the dates, or the order."
    ),
    "setup_stale": gettext_noop(
        "A colleague saved this component after you opened it. What you typed is still here. "
        "Save again to replace their version."
    ),
    "weight_not_a_number": gettext_noop("Enter a number of points, or leave this blank."),
    # What a file seems to be that belongs somewhere else, or nowhere here.
    "is_empty": gettext_noop("This file is empty. Choose another."),
    "is_record": gettext_noop(
        "This is the transfer file of a participant’s record. Its owner can import it under My "
        "record."
    ),
    "is_cpd_log": gettext_noop(
        "This seems to be a CPD log. Participants can import theirs under CPD log."
    ),
    "is_cpd_json": gettext_noop(
        "This is a CPD log as JSON, which is for other programs. Use the CSV of the log, or the "
        "transfer file under My record."
    ),
    "is_framework": gettext_noop(
        "This is a framework. Course teams import it in Studio, where they edit the review."
    ),
    "is_known_framework": gettext_noop(
        "This seems to be a framework from another system. Course teams import it in Studio, "
        "where they edit the review."
    ),
    "is_framework_table": gettext_noop(
        "This seems to be a table of areas and levels. Course teams import it in Studio, where "
        "they edit the review."
    ),
    "is_calendar": gettext_noop(
        "This is a calendar (.ics). Participants can import its events under CPD log."
    ),
    "is_release": gettext_noop("This is a file of shared figures. It is to read, not to import."),
    "is_trust_report": gettext_noop("This is a trust report. It is to read, not to import."),
    "is_research": gettext_noop("This is a research file. It is for researchers, not to import."),
    "is_staff_file": gettext_noop(
        "This seems to be a course team’s file about its participants. It is to read, not to "
        "import."
    ),
    "is_people": gettext_noop("This seems to be a list of people, which we do not import."),
    "is_course": gettext_noop(
        "This seems to be the export of a course. Course teams import its rating questions in "
        "Studio, where they edit the review."
    ),
    "is_archive": gettext_noop("This is an archive. Unpack it, then choose one file in it."),
    "is_spreadsheets": gettext_noop(
        "This is a zip file with spreadsheets. Unpack it, then import them one at a time."
    ),
    "is_table": gettext_noop("This seems to be a table or plain text. We do not import that here."),
    "is_workbook": gettext_noop("This is a spreadsheet. We do not import that here."),
    "is_html_table": gettext_noop(
        "This is a web page. Copy its table into a spreadsheet, and save that as .xlsx or CSV."
    ),
    "is_xml": gettext_noop("This is XML of a kind that we do not import here."),
    "is_json": gettext_noop("This is JSON of a kind that we do not import here."),
    "is_picture": gettext_noop(
        "This is a picture, so we cannot read its words. Choose the file that it was made from."
    ),
    "is_media": gettext_noop("This is a sound or a film, which we do not import."),
    "is_pdf": gettext_noop(
        "This is a PDF. Copy its table into a spreadsheet, check it, and save it as .xlsx or CSV."
    ),
    "is_word": gettext_noop(
        "This is a text document. Copy its table into a spreadsheet, and save that as .xlsx or CSV."
    ),
    "is_slides": gettext_noop(
        "These are slides. Copy the table into a spreadsheet, and save that as .xlsx or CSV."
    ),
    "is_opendocument": gettext_noop(
        "This is an OpenDocument spreadsheet (.ods). Open it, then save it as .xlsx or CSV."
    ),
    "is_old_excel": gettext_noop(
        "This is an Excel file of an older kind (.xls). Open it, then save it as .xlsx or CSV."
    ),
    "is_binary_excel": gettext_noop(
        "This is a binary Excel file (.xlsb). Open it, then save it as .xlsx or CSV."
    ),
    "is_iwork": gettext_noop(
        "This is a file from Numbers, Pages or Keynote. Export its table as Excel (.xlsx) or CSV."
    ),
    "is_locked": gettext_noop("This file has a password. Save a copy without one, then import it."),
    "is_email": gettext_noop(
        "This is an e-mail. Save the file that is attached to it, then choose that."
    ),
    "is_html": gettext_noop("This is a web page without a table, so there is nothing to import."),
    "is_binary": gettext_noop(
        "We do not know this kind of file. Save its table as .xlsx or CSV, then import that."
    ),
    "not_this_kind": gettext_noop(
        "We import only a transfer file (JSON) here. This seems to be %(kind)s. In the other "
        "course, go to My record and choose “Transfer file (JSON)”."
    ),
    # Why a framework of the site cannot be chosen.
    "file_cannot_be_opened": gettext_noop("We could not open it. Check who may read this file."),
    "framework_broken": gettext_noop("We could not read it. Your site operator can see why."),
    "framework_id_of_package": gettext_noop(
        "It has the ID of a ready-made framework, which we use instead: %(id)s"
    ),
    "framework_id_twice": gettext_noop("Another file has its ID, and we use that: %(file)s"),
    # What is wrong with a file of an author.
    "archive_broken": gettext_noop("We could not open this archive. Export the course again."),
    "archive_inside": gettext_noop(
        "This archive holds another one: %(name)s. Unpack it, then choose that."
    ),
    "archive_many_files": gettext_noop(
        "This archive has more than %(most)s files. Choose the XML file of the component in it."
    ),
    "archive_too_large": gettext_noop(
        "Unpacked, this archive is larger than %(most)s MB. Choose the XML file of the component "
        "in it."
    ),
    "csv_area_twice": gettext_noop("The ID %(id)s appears twice."),
    "csv_few_levels": gettext_noop("Use at least two columns as levels."),
    "csv_level_twice": gettext_noop("Two columns have the same level: %(id)s"),
    "csv_no_area_column": gettext_noop("Add a column for the names of the areas."),
    "file_not_text": gettext_noop("Save this file as UTF-8 text, then choose it again."),
    "file_too_large": gettext_noop("This file is too large. The limit is %(most)s KB."),
    "import_many_areas": gettext_noop(
        "%(count)s areas found; a framework has up to %(most)s. Choose one group, or leave some "
        "rows out of the file."
    ),
    "import_many_levels": gettext_noop(
        "%(count)s levels found; a framework has %(least)s to %(most)s: choose which. Set the "
        "others to “Not used”."
    ),
    "import_not_seen": gettext_noop(
        "You have chosen another file since the preview. Preview this one first."
    ),
    "import_unknown_json": gettext_noop(
        "This is JSON, but not a framework that we know. We read our own JSON, CASE, Mahara "
        "(.matrix) and rubrics of Open edX."
    ),
    "import_unknown_json_keys": gettext_noop(
        "This is JSON with %(keys)s, which is not a framework that we know. We read our own JSON, "
        "CASE, Mahara (.matrix) and rubrics of Open edX."
    ),
    "import_unknown_xml": gettext_noop(
        "This is XML that begins with %(name)s, which is not a framework that we know. We read "
        "rating questions and rubrics of Open edX."
    ),
    "json_broken": gettext_noop("This is not JSON at line %(line)s, column %(column)s."),
    "json_key_twice": gettext_noop("A key appears twice in one object: %(key)s"),
    "json_not_readable": gettext_noop("We could not read this as JSON."),
    "newer_schema": gettext_noop(
        "A newer version of this component made this file (format version %(version)s)."
    ),
    "missing": gettext_noop("This is missing. Add it to the file."),
    "not_a_list": gettext_noop("This must be a list."),
    "not_a_list_of_texts": gettext_noop("This must be a list of texts."),
    "not_a_number": gettext_noop("This must be a number."),
    "not_an_object": gettext_noop("This must be an object, with keys and values."),
    "unknown_event": gettext_noop("Some of these are no events that a site can choose."),
    "unknown_setting": gettext_noop("This version has no setting of this name."),
    "not_an_id": gettext_noop("Use lower-case letters, digits and hyphens for an id."),
    "not_text": gettext_noop("This must be text, in quotation marks."),
    "not_true_or_false": gettext_noop("This must be true or false."),
    "time_without_offset": gettext_noop("Add the time zone to this time, such as Z or +01:00."),
    "no_ratings": gettext_noop("We found no rating questions in this file."),
    "not_a_framework_file": gettext_noop("This is not a framework that was downloaded here."),
    "unknown_key": gettext_noop("We do not know “%(key)s”. Check the spelling."),
    "unknown_key_like": gettext_noop("We do not know “%(key)s”. Did you mean “%(like)s”?"),
    "unknown_choice_in_file": gettext_noop("We do not know “%(typed)s”. Use one of: %(known)s."),
    "xml_broken": gettext_noop("This is not XML at line %(line)s, column %(column)s."),
    "xml_doctype": gettext_noop("XML with a document type or entities is not read."),
    "cohorts_changed": gettext_noop("These cohorts have changed since you opened this page."),
    "group_name_missing": gettext_noop("Enter a name for this group."),
    "group_name_twice": gettext_noop("Two groups have this name. Give one of them another."),
    "group_too_small": gettext_noop(
        "This group has %(people)s people. Put cohorts together until it has at least %(least)s."
    ),
    "others_too_small": gettext_noop(
        "The cohorts in no group have %(people)s people. Leave out none, or at least %(least)s."
    ),
    "one_group_only": gettext_noop("One group is the whole course. Make two, or none."),
    "too_many_groups": gettext_noop("Make at most %(most)s groups."),
    "cohort_unknown": gettext_noop("There is no such cohort in this course. Choose others."),
    "cohort_twice": gettext_noop("This cohort is in two groups. Take it out of one."),
    "newer_release": gettext_noop(
        "A newer version of this component has made releases here. Ask for an upgrade."
    ),
    "broken_release": gettext_noop(
        "A release here cannot be read any more, so none can be made beside it. Ask your site "
        "operator to restore it."
    ),
    "newer_reviews": gettext_noop(
        "A newer version of this component saved some reviews. Ask for an upgrade: a release would "
        "leave them out."
    ),
    "too_few_people": gettext_noop(
        "%(people)s people have signed off. A release needs at least %(least)s."
    ),
    "later_round_released": gettext_noop("Figures of a later round are released already."),
    "counted_together": gettext_noop("Figures of this round are in a trust report already."),
    "released_meanwhile": gettext_noop(
        "Figures of one of these courses were released meanwhile. Ask for the report again."
    ),
    "interim_by_group": gettext_noop("Release figures by group once the round has closed."),
    "released_by_group": gettext_noop("Figures of this round are released by group already."),
    "interim_made": gettext_noop("This round has an interim release already."),
    "too_few_more": gettext_noop(
        "%(more)s more people have to sign off before a further release: %(missing)s to go."
    ),
    "no_such_release": gettext_noop("This release is not there."),
    "preview_is_old": gettext_noop(
        "What it counts has changed since this preview. Here is a new one: read it, then tick the "
        "box."
    ),
    "release_not_sure": gettext_noop("Tick the box to confirm that you have read the preview."),
    "release_withdrawn": gettext_noop("This release was withdrawn, so it is no longer shown."),
    "release_unreadable": gettext_noop(
        "This release cannot be read: part of it is missing. Ask your site operator to restore it."
    ),
    "no_such_chart": gettext_noop("This release has no such chart."),
}


_LABELS = {
    "left_out.broken_content": gettext_noop("The review has an error in its settings."),
    "left_out.counted_elsewhere": gettext_noop(
        "It was counted together with rounds that are not in this report."
    ),
    "left_out.interim_only": gettext_noop("Only interim figures of the closed round are shared."),
    "left_out.later_round_released": gettext_noop("Figures of a later round are released already."),
    "left_out.newer_reviews": gettext_noop("A newer version of this component saved reviews."),
    "left_out.newer_rows": gettext_noop("A newer version of this component saved figures."),
    "left_out.no_review": gettext_noop("There is no review in this course."),
    "left_out.no_round_closed": gettext_noop("No round has closed yet."),
    "left_out.nobody_signed_off": gettext_noop("No one has signed off."),
    "left_out.not_released": gettext_noop("The course team has not shared figures yet."),
    "left_out.too_few_people": gettext_noop("Too few people have signed off."),
    "left_out.withdrawn": gettext_noop("The course team withdrew its figures."),
    "cpd.type.course": gettext_noop("Course or workshop"),
    "cpd.type.conference": gettext_noop("Conference"),
    "cpd.type.coaching": gettext_noop("Coaching"),
    "cpd.type.mentoring": gettext_noop("Mentoring (receiving)"),
    "cpd.type.mentoring-others": gettext_noop("Mentoring or coaching others"),
    "cpd.type.observation": gettext_noop("Observation or team teaching"),
    "cpd.type.visit": gettext_noop("Visit or shadowing"),
    "cpd.type.secondment": gettext_noop("Secondment or placement"),
    "cpd.type.network": gettext_noop("Network or working group"),
    "cpd.type.reading": gettext_noop("Professional reading or research"),
    "cpd.type.online": gettext_noop("Online learning"),
    "cpd.type.qualification": gettext_noop("Qualification study"),
    "cpd.type.leading": gettext_noop("Leading professional development"),
    "cpd.type.other": gettext_noop("Other"),
    "cpd.status.done": gettext_noop("Done"),
    "cpd.status.planned": gettext_noop("Planned"),
    "cpd.status.did-not-happen": gettext_noop("Cancelled"),
    "cpd.mode.in-person": gettext_noop("In person"),
    "cpd.mode.online-live": gettext_noop("Online, live"),
    "cpd.mode.online-own-time": gettext_noop("Online, in my own time"),
    "cpd.mode.blended": gettext_noop("Blended"),
    "cpd.impact.too-early": gettext_noop("Too early to say"),
    "cpd.impact.reaction": gettext_noop("I found it worthwhile"),
    "cpd.impact.learning": gettext_noop("I learned something new"),
    "cpd.impact.support": gettext_noop("My school supports the change"),
    "cpd.impact.use": gettext_noop("I use it in my work"),
    "cpd.impact.pupils": gettext_noop("It makes a difference for pupils"),
    "cpd.certificate.none": gettext_noop("None"),
    "cpd.certificate.awaited": gettext_noop("Awaited"),
    "cpd.certificate.received": gettext_noop("Received"),
    "cpd.blank": gettext_noop(
        "One activity in each row. Fill in a title and a date, such as 14/3/2026; leave blank what "
        "you do not need."
    ),
    "cpd.field.title": gettext_noop("Title"),
    "cpd.field.type": gettext_noop("Type"),
    "cpd.field.start": gettext_noop("Date"),
    "cpd.field.end": gettext_noop("Last day"),
    "cpd.field.minutes": gettext_noop("Duration"),
    "cpd.field.interactive_minutes": gettext_noop("Active time"),
    "cpd.field.status": gettext_noop("Status"),
    "cpd.field.areas": gettext_noop("Areas"),
    "cpd.field.provider": gettext_noop("Provider"),
    "cpd.field.host_setting": gettext_noop("Setting"),
    "cpd.field.mode": gettext_noop("Format"),
    "cpd.field.learned": gettext_noop("What I learned"),
    "cpd.field.applied": gettext_noop("What I do differently now"),
    "cpd.field.impact": gettext_noop("What difference has it made?"),
    "cpd.field.impact_note": gettext_noop("How do you know?"),
    "cpd.field.review_on": gettext_noop("Remind me to check the impact on"),
    "cpd.field.evidence": gettext_noop("Evidence"),
    "cpd.field.certificate": gettext_noop("Certificate"),
    "cpd.field.id": gettext_noop("Id"),
    "cpd.minutes.minutes": gettext_noop("Duration (minutes)"),
    "cpd.minutes.interactive_minutes": gettext_noop("Active time (minutes)"),
    "cpd.source.manual": gettext_noop("Entered by hand"),
    "cpd.source.import": gettext_noop("Imported from a file"),
    "seen.progress": gettext_noop("Which rounds you have started or signed off"),
    "seen.draft": gettext_noop("Your draft"),
    "seen.levels": gettext_noop("Your levels, and where you want to be"),
    "seen.words": gettext_noop("Your reflections and evidence"),
    "seen.answers": gettext_noop("Your answers to the questions"),
    "seen.plans": gettext_noop("CPD log, next steps and opportunities"),
    "seen.interest": gettext_noop("Open opportunities that you say you would like"),
    "seen.private": gettext_noop("Your private answers"),
    "seen.points": gettext_noop("Your participation points"),
    "changed.reflection": gettext_noop("Reflection"),
    "changed.evidence": gettext_noop("Evidence"),
    "changed.target": gettext_noop("Where you want to be"),
    "changed.then": gettext_noop("Looking back"),
    "change.added": gettext_noop("added"),
    "change.changed": gettext_noop("changed"),
    "change.removed": gettext_noop("removed"),
    "shown.always": gettext_noop("Yes"),
    "shown.at_once": gettext_noop("Yes, at once, until you take it back"),
    "shown.signed_off": gettext_noop("Yes, once you sign off"),
    "shown.ticked": gettext_noop("Only what you tick when you sign off"),
    "shown.in_figures": gettext_noop("Only in figures about groups, without your name"),
    "shown.counted": gettext_noop("No. You can agree to be counted in figures"),
    "shown.not_shown": gettext_noop("Not shown to them"),
    "shown.never": gettext_noop("No"),
    "access.review": gettext_noop("Opened"),
    "access.accept": gettext_noop("Accepted from the list, without opening it"),
    "access.export": gettext_noop("Exported"),
    "course_log.figures": gettext_noop("Opened live figures"),
    "course_log.released": gettext_noop("Made a release"),
    "course_log.withdrew": gettext_noop("Withdrew a release"),
    "course_log.export": gettext_noop("Downloaded a file"),
    # Who did what a command of the site has done.
    "by.operator": gettext_noop("Operator of this site"),
    "not_moved.asked": gettext_noop("Asked, not offered"),
    "not_moved.offered": gettext_noop("Asked and offered"),
    "not_moved.asked_for_none": gettext_noop("Shared, nothing wanted"),
    "not_moved.shared_nothing": gettext_noop("Shared nothing"),
    "calendar.sign-off": gettext_noop("Sign off"),
    "calendar.next-step": gettext_noop("Next step"),
    "calendar.answer-by": gettext_noop("Answer an offer"),
    "calendar.another-look": gettext_noop("Did it make a difference?"),
    "counted.yes": gettext_noop("Yes"),
    "owner.me": gettext_noop("Me"),
    "owner.school": gettext_noop("My school or trust"),
    "owner.both": gettext_noop("Both"),
    "step.planned": gettext_noop("Planned"),
    "step.in-progress": gettext_noop("In progress"),
    "step.done": gettext_noop("Done"),
    "step.changed": gettext_noop("Replaced"),
    "step.dropped": gettext_noop("Cancelled"),
    "opportunity.type.secondment": gettext_noop("Secondment"),
    "opportunity.type.shadowing": gettext_noop("Shadowing"),
    "opportunity.type.visit": gettext_noop("Visit to another school"),
    "opportunity.type.coaching": gettext_noop("Coaching"),
    "opportunity.type.mentoring": gettext_noop("Mentoring"),
    "opportunity.type.leading-project": gettext_noop("Leading a project"),
    "opportunity.type.acting-role": gettext_noop("Acting or associate role"),
    "opportunity.type.network": gettext_noop("Cross-school network"),
    "opportunity.type.responsibility": gettext_noop("Subject or phase responsibility"),
    "opportunity.type.qualification": gettext_noop("Formal qualification"),
    "opportunity.type.other": gettext_noop("Something else"),
    "opportunity.status.wanted": gettext_noop("Wanted"),
    "opportunity.status.offered": gettext_noop("Offered"),
    "opportunity.status.agreed": gettext_noop("Agreed"),
    "opportunity.status.taken-up": gettext_noop("Started"),
    "opportunity.status.completed": gettext_noop("Completed"),
    "opportunity.status.not-possible": gettext_noop("Not possible this time"),
    "opportunity.status.declined": gettext_noop("Declined"),
    "opportunity.step.wanted": gettext_noop("Ask for it again"),
    "opportunity.step.offered": gettext_noop("Mark as offered"),
    "opportunity.step.agreed": gettext_noop("Agreed"),
    "opportunity.step.taken-up": gettext_noop("Started"),
    "opportunity.step.completed": gettext_noop("Completed"),
    "opportunity.step.declined": gettext_noop("Declined"),
    "opportunity.reason.not-offered": gettext_noop("It was not offered"),
    "opportunity.reason.cover": gettext_noop("Time or cover"),
    "opportunity.reason.cost": gettext_noop("Cost"),
    "opportunity.reason.timing": gettext_noop("Timing"),
    "opportunity.reason.role-changed": gettext_noop("My role or school changed"),
    "opportunity.reason.other": gettext_noop("Something else"),
    "opportunity.mark.offered": gettext_noop("Offer"),
    "opportunity.mark.agreed": gettext_noop("Mark as agreed"),
    "contact.comment": gettext_noop("comment"),
    "contact.returned": gettext_noop("review returned"),
    "contact.accepted": gettext_noop("review accepted"),
    "contact.opportunity": gettext_noop("answer about an opportunity"),
    "contact.reminder": gettext_noop("reminder"),
    "where.new": gettext_noop("New"),
    "where.resubmitted": gettext_noop("Resubmitted"),
    "where.replied": gettext_noop("Replied"),
    "where.asked": gettext_noop("Asked for an opportunity"),
    "where.commented": gettext_noop("Commented"),
    "where.returned": gettext_noop("Returned"),
    "where.accepted": gettext_noop("Accepted"),
    "where.in_progress": gettext_noop("In progress"),
    "where.not_started": gettext_noop("Not started"),
    "where.all": gettext_noop("All reviews"),
    "where.needs_you": gettext_noop("Needs you"),
    "wait.long": gettext_noop("Over 2 weeks"),
    "wait.week": gettext_noop("1 to 2 weeks"),
    "wait.new": gettext_noop("This week"),
    "not_due.signed_off": gettext_noop("Signed off"),
    "not_due.not_open": gettext_noop("The round is not open to them"),
    "not_due.enough": gettext_noop("Reminded three times already"),
    "not_due.too_soon": gettext_noop("Reminded less than a day ago"),
    "decision.returned": gettext_noop("Returned"),
    "decision.accepted": gettext_noop("Accepted"),
    "verdict.decided": gettext_noop("Already decided"),
    "verdict.changed": gettext_noop("Changed since you opened the list"),
    "verdict.own": gettext_noop("Your own review"),
    "verdict.nothing": gettext_noop("Nothing signed off to accept"),
    "verdict.ready": gettext_noop("We could not save this. Try again."),
    "verdict.undone": gettext_noop("Undone"),
    "verdict.done": gettext_noop("Accepted"),
    "sort.wait": gettext_noop("Longest wait"),
    "sort.newest": gettext_noop("Shortest wait"),
    "sort.oldest": gettext_noop("Oldest first"),
    "sort.latest": gettext_noop("Newest first"),
    "sort.name": gettext_noop("Name"),
    "sort.cohort": gettext_noop("Cohort"),
    "symbol.c": gettext_noop("Not shown, because the number is small or would give one away"),
    "symbol.z": gettext_noop("Not applicable"),
    "symbol.x": gettext_noop("Not available"),
    "symbol.low": gettext_noop("Rounds to 0"),
    "release.part.moved": gettext_noop("Have moved"),
    "release.part.one": gettext_noop("By one area"),
    "release.part.several": gettext_noop("By two areas or more"),
    "release.part.two": gettext_noop("By two areas"),
    "release.part.three-or-more": gettext_noop("By three areas or more"),
    "release.part.not-moved": gettext_noop("Have not moved"),
    "release.part.none": gettext_noop("As many areas up as down"),
    "release.part.fewer": gettext_noop("More areas down than up"),
    "release.part.shared": gettext_noop("Shared an opportunity"),
    "release.part.offered": gettext_noop("Offered"),
    "release.part.taken-up": gettext_noop("Taken up"),
    "release.part.not-taken-up": gettext_noop("Not taken up"),
    "release.part.not-offered": gettext_noop("Not offered"),
    "release.part.asked": gettext_noop("Asked for one"),
    "release.part.asked-for-none": gettext_noop("Asked for none"),
    "release.part.shared-nothing": gettext_noop("Shared none"),
    "release.part.not-possible": gettext_noop("Were told that one is not possible"),
    "release.part.asked-why": gettext_noop("Answers that ask what got in the way"),
    "release.part.not-asked-why": gettext_noop("Other answers"),
    "setting.display_name": gettext_noop("Title"),
    "setting.framework_id": gettext_noop("Framework"),
    "setting.framework_id.help": gettext_noop(
        "The ID of a framework included with this component."
    ),
    "setting.framework": gettext_noop("Own framework"),
    "setting.framework.help": gettext_noop(
        "Your own framework, used instead of the one named above."
    ),
    "setting.rounds": gettext_noop("Rounds"),
    "setting.credit": gettext_noop("Credit"),
    "setting.credit.help": gettext_noop(
        "Points for each part of a round. Credit is for taking part, never for levels."
    ),
    "setting.notice": gettext_noop("Privacy notice"),
    "setting.notice_version": gettext_noop("Version of the privacy notice"),
    "setting.priorities": gettext_noop("School or trust priorities"),
    "setting.priorities.help": gettext_noop("One on each line. A next step can name one of them."),
    "setting.weight": gettext_noop("Points in the gradebook"),
    "setting.weight.help": gettext_noop("Leave blank to add up the points of the parts."),
    "setting.mode": gettext_noop("What gives credit"),
    "setting.mode.help": gettext_noop(
        "When they sign off, or when staff accept it. You cannot change this after the first "
        "sign-off."
    ),
    "setting.sharing": gettext_noop("What course staff see"),
    "setting.sharing.help": gettext_noop(
        "What course staff see of a signed-off review. Participants are told first."
    ),
    "setting.cpd": gettext_noop("CPD log"),
    "setting.cpd.help": gettext_noop("Minutes in a CPD day, and in the suggested goal."),
    "mode.self-review": gettext_noop("When they sign off"),
    "mode.accepted": gettext_noop("When staff accept it"),
    "left_out": gettext_noop("Left out on import"),
    "sharing.everything": gettext_noop(
        "Everything signed off: levels, reflections, evidence and answers"
    ),
    "sharing.levels": gettext_noop(
        "Levels and answers. Reflections and evidence stay with the participant"
    ),
    "sharing.answers": gettext_noop(
        "Answers to the review questions only. Levels count in figures about groups"
    ),
    "confidence.high": gettext_noop("Checked against its source"),
    "confidence.good": gettext_noop("Not yet checked against the published document"),
    "credit.areas": gettext_noop("Every area answered"),
    "credit.reflections": gettext_noop("Reflections"),
    "credit.prompts": gettext_noop("The end-of-review questions"),
    "credit.next_step": gettext_noop("A next step"),
    "credit.cpd": gettext_noop("CPD entries shared with the review"),
    "credit.sign_off": gettext_noop("Signing off"),
    "prompt.kind.choice": gettext_noop("Single choice"),
    "prompt.kind.multi-choice": gettext_noop("Multiple choice"),
    "prompt.kind.text": gettext_noop("Free text"),
    "prompt.kind.step": gettext_noop("What next, who and by when"),
    "visibility.participant_then_shared": gettext_noop("Course staff, after sign-off"),
    "visibility.participant_only": gettext_noop("Only the participant"),
    "round.kind.baseline": gettext_noop("Baseline"),
    "round.kind.interim": gettext_noop("Mid-point"),
    "round.kind.final": gettext_noop("End"),
    "round.kind.annual": gettext_noop("Annual"),
    "edit.added": gettext_noop("Added."),
    "edit.archived": gettext_noop("Archived."),
    "edit.dated": gettext_noop("The dates are in the form. Save to keep them."),
    "edit.imported": gettext_noop("The file is in the form. Save to keep it."),
    "edit.imported_own": gettext_noop(
        "The file is in the form. Say what this framework is called and where it comes from."
    ),
    "import.column.area": gettext_noop("Area"),
    "import.column.description": gettext_noop("Description"),
    "import.column.group": gettext_noop("Group"),
    "import.column.id": gettext_noop("ID"),
    "import.kind.canvas_outcomes": gettext_noop("Outcomes from Canvas."),
    "import.kind.canvas_rubric": gettext_noop("Rubric from Canvas."),
    "import.kind.case": gettext_noop("CASE framework."),
    "import.kind.case_csv": gettext_noop("CASE framework (CSV)."),
    "import.kind.mahara": gettext_noop("SmartEvidence framework from Mahara."),
    "import.kind.moodle": gettext_noop("Competency framework from Moodle."),
    "import.kind.ora": gettext_noop("Rubric from Open edX."),
    "import.kind.own": gettext_noop("Framework file of this component."),
    "import.kind.ratings": gettext_noop("Rating questions from Open edX."),
    "import.kind.rubric_table": gettext_noop("Rubric, with a row for each criterion and level."),
    "import.kind.table": gettext_noop("Table of areas and levels."),
    "import.letters.mac": gettext_noop("Mac"),
    "import.letters.windows": gettext_noop("Windows"),
    "import.use.area": gettext_noop("Area"),
    "import.use.description": gettext_noop("Description"),
    "import.use.group_in_description": gettext_noop("Group, in the description"),
    "import.use.group_in_name": gettext_noop("Group, in the area’s name"),
    "import.use.id": gettext_noop("ID"),
    "import.use.level": gettext_noop("Level"),
    "import.use.optional": gettext_noop("Optional area"),
    "import.use.prompt": gettext_noop("Prompt"),
    "import.use.unused": gettext_noop("Not used"),
    "import.use.was": gettext_noop("Earlier IDs"),
    "import.why.above": gettext_noop("Words above or beside the table."),
    "import.why.beyond": gettext_noop("This column is beyond the last that we read."),
    "import.why.cut_short": gettext_noop("Too long, so the end of its text is left out."),
    "import.why.deleted": gettext_noop("Deleted in Canvas."),
    "import.why.drafts": gettext_noop("Drafts of published questions."),
    "import.why.empty_group": gettext_noop("Nothing is in this group."),
    "import.why.group_above": gettext_noop("The name of a group. The areas below it have it."),
    "import.why.footnote": gettext_noop("A note below the table."),
    "import.why.heading": gettext_noop("A heading above other areas."),
    "import.why.inner_archive": gettext_noop("An archive in the archive. Import it by itself."),
    "import.why.no_area": gettext_noop("A row without an area or a description."),
    "import.why.not_used": gettext_noop("Not used."),
    "import.why.of_group": gettext_noop("What this group says of itself."),
    "import.why.other_group": gettext_noop("Another group than the one that you chose."),
    "import.why.other_levels": gettext_noop("Its levels are not those of the other areas."),
    "import.why.other_sheet": gettext_noop("We read one sheet or table of a file only."),
    "import.why.other_table": gettext_noop(
        "Another table, with other headings. Import it by itself."
    ),
    "import.why.rubrics": gettext_noop(
        "This file has rating questions too, which we read instead."
    ),
    "import.why.total": gettext_noop("A row of totals."),
    "import.why.unreadable": gettext_noop("We could not read this file."),
    "edit.moved": gettext_noop("Moved."),
    "edit.preset": gettext_noop("The framework is in the form. Save to keep it."),
    "edit.removed": gettext_noop("Removed."),
    "edit.restored": gettext_noop("Restored."),
    "edit.table": gettext_noop("The table is in the form. Save to keep it."),
    "edit.undone": gettext_noop("Undone."),
    "export.reviews": gettext_noop("Reviews"),
    "export.cpd": gettext_noop("CPD"),
    "export.opportunities": gettext_noop("Opportunities"),
    "export.about.reviews": gettext_noop(
        "One row for each person, round and area: level and text."
    ),
    "export.about.cpd": gettext_noop("One row for each CPD entry shared with a review."),
    "export.about.opportunities": gettext_noop(
        "One row for each opportunity shared with a review, with its status and reason."
    ),
    # What a file seems to be, in a sentence of another screen.
    "file.archive": gettext_noop("an archive"),
    "file.binary": gettext_noop("a file of another kind"),
    "file.binary_excel": gettext_noop("a spreadsheet"),
    "file.email": gettext_noop("an e-mail"),
    "file.html": gettext_noop("a web page"),
    "file.html_table": gettext_noop("a web page"),
    "file.iwork": gettext_noop("a file from Numbers, Pages or Keynote"),
    "file.json": gettext_noop("JSON of another kind"),
    "file.locked": gettext_noop("a file with a password"),
    "file.media": gettext_noop("a sound or a film"),
    "file.old_excel": gettext_noop("a spreadsheet"),
    "file.opendocument": gettext_noop("a spreadsheet"),
    "file.pdf": gettext_noop("a PDF"),
    "file.people": gettext_noop("a list of people"),
    "file.picture": gettext_noop("a picture"),
    "file.slides": gettext_noop("slides"),
    "file.spreadsheets": gettext_noop("a zip file with spreadsheets"),
    "file.table": gettext_noop("a table or plain text"),
    "file.word": gettext_noop("a text document"),
    "file.workbook": gettext_noop("a spreadsheet"),
    "file.xml": gettext_noop("XML of another kind"),
    # What is stored of somebody, in the answer to who asks for it.
    "stored.record": gettext_noop("Reviews, next steps and opportunities"),
    "stored.matrix_cpd_log": gettext_noop("CPD log"),
    "stored.matrix_private": gettext_noop("Private answers"),
    "stored.matrix_desk": gettext_noop("Your drafts of comments, phrases and filters"),
    "stored.summary": gettext_noop("Signed-off reviews in numbers"),
    "stored.snapshot": gettext_noop("Signed-off reviews in words"),
    "stored.response": gettext_noop("Comments, decisions and replies"),
    "stored.access": gettext_noop("Who opened your reviews"),
    "stored.consent": gettext_noop("Consent to research"),
    "stored.counted": gettext_noop("Private choices you let us count"),
    "stored.standing": gettext_noop("Status of your reviews"),
    "stored.interest": gettext_noop("Opportunities you asked for on the board"),
    "stored.opportunities": gettext_noop("Opportunities your course team sees"),
    "stored.reminder": gettext_noop("Reminders sent to you"),
    "stored.cohorts": gettext_noop("Cohorts you look after"),
    "stored.queue": gettext_noop("Entries in the list of reviews"),
    "stored.score": gettext_noop("Scores"),
    "stored.draft": gettext_noop("Drafts of comments on your reviews"),
    "stored.name": gettext_noop("What you wrote or did for others"),
    "stored.mark": gettext_noop("Your codes in lists of downloads"),
    "stored.export": gettext_noop("Downloads your reviews were part of"),
    "stored.unknown": gettext_noop("Stored by a newer version"),
    "stored.gone": gettext_noop("(no longer in the course)"),
}


def label(code: str) -> str:
    """Return the word for a code, in the language of the reader. A code without one is shown."""
    return gettext(_LABELS[code]) if code in _LABELS else code


def untranslated(code: str) -> str | None:
    """Return the word for a code as it is marked here, for Studio, which translates by itself."""
    return _LABELS.get(code)


def duration(minutes: int) -> str:
    """Say whole minutes as people do."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return gettext("%(minutes)s min") % {"minutes": rest}
    if not rest:
        return gettext("%(hours)s h") % {"hours": hours}
    return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def has_words(problem: Problem) -> bool:
    """Tell whether the code of a problem has a sentence of its own."""
    return problem.code in _SENTENCES


def words(problem: Problem) -> str:
    """Say what is wrong. A code without a sentence of its own is said as *not understood*."""
    values = problem.values
    if limits := dict(_long_limits(values)):
        values = {**values, **limits}
    if problem.code == "not_this_kind":
        values = {**values, "kind": label(f"file.{values['kind']}")}
    return gettext(_SENTENCES.get(problem.code, _SENTENCES["invalid"])) % values


def _long_limits(values: Mapping[str, str | int]) -> Iterator[tuple[str, str]]:
    """Yield limits of four digits or more, as they are read."""
    for name in ("most", "room"):
        limit = values.get(name)
        if isinstance(limit, int) and limit >= 1000:  # noqa: PLR2004 - the first with a separator
            yield name, grouped(limit)


def grouped(number: int) -> str:
    """Write a number as the reader's language groups its digits: `10,000`."""
    return number_format(number, force_grouping=True)


def sign(each: PictureSign) -> str:
    """Say what a sign of the matrix picture stands for."""
    if each.kind == "want":
        is_theirs = each.is_of_another
        return gettext("Where they want to be") if is_theirs else gettext("Where you want to be")
    if each.kind == "reached":
        return gettext("Reached")
    day = date(localtime(each.at), "j M Y") if each.at else ""
    return ", ".join(filter(None, (each.title, day)))


def moved(track: Track) -> str:
    """Say how an area has moved, in a word or two; nothing where there is nothing to compare."""
    if not track.since:
        return ""
    count = abs(track.steps)
    if not count:
        return gettext("no change")
    if track.steps > 0:
        return ngettext("up %(n)s", "up %(n)s", count) % {"n": count}
    return ngettext("down %(n)s", "down %(n)s", count) % {"n": count}


def since(track: Track) -> str:
    """Say which round an area is compared with."""
    if track.since <= 1:
        return gettext("since baseline") if track.since else ""
    return gettext("since round %(n)s") % {"n": track.since}


_YOUR_AIMS = (
    gettext_noop("where you want to be"),
    gettext_noop("where you wanted to be"),
    gettext_noop("beyond where you wanted to be"),
)
_THEIR_AIMS = (
    gettext_noop("where they want to be"),
    gettext_noop("where they wanted to be"),
    gettext_noop("beyond where they wanted to be"),
)


def aimed(row: PictureRow) -> str:
    """Say where somebody wants to be in an area, or that they are there."""
    track = row.track
    if not track.aim:
        return ""
    is_there = track.aim == track.now
    if track.is_own_aim and not is_there:
        return gettext("aiming for %(level)s") % {"level": row.aim}
    wants, wanted, beyond = _THEIR_AIMS if row.is_of_another else _YOUR_AIMS
    if track.is_own_aim:
        return gettext(wants)
    return gettext(wanted if is_there else beyond)
