-- What figures need of a statement of ours. Parsed once: JSON costs more than all counting.
WITH
    CAST(event, 'String') AS statement,
    JSONExtract(
        statement, 'result', 'extensions',
        'Tuple(
            `{base}/extensions/status` String,
            `{base}/extensions/revision` UInt16,
            `{base}/extensions/waited-hours` Nullable(UInt32),
            `{base}/extensions/kind` String,
            `{base}/extensions/answers-before` Nullable(UInt32)
        )'
    ) AS result
SELECT
    event_id,
    emission_time,
    org,
    splitByString('/', course_id)[-1] AS course_key,
    splitByString('/xblock/', object_id)[-1] AS block,
    JSONExtractString(statement, 'context', 'extensions', '{base}/extensions/round') AS round,
    splitByChar('/', verb_id)[-1] AS act,
    sipHash64(actor_id) AS person,
    result.1 AS status,
    result.2 AS revision,
    result.3 AS waited_hours,
    ifNull(result.5 = 0 AND result.4 != 'withdrawn', false) AS is_first
FROM {events}.xapi_events_all_parsed
WHERE verb_id IN (
    '{base}/verbs/started',
    '{base}/verbs/signed-off',
    '{base}/verbs/responded',
    '{base}/verbs/replied',
    '{base}/verbs/moved-opportunity'
)
