"""Headings of logs that people keep elsewhere: what each column is taken for, and what is asked.

The headings are made up after kinds of programs, bodies and forms; no file of theirs is here.
"""

import pytest

from fakes import FakeHost
from matrix_xblock.participant import cpd_import

# Of each column that is used: its field. The others are named as not used.
KINDS = {
    "timer with entries, detailed": (
        ("User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,"
        "End time,Duration,Tags,Amount (GBP)"),
        ("Kit,kit@example.org,,NPQ,,Reading on phonics,No,2026-03-02,16:00:00,2026-03-02,"
        "17:30:00,01:30:00,,"),
        {"Description": "title", "Start date": "start", "End date": "end", "Duration": "minutes",
         "Project": ""},
        set(),
    ),
    "timer with hours and decimals": (
        ("Project,Client,Description,Task,User,Group,Email,Tags,Billable,Start Date,Start Time,"
        "End Date,End Time,Duration (h),Duration (decimal)"),
        ("CPD,,Coaching call,,Kit,,kit@example.org,,No,02/03/2026,16:00:00,02/03/2026,17:00:00,"
        "01:00:00,1.00"),
        {"Description": "title", "Start Date": "start", "End Date": "end",
         "Duration (h)": "minutes"},
        set(),
    ),
    "timer with notes and rates": (
        ("Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,First Name,"
        "Last Name,Roles,Employee?,Billable Rate,Currency"),
        "2026-03-02,School,NPQ,,Seminar,Good on assessment,1.50,No,No,Kit,Example,,Yes,,GBP",
        {"Date": "start", "Task": "title", "Notes": "learned", "Hours": "minutes",
         "Client": "provider"},
        set(),
    ),
    "timer with a comment for each line": (
        "Day,Task name,Comment,Minutes", "2/3/2026,Lesson study,With Year 4,45",
        {"Day": "start", "Task name": "title", "Comment": "learned", "Minutes": "minutes"}, set(),
    ),
    "professional body, points": (
        ("Date of activity,Title of activity,Type of activity,Provider,CPD points,"
        "Reflective notes,Impact on practice"),
        "2/3/2026,Safeguarding,Course,Local hub,2,Clear,We changed our forms",
        {"Date of activity": "start", "Title of activity": "title", "Type of activity": "type",
         "Provider": "provider", "CPD points": "minutes", "Reflective notes": "learned",
         "Impact on practice": "impact_note"},
        {"point"},
    ),
    "professional body, what and how": (
        "Completion date,What did you do?,How long?,What did you learn?,How will you apply it?",
        "2/3/2026,Read a book,2 h,Much,In lessons",
        {"Completion date": "start", "What did you do?": "title", "How long?": "minutes",
         "What did you learn?": "learned", "How will you apply it?": "applied"},
        set(),
    ),
    "professional body, hours in two kinds": (
        "Start date,End date,CPD activity,Category,Hours claimed,Participatory hours,Evidence",
        "2/3/2026,3/3/2026,Conference,Conference,6,4,Programme",
        {"Start date": "start", "End date": "end", "CPD activity": "title", "Category": "type",
         "Hours claimed": "minutes", "Participatory hours": "interactive_minutes",
         "Evidence": "evidence"},
        set(),
    ),
    "training system of a trust": (
        "First name,Last name,Email,Course name,Status,Completed on,Score,Certificate",
        "Kit,Example,kit@example.org,Online safety,Done,2026-03-02,90%,Received",
        {"Course name": "title", "Status": "status", "Completed on": "start",
         "Certificate": "certificate", "First name": ""},
        set(),
    ),
    "learning platform, enrolments": (
        "Course title,Date started,Completion date,Time spent,Provider",
        "Phonics,1/3/2026,13/3/2026,3h 20m,Hub",
        {"Course title": "title", "Completion date": "start", "Time spent": "minutes",
         "Provider": "provider"},
        set(),
    ),
    "school form": (
        "Name of course,Date attended,Venue,Presenter,Number of hours,Key learning,Next steps",
        "Reading,2/3/2026,Town hall,Dr Example,3,Fluency,Try it",
        {"Name of course": "title", "Date attended": "start", "Venue": "host_setting",
         "Presenter": "provider", "Number of hours": "minutes", "Key learning": "learned",
         "Next steps": "applied"},
        set(),
    ),
    "school form, days": (
        "Training,Dates,Number of days,Organisation",
        "Leadership,2/3/2026,1.5,Hub",
        {"Training": "title", "Dates": "start", "Number of days": "minutes",
         "Organisation": "provider"},
        set(),
    ),
    "form with a stamp of time and questions": (
        ("Timestamp,Email address,What CPD did you do?,When did it take place?,"
        "How long did it take?,What will you change in your practice?"),
        "02/03/2026 16:10:22,kit@example.org,Visit to a school,28/02/2026,2 hours,Seating",
        {"What CPD did you do?": "title", "When did it take place?": "start",
         "How long did it take?": "minutes", "What will you change in your practice?": "applied",
         "Timestamp": ""},
        set(),
    ),
    "form with times of start and completion": (
        "ID,Start time,Completion time,Email,Name,Title of the CPD,Date of the CPD,Hours",
        "1,3/2/26 16:08:10,3/2/26 16:10:22,kit@example.org,Kit,Phonics,2026-02-28,2",
        {"Title of the CPD": "title", "Date of the CPD": "start", "Hours": "minutes", "Name": "",
         "ID": "id", "Start time": "", "Completion time": ""},
        set(),
    ),
    "form with only a stamp of time": (
        "Timestamp,CPD,Minutes",
        "02/03/2026 16:10:22,Twilight on maths,60",
        {"CPD": "title", "Minutes": "minutes", "Timestamp": ""},
        {"column_start_missing"},
    ),
    "minutes and hours in two columns": (
        "Date,Activity,Hours,Minutes",
        "2/3/2026,Visit,1,30",
        {"Date": "start", "Activity": "title", "Hours": "minutes", "Minutes": "minutes"},
        set(),
    ),
    "months": (
        "Month,Activity,Total time", "March 2026,Visit,2 h",
        {"Month": "start", "Activity": "title", "Total time": "minutes"},
        {"month"},
    ),
    "Welsh": (
        "Dyddiad,Gweithgaredd,Oriau,Darparwr,Myfyrdod", "2/3/2026,Ymweliad,2,Consortiwm,Da",
        {"Dyddiad": "start", "Gweithgaredd": "title", "Oriau": "minutes", "Darparwr": "provider",
         "Myfyrdod": "learned"},
        set(),
    ),
    "portfolio of a teacher": (
        "When,What,Why,Length,Reflection,Link to practice,Link",
        "2/3/2026,Lesson study,For the school plan,1h,Good,Groups,https://example.org",
        {"When": "start", "What": "title", "Length": "minutes", "Reflection": "learned",
         "Link to practice": "applied", "Link": "evidence", "Why": ""},
        set(),
    ),
    "numbers without a unit": (
        "Date,Session,Time", "2/3/2026,Coaching,90",
        {"Date": "start", "Session": "title", "Time": "minutes"},
        {"unit"},
    ),
    "cost and who signed": (
        "Date,Course,Cost,Signed off by,Signed off on,Length",
        "2/3/2026,Phonics,£90,Ms Example,4/3/2026,2 h",
        {"Date": "start", "Course": "title", "Length": "minutes", "Signed off on": "",
         "Signed off by": "", "Cost": ""},
        set(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_headings_of_others_are_understood_or_asked_about(kind):
    heads, row, fields, asked = KINDS[kind]
    names = cpd_import.read(FakeHost(), {}, f"{heads}\n{row}\n".encode()).names
    columns = {each.head: each.field for each in names["columns"]}

    assert {head: columns[head] for head in fields} == fields
    assert {head: field for head, field in columns.items() if field and head not in fields} == {}
    assert {*names["asks"], *(each.code for each in names["problems"])} == asked
    assert names["row_problems"] == ()
