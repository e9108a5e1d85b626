"""Calendar files as the programs of schools write them. Everybody in them is invented."""


def an_event(title, start, **lines):
    """Return the lines of an event; a start of eight digits is a whole day."""
    kind = ";VALUE=DATE" if len(start) == 8 else ""
    ends = {f"DTEND{kind}": lines.pop("DTEND")} if "DTEND" in lines else {}
    named = {f"DTSTART{kind}": start, "SUMMARY": title, **ends, **lines}
    body = [f"{name.replace('_', '-')}:{value}" for name, value in named.items()]
    return "\r\n".join(("BEGIN:VEVENT", *body, "END:VEVENT"))


def a_calendar(*parts):
    """Return a file of those parts."""
    return "\r\n".join(
        ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", *parts, "END:VCALENDAR", "")
    ).encode()


GOOGLE = r"""BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:PUBLISH
X-WR-CALNAME:jo.bloggs@example.org
X-WR-TIMEZONE:Europe/London
BEGIN:VEVENT
DTSTART:20260303T090000Z
DTEND:20260303T150000Z
DTSTAMP:20260401T080000Z
ORGANIZER;CN=Jo Bloggs:mailto:jo.bloggs@example.org
UID:1abc@google.com
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Jo Blo
 ggs;X-NUM-GUESTS=0:mailto:jo.bloggs@example.org
X-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg-hij
DESCRIPTION:<p>Two <b>phases</b> of phonics&nbsp\;teaching</p><br>-::~:~::~
 :~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~::~:~::-<br>Join
  with Google Meet: https://meet.google.com/abc-defg-hij<br>Or dial: (GB) +44 2
 0 3956 0000 PIN: 123456789#<br>Learn more about Meet at: https://support.goog
 le.com/a/users/answer/9282720<br>-::~:~::~:~:~:~:~:~:~:~::~:~::-
LOCATION:Room 4\, Town Hall
STATUS:CONFIRMED
SUMMARY:Phonics course
TRANSP:OPAQUE
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:This is an event reminder
TRIGGER:-P0DT0H10M0S
END:VALARM
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=Europe/London:20260106T154500
DTEND;TZID=Europe/London:20260106T164500
RRULE:FREQ=WEEKLY;UNTIL=20260127T235959Z;BYDAY=TU
EXDATE;TZID=Europe/London:20260113T154500
UID:2abc@google.com
STATUS:CONFIRMED
SUMMARY:Learning walk
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=Europe/London:20260121T154500
DTEND;TZID=Europe/London:20260121T170000
UID:2abc@google.com
RECURRENCE-ID;TZID=Europe/London:20260120T154500
STATUS:CONFIRMED
SUMMARY:Learning walk
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=Europe/London:20260127T154500
DTEND;TZID=Europe/London:20260127T164500
UID:2abc@google.com
RECURRENCE-ID;TZID=Europe/London:20260127T154500
STATUS:CANCELLED
SUMMARY:Learning walk
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()
"""One event with an HTML description, and a series: one of its days left out, one moved, one off"""

OUTLOOK = rb"""BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:PUBLISH
X-MS-OLK-FORCEINSPECTOROPEN:TRUE
BEGIN:VTIMEZONE
TZID:GMT Standard Time
BEGIN:STANDARD
DTSTART:16011028T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0100
TZOFFSETTO:-0000
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T010000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:-0000
TZOFFSETTO:+0100
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
CLASS:PUBLIC
CREATED:20260101T090000Z
DESCRIPTION:Subject leaders meet\n
DTSTART;TZID="GMT Standard Time":20260205T000000
DTEND;TZID="GMT Standard Time":20260207T000000
LOCATION:Learning Centre
ORGANIZER;CN="Jo Bloggs":mailto:jo.bloggs@example.org
SEQUENCE:0
SUMMARY;LANGUAGE=en-gb:Planning day
UID:040000008200E00074C5B7101A82E008
X-ALT-DESC;FMTTYPE=text/html:<html><body>Jo Bloggs <a href="http://x">x</a></body></html>
X-MICROSOFT-CDO-ALLDAYEVENT:TRUE
X-MICROSOFT-CDO-BUSYSTATUS:OOF
END:VEVENT
END:VCALENDAR
"""
"""A whole day as times from midnight to midnight, a zone of its own, and lines without CR."""

APPLE = """BEGIN:VCALENDAR
METHOD:PUBLISH
VERSION:2.0
X-WR-CALNAME:School
PRODID:-//Apple Inc.//macOS 15.0//EN
X-APPLE-CALENDAR-COLOR:#34AADC
CALSCALE:GREGORIAN
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
DTSTART:19810329T010000
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
TRANSP:OPAQUE
DTEND;TZID=Europe/London:20260318T190000
UID:5A0B
DTSTAMP:20260101T090000Z
LOCATION:Ysgol Enghraifft\\nHeol y Môr
X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE=Ysgol:geo:51.5,-3.2
URL;VALUE=URI:https://example.org/join?pwd=secret
SEQUENCE:1
SUMMARY:Reading network
DTSTART;TZID=Europe/London:20260318T163000
BEGIN:VALARM
X-WR-ALARMUID:1
TRIGGER:-PT15M
DESCRIPTION:Event reminder
ACTION:DISPLAY
END:VALARM
END:VEVENT
BEGIN:VTODO
SUMMARY:Ring the school
END:VTODO
END:VCALENDAR
""".replace("\n", "\r\n").encode()

TEAMS = """BEGIN:VCALENDAR
METHOD:REQUEST
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VEVENT
ORGANIZER;CN=Jo Bloggs:MAILTO:jo.bloggs@example.org
ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=team@example
 .org:MAILTO:team@example.org
DESCRIPTION;LANGUAGE=en-GB:Chapter 3 before we meet.\\n\\n____________________
 ____________________________________________________________\\nMicrosoft Teams
  meeting\\nJoin: https://teams.microsoft.com/meet/123?p=abc\\nMeeting ID: 123 4
 56 789\\nPasscode: Ab3dE\\n________________________________\\nNeed help?<https:
 //aka.ms/JoinTeamsMeeting> | System reference<https://x.example.org>\\nDial in
  by phone\\n+44 20 3321 0000\\,\\,123456# United Kingdom\\, London\\nPhone confe
 rence ID: 123 456#\\nFor organizers: Meeting options<https://teams.microsoft.c
 om/x>\\n
UID:040000008200E
SUMMARY;LANGUAGE=en-GB:NPQ seminar
DTSTART;TZID=GMT Standard Time:20260311T160000
DTEND;TZID=GMT Standard Time:20260311T173000
CLASS:PUBLIC
STATUS:CONFIRMED
LOCATION;LANGUAGE=en-GB:Microsoft Teams Meeting
X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.microsoft.com/meet/123?p=abc
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()
