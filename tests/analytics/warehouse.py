"""ClickHouse in this process, with the tables of Aspects that we read, rebuilt by name and type."""

import json

from chdb.session import Session

from matrix_xblock.plugin.clickhouse.schema import Places, statements

RAW = """
CREATE TABLE openedx.xapi_events_all
(event_id UUID, emission_time DateTime64(6), event String)
ENGINE = ReplacingMergeTree ORDER BY (emission_time, event_id)
"""
PARSED = """
CREATE TABLE openedx.xapi_events_all_parsed
(
    event_id UUID, verb_id LowCardinality(String), actor_id String, object_id String,
    course_id LowCardinality(String), course_key LowCardinality(String),
    org LowCardinality(String), emission_time DateTime64(6), event String
)
ENGINE = ReplacingMergeTree PARTITION BY toYYYYMM(emission_time)
ORDER BY (org, course_id, verb_id, actor_id, emission_time, event_id)
"""
PARSING = """
CREATE MATERIALIZED VIEW openedx.xapi_events_all_parsed_mv TO openedx.xapi_events_all_parsed AS
WITH JSON_VALUE(event, '$.context.contextActivities.parent[0].definition.type') AS parent
SELECT
    event_id,
    JSON_VALUE(event, '$.verb.id') AS verb_id,
    coalesce(
        nullIf(JSON_VALUE(event, '$.actor.account.name'), ''),
        nullIf(JSON_VALUE(event, '$.actor.mbox'), ''),
        JSON_VALUE(event, '$.actor.mbox_sha1sum')
    ) AS actor_id,
    JSON_VALUE(event, '$.object.id') AS object_id,
    multiIf(
        parent = 'http://adlnet.gov/expapi/activities/course',
        JSON_VALUE(event, '$.context.contextActivities.parent[0].id'),
        JSON_VALUE(event, '$.context.contextActivities.parent[0].objectType')
            IN ('Activity', 'GroupActivity'),
        JSON_VALUE(event, '$.context.contextActivities.grouping[0].id'),
        object_id
    ) AS course_id,
    splitByChar('/', course_id)[-1] AS course_key,
    extract(course_id, 'course-v1:([^+]+)[+]') AS org,
    emission_time,
    event
FROM openedx.xapi_events_all
"""
PROBLEMS = """
CREATE VIEW openedx.problem_events AS
SELECT * FROM openedx.xapi_events_all_parsed
WHERE verb_id IN (
    'https://w3id.org/xapi/acrossx/verbs/evaluated',
    'http://adlnet.gov/expapi/verbs/passed',
    'http://adlnet.gov/expapi/verbs/asked'
)
"""
GRADES = """
CREATE VIEW openedx.grading_events AS
SELECT * FROM openedx.xapi_events_all_parsed
WHERE verb_id IN (
    'http://id.tincanapi.com/verb/earned', 'https://w3id.org/xapi/acrossx/verbs/evaluated'
) OR (
    verb_id IN ('http://adlnet.gov/expapi/verbs/passed', 'http://adlnet.gov/expapi/verbs/failed')
    AND JSON_VALUE(event, '$.object.definition.type')
        = 'http://adlnet.gov/expapi/activities/course'
)
"""
COMPLETIONS = """
CREATE VIEW openedx.completion_events AS
SELECT * FROM openedx.xapi_events_all_parsed
WHERE verb_id = 'http://adlnet.gov/expapi/verbs/progressed'
"""


class Warehouse:
    """What a site with Aspects has, and our tables and views beside it."""

    def __init__(self, folder):
        self.session = Session(str(folder))

    def empty(self, places=None):
        """Begin anew, with the views of a site."""
        for database in ("openedx", "reporting", "event_sink"):
            self.run(f"DROP DATABASE IF EXISTS {database}")
            self.run(f"CREATE DATABASE {database}")
        for statement in (RAW, PARSED, PARSING, PROBLEMS, GRADES, COMPLETIONS):
            self.run(statement)
        self.set_up(places or Places())

    def set_up(self, places):
        for statement in statements(places):
            self.run(statement)

    def run(self, sql):
        return self.session.query(sql)

    def rows(self, sql, zone="UTC"):
        """Give rows as dicts, whole numbers as numbers, as a server in some zone answers."""
        settings = f"output_format_json_quote_64bit_integers=0, session_timezone='{zone}'"
        lines = str(self.session.query(f"{sql} SETTINGS {settings}", "JSONEachRow"))
        return [json.loads(line) for line in lines.splitlines()]

    def receive(self, statements_):
        """Store statements as Vector does."""
        rows = [
            json.dumps(
                {
                    "event_id": each["id"],
                    "emission_time": each["timestamp"],
                    "event": json.dumps(each),
                }
            )
            for each in statements_
        ]
        for start in range(0, len(rows), 2000):
            self.run(
                "INSERT INTO openedx.xapi_events_all SETTINGS date_time_input_format='best_effort' "
                "FORMAT JSONEachRow\n" + "\n".join(rows[start : start + 2000])
            )
