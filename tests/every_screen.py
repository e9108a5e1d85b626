"""Requests that lead through every screen, each with a mark in whatever people write.

Figures have to be released before: see `hosts.release_figures`.
"""

import json
from hashlib import sha256

from matrix_xblock.codec.common.previewed import mark_of_file
from matrix_xblock.codec.record.undo_slip import write_slip
from matrix_xblock.domain.record.holdings import Holdings
from matrix_xblock.domain.review.feedback import COMMENT_LIMIT

MARK = "Zirkon"
WORDS = f"{MARK} words"
LONG = MARK * COMMENT_LIMIT
FACILITATOR = "anon-facilitator"
BLOCK = "block-v1:Trust+NPQ+2026+type@matrix_review+block@one"
NO_SLIP = write_slip(Holdings(), Holdings(), (), owner=f"{BLOCK}:anon-7")
"""What a page of theirs carries after an import that brought nothing."""
RECORD = b"record"
"""Stands for the record that was downloaded last."""

DAY = {"start-day": "2", "start-month": "3", "start-year": "2026"}
AREA = {"round": "baseline", "area": "subject"}
SAID = {"level_id": "growing", "reflection": WORDS, "evidence": WORDS}
CPD = {"id": "one", "revision": "0", "title": WORDS, "type": "visit", **DAY, "learned": WORDS}
GOAL = {
    f"goal_{end}-{part}": number
    for end, year in (("start", "2025"), ("end", "2026"))
    for part, number in (("day", "1"), ("month", "9"), ("year", year))
}
REMOVED = {"id": "three", "title": WORDS, "type": "visit", "start": "2026-03-02"}
PLAN = {"answer-school-commitment": WORDS, "answer-school-commitment.step": "step"}
WHEN = "answer-school-commitment.when"
STEP = {"id": "step", "revision": "0", "text": WORDS, "owner": "me", "outcome": WORDS}
CHANCE = {"id": "chance", "revision": "0", "type": "visit", "detail": WORDS, "host_setting": WORDS}
LOG = "\r\n".join(
    ["title,date,type", f"{MARK} visit,2026-03-02,{MARK} type", f"{MARK} book,never,other"]
).encode()
EVENTS = "\r\n".join(
    [
        *("BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:z", "DTSTART;VALUE=DATE:20260302"),
        *(f"SUMMARY:{MARK} day", f"DESCRIPTION:{MARK} words", f"LOCATION:{MARK} place"),
        *("END:VEVENT", "BEGIN:VEVENT", "STATUS:CANCELLED", "DTSTART;VALUE=DATE:20260303"),
        *(f"SUMMARY:{MARK} off", "END:VEVENT", "BEGIN:VEVENT", "DTSTART;VALUE=DATE:20260304"),
        *(f"SUMMARY:{MARK} often", "RRULE:FREQ=HOURLY", "END:VEVENT", "END:VCALENDAR", ""),
    ]
).encode()
LOG_READ = LOG.replace(b"never", b"2026-03-03")
SEEN = {"import_of": mark_of_file(EVENTS)}
EVENT = f"ics-{sha256(b'z' + bytes([31]) + b'2026-03-02').hexdigest()[:24]}"
ABOUT = {"participant": "anon-7", "at": "baseline", "revised": "1"}
NOTE = {**ABOUT, "area": "subject", "revision": "0"}
LINE = "baseline|1|new||anon-7"
SENT = {**ABOUT, "seen": "0", "press": "one", "reason": WORDS}
POST = {"id": "post", "opportunity": "visit", "title": WORDS, "detail": WORDS}
OFFER = {"offer": "visit", "press": "o", "to": "anon-7:chance", "what": WORDS, "who": WORDS}
RELEASE = {
    "id": "r",
    "round": "baseline",
    "seen": "0",
    "by": "group",
    "name-1": WORDS,
    "name-2": LONG,
    f"in:{MARK} school": "1",
}
NOT_POSSIBLE = {"key": "anon-7:chance", "press": "n", "becomes": "not-possible"}


def pages(handler, *screens):
    return [(handler, form) for form in screens]


def screen(name, **form):
    return {"screen": name, **form}


OF_A_DRAFT = [
    *pages("show_page", {}),
    ("start_review", {"round": "baseline"}),
    *(
        ("save_area", {**AREA, **SAID, "area": area, "revision": "0"})
        for area in ("subject", "leadership", "networks")
    ),
    ("save_area", {**AREA, **SAID, "revision": "0", "reflection": f"{MARK} elsewhere"}),
    ("save_area", {**AREA, **SAID, "revision": "1", "reflection": LONG}),
    ("save_answers", {"round": "baseline", "revision": "0", "answer-next-step": WORDS}),
    ("save_answers", {"round": "baseline", "revision": "0", "answer-next-step": MARK}),
    ("save_answers", {"round": "baseline", "revision": "1", "answer-next-step": LONG}),
    *(
        ("save_answers", {"round": "baseline", "revision": "1", **PLAN, WHEN: day})
        for day in ("31 June", "3-11", MARK)
    ),
    ("save_private", {"round": "baseline", "revision": "0", "answer-stay": WORDS}),
    ("save_private", {"round": "baseline", "revision": "0", "answer-stay": MARK}),
    *pages("show_page", {}, screen("section", section="area-subject"), screen("check")),
    *pages("draw_picture", {"round": "baseline"}, {}),
    *pages("show_page", screen("section", section="answers"), screen("section", section="private")),
]
OF_PLANS = [
    ("save_cpd", CPD),
    ("save_cpd", {**CPD, "title": f"{MARK} elsewhere"}),
    ("save_cpd", {**CPD, "id": "two", "minutes": WORDS, "start": MARK}),
    ("save_cpd", {**CPD, "id": "three"}),
    ("save_cpd", {**CPD, "id": "three", "sure": "both:one"}),
    ("remove_cpd", {"id": "three", "revision": "1"}),
    ("restore_cpd", {"carried": json.dumps({"id": "x", "title": WORDS, "type": MARK})}),
    ("restore_cpd", {"carried": json.dumps(REMOVED)}),
    ("save_goal", {"goal": "30 h", "revision": "0", **GOAL}),
    ("save_goal", {"goal": WORDS, "revision": "0"}),
    ("import_cpd", {"file": LOG}),
    ("import_cpd", {"file": LOG, "confirm": "yes", "head-0": "Title", "column-0": "type"}),
    ("import_cpd", {"file": LOG, "leave": "all", "word-0": f"type:{MARK}", "point": "1 h"}),
    ("import_cpd", {"file": b"", "undo": "yes", "brought": "one"}),
    ("import_cpd", {"file": MARK.encode()}),
    ("import_cpd", {"file": b"", "pasted": MARK}),
    ("import_cpd", {"file": EVENTS, "search": MARK, "seen": "yes", "confirm": "yes", "day": MARK}),
    ("import_cpd", {"file": EVENTS, "seen": "yes", "choose": "shown", "texts": "yes"}),
    ("import_cpd", {"file": EVENTS, "seen": "yes", "confirm": "yes", "event": EVENT, **SEEN}),
    ("import_cpd", {"file": EVENTS, "seen": "yes", "confirm": "yes", "event": EVENT}),
    ("import_cpd", {"file": LOG_READ, "confirm": "yes"}),
    ("import_cpd", {"file": LOG_READ, "confirm": "yes", "import_of": mark_of_file(LOG_READ)}),
    ("show_interest", {"post": MARK}),
    *pages("show_page", screen("cpd"), screen("cpd", type=MARK, area=MARK), screen("cpd-entry")),
    ("show_page", {"screen": "cpd-entry", "line": f"{MARK}, 3 Nov, 20"}),
    ("show_page", {"screen": "cpd", "search": MARK}),
    *pages(
        "show_page",
        screen("reading", kind="line", field="line", line=f"{MARK}, 3 Nov, 20"),
        screen("reading", kind="time", field="minutes", minutes=MARK),
    ),
    *pages("show_page", screen("cpd-entry", entry="one"), screen("cpd-import")),
    ("save_step", STEP),
    ("save_step", {**STEP, "text": f"{MARK} elsewhere"}),
    ("save_step", {**STEP, "id": "other", "text": "", "due": MARK}),
    ("save_step", {**STEP, "id": "other", "due": "3-11"}),
    ("move_step", {"id": "step", "revision": "1", "status": "changed", "reason": LONG}),
    ("move_step", {"id": "step", "revision": "1", "status": "in-progress"}),
    ("save_opportunity", CHANCE),
    ("save_opportunity", {**CHANCE, "detail": f"{MARK} elsewhere"}),
    ("save_opportunity", {**CHANCE, "id": "other", "type": MARK}),
    ("save_opportunity", {**CHANCE, "id": "wanted"}),
    ("move_opportunity", {"id": "chance", "revision": "1", "status": "declined", "note": LONG}),
    ("move_opportunity", {"id": "chance", "revision": "1", "status": "offered", "note": WORDS}),
    *pages("show_page", screen("steps"), screen("step"), screen("step", step="step")),
    *pages("show_page", screen("opportunity"), screen("opportunity", opportunity="chance")),
    ("save_year", {"year": "2025", "revision": "0", "text": WORDS}),
    ("save_year", {"year": "2025", "revision": "0", "text": f"{MARK} elsewhere"}),
    *pages("show_page", screen("progress"), screen("progress", year="2025")),
]
OF_A_RECORD = [
    *pages("show_page", {}, screen("record"), screen("record-words"), screen("progress")),
    *pages("show_page", screen("revision", revision="1")),
    *pages("draw_picture", {"round": "baseline"}, {}),
    ("print_sheet", {"round": "baseline"}),
    ("print_summary", {"round": "baseline"}),
    ("print_year", {"year": "2025"}),
    ("print_portfolio", {}),
    ("download_record", {}),
    ("download_record", {"format": "json"}),
    ("import_record", {"file": RECORD}),
    ("import_record", {"file": RECORD, "confirm": "yes", "own": "yes"}),
    ("import_record", {"file": MARK.encode()}),
    ("import_record", {"undo": "yes", "slip": NO_SLIP}),
    ("download_cpd", {}),
    ("download_cpd", {"format": "blank"}),
    ("download_cpd", {"format": "blank-csv"}),
    ("download_calendar", {}),
    ("save_consent", {"given": "yes"}),
    ("withdraw_choice", {"round": "baseline", "question": "stay"}),
    ("delete_drafts", {}),
]
SIGN_OFF = {
    "round": "baseline",
    "revision": "1",
    "attach": "1",
    "cpd": "one",
    "steps": "step",
    "opportunities": ["chance", "wanted"],
}
OF_STAFF = [
    *pages("show_staff", {}, screen("reviews", search=MARK), screen("reviews", round=MARK)),
    *(
        ("show_staff", screen(name, status=MARK, state=MARK, cohort=MARK, sort=MARK, area=MARK))
        for name in ("reviews", "opportunities")
    ),
    *pages("show_staff", screen("person", participant="anon-7"), screen("figures")),
    *pages("show_staff", screen("cohort"), screen("course_log")),
    *pages("show_staff", screen("openings", participant="anon-7", page=MARK)),
    *pages("show_staff", screen("opportunities"), screen("bank"), screen("exports")),
    *pages("show_staff", screen("opportunities", offer="visit"), screen("board", type=MARK)),
    ("offer_opportunity", {**OFFER, "to": "", "answer_by": MARK}),
    ("offer_opportunity", {**OFFER, "to": f"anon-7:{MARK}"}),
    ("answer_opportunity", {**NOT_POSSIBLE, "note": LONG}),
    ("answer_opportunity", {**NOT_POSSIBLE, "key": f"anon-7:{MARK}", "reason": "cost"}),
    ("export_opportunities", {}),
    ("export_reviews", {}),
    ("export_reviews", {"line": LINE, "search": MARK}),
    *pages("show_staff", screen("accepting"), screen("accepting", picking="yes")),
    *pages("show_staff", screen("accepting", picking="yes", line=[LINE, LINE])),
    *pages("show_staff", screen("accepting", picking="yes", every="yes", search=MARK)),
    *pages("show_staff", screen("accepting", picking="yes", line=MARK)),
    ("accept_reviews", {"press": "several", "line": LINE}),
    ("accept_reviews", {"press": "several", "line": MARK}),
    ("undo_acceptances", {"press": "several", "line": LINE}),
    ("save_filter", {"id": "saved", "filter_name": LONG}),
    ("save_filter", {"id": "saved", "filter_name": WORDS, "state": "all", "search": MARK}),
    ("show_staff", {}),
    ("remove_filter", {"filter": "saved"}),
    ("respond", {**SENT, "decision": "comments"}),
    ("save_note", {**NOTE, "text": WORDS}),
    ("save_note", {**NOTE, "text": f"{MARK} elsewhere"}),
    ("save_note", {**NOTE, "text": LONG, "revision": "1"}),
    *pages("show_staff", screen("note", **ABOUT, section="note-subject")),
    *pages("show_staff", screen("person", participant="anon-7")),
    ("mark_opportunity", {**ABOUT, "press": "m", "opportunity": "chance", "note": LONG}),
    ("mark_opportunity", {**ABOUT, "press": "m", "opportunity": "chance", "becomes": "agreed"}),
    ("respond", {**SENT, "decision": "returned", "reason": LONG}),
    ("respond", {**SENT, "decision": "comments", "seen": "9"}),
    ("respond", {**SENT, "decision": "comments"}),
    ("undo_response", {**ABOUT, "press": "one"}),
    ("respond", {**SENT, "decision": "returned", "press": "two", "seen": "2"}),
    ("post_opportunity", POST),
    ("post_opportunity", {**POST, "id": "other", "opportunity": MARK, "closes": MARK}),
    *pages("show_staff", screen("opportunities", post="post"), screen("board", post="new")),
    *pages("show_staff", screen("reviews", state="not_started", remind="yes")),
    ("send_reminders", {"state": "not_started", "search": MARK, "number": "7", "press": "r"}),
    ("add_phrase", {"id": "p", "phrase": WORDS}),
    ("add_phrase", {"id": "q", "phrase": LONG}),
    *(
        (handler, {"bank": bank, **form})
        for bank in ("own", "team")
        for handler, form in (
            ("add_phrase", {"id": "r", "phrase": f"{WORDS} {{name}}"}),
            ("edit_phrase", {"id": "r", "phrase": f"{WORDS} anew", "revision": "0"}),
            ("edit_phrase", {"id": "r", "phrase": f"{MARK} elsewhere", "revision": "0"}),
            ("edit_phrase", {"id": "r", "phrase": LONG, "revision": "1"}),
            ("edit_phrase", {"id": "gone", "phrase": WORDS, "revision": "0"}),
            ("show_staff", {"screen": "bank", "edit": "r"}),
            ("show_staff", {"screen": "phrases", **ABOUT, "area": "subject"}),
            ("bank_comment", {**ABOUT, "area": "subject", "text": f"{WORDS} again"}),
            ("bank_comment", {**ABOUT, "area": "", "text": LONG}),
            ("remove_phrase", {"id": "r", "revision": "0"}),
            ("remove_phrase", {"id": "r", "revision": "1"}),
        )
    ),
    ("remove_phrase", {"id": "p"}),
    *pages("show_staff", screen("facilitators"), screen("reviews", people="all")),
    ("give_cohorts", {"facilitator": FACILITATOR, "cohorts": "Ashgrove Primary", "seen": "0"}),
    ("give_cohorts", {"facilitator": MARK, "cohorts": MARK, "seen": "0"}),
    *pages("show_staff", screen("releases"), screen("releases", round="baseline", making="yes")),
    ("show_staff", screen("releases", making="yes", **RELEASE)),
    ("show_staff", screen("releases", round="baseline", release=MARK)),
    ("make_release", RELEASE),
    ("make_release", {**RELEASE, "sure": "yes"}),
    ("make_release", {**RELEASE, "id": "release-1", "sure": "yes"}),
    ("show_staff", screen("releases")),
    *((handler, {"release": MARK}) for handler in ("export_release", "withdraw_release")),
    *((handler, {"release": "release-1"}) for handler in ("export_release", "withdraw_release")),
    *(("export_csv", {"file": kind}) for kind in ("reviews", "cpd", "opportunities")),
    ("export_research", {"study": "a-study"}),
    ("draw_chart", {"release": "final", "chart": "levels"}),
    ("draw_chart", {"release": "final", "chart": MARK}),
    ("export_charts", {"release": "final"}),
    ("export_report", {"release": "final"}),
    ("print_report", {"release": MARK}),
    ("print_report", {"release": "final"}),
]
OF_A_RETURN = [
    ("show_interest", {"post": "post"}),
    *pages("show_page", {}, screen("revision", revision="1"), screen("check")),
    (
        "reply_comment",
        {"round": "baseline", "comment": "two.subject", "reply": LONG},
    ),
    (
        "reply_comment",
        {"round": "baseline", "comment": "two.subject", "reply": WORDS},
    ),
    ("save_area", {**AREA, **SAID, "revision": "1", "reflection": f"{MARK} again"}),
    *pages("show_page", {}),
    ("sign_off", {**SIGN_OFF, "revision": "2", "cpd": MARK}),
    ("sign_off", {**SIGN_OFF, "revision": "2"}),
    *pages("show_page", screen("record"), screen("record-words")),
]

REQUESTS = [
    *(("ada", *each) for each in (*OF_A_DRAFT, *OF_PLANS, *OF_A_RECORD)),
    ("ada", "sign_off", SIGN_OFF),
    *(("ada", *each) for each in OF_A_RECORD),
    *(("sam", *each) for each in OF_STAFF),
    *(("ada", *each) for each in (*OF_A_RETURN, *OF_A_RECORD)),
    ("sam", "show_staff", screen("opportunities", offer="post:post")),
    ("sam", "offer_opportunity", {**OFFER, "press": "p", "to": f"anon-7:{MARK}", "offer": MARK}),
    ("sam", "offer_opportunity", {**OFFER, "press": "q", "to": "anon-7:wanted"}),
    ("sam", "answer_opportunity", {**NOT_POSSIBLE, "key": "anon-7:wanted", "reason": "cost"}),
    ("sam", "take_down", {"post": "post"}),
    ("sam", "show_staff", screen("person", participant="anon-7", revision="1")),
    ("sam", "show_staff", screen("person", participant="anon-7")),
    ("ada", "delete_drafts", {"confirm": "yes"}),
]
"""Who asks for what, in order: the participant, and somebody of the course staff."""
