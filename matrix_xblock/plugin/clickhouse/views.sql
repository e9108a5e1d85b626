-- What ClickHouse has of talent matrix reviews: tables, and the views that charts read.
-- A statement ends with a semicolon at the end of a line. The names in braces are filled in by
-- `manage.py lms matrix_review clickhouse views`; with --print it shows the result and runs nothing.

-- Acts: one row a statement. Not for charts: it has a row for each act of one person.
CREATE TABLE IF NOT EXISTS {reporting}.matrix_acts {on_cluster}
(
    event_id UUID,
    emission_time DateTime64(6),
    org LowCardinality(String),
    course_key LowCardinality(String),
    block LowCardinality(String),
    round LowCardinality(String),
    act LowCardinality(String),
    person UInt64,
    status LowCardinality(String),
    revision UInt16,
    waited_hours Nullable(UInt32),
    is_first Bool
)
ENGINE = {replicated}ReplacingMergeTree
PARTITION BY toYear(emission_time)
ORDER BY (org, course_key, block, round, act, person, emission_time, event_id)
TTL toDateTime(emission_time) + INTERVAL {months} MONTH;

-- A site may have another period now.
ALTER TABLE {reporting}.matrix_acts {on_cluster} MODIFY TTL toDateTime(emission_time) + INTERVAL {months} MONTH;

-- Each statement from now on. Made anew, as its source may have been made anew.
DROP VIEW IF EXISTS {reporting}.matrix_acts_feed {on_cluster};

CREATE MATERIALIZED VIEW {reporting}.matrix_acts_feed {on_cluster} TO {reporting}.matrix_acts AS
{acts};

-- And all of before. One that is there already is there once: by the key, and views count people.
INSERT INTO {reporting}.matrix_acts
(event_id, emission_time, org, course_key, block, round, act, person, status, revision, waited_hours, is_first)
{acts};

-- How far people have come in each round, exactly. Not for charts either. Somebody who has signed
-- off has started, also where the start was sent to nobody.
CREATE OR REPLACE VIEW {reporting}.matrix_steps {on_cluster} AS
SELECT
    org, course_key, block, round, entry.1 AS place, entry.2 AS step, entry.3 AS people
FROM
(
    SELECT
        org, course_key, block, round,
        uniqExactIf(person, act IN ('started', 'signed-off')) AS started,
        uniqExactIf(person, act = 'signed-off') AS signed_off,
        uniqExactIf(event_id, act = 'responded' AND is_first) AS answered,
        arrayJoin([
            (1, 'Started', toInt64(started)),
            (2, 'Signed off', toInt64(signed_off)),
            (3, 'Answered', toInt64(least(answered, signed_off)))
        ]) AS entry
    FROM {reporting}.matrix_acts
    WHERE round != '' AND emission_time < {this_week}
    GROUP BY org, course_key, block, round
);

-- From here on: figures. Each counts people of whole weeks, shows nothing of fewer than {k} of
-- them, and shows whole {k}s: 20 says 20 to 29. docs/how-to/analyst.md has the rules.

-- How far people have come in each round.
CREATE OR REPLACE VIEW {reporting}.matrix_funnel {on_cluster} AS
SELECT org, course_key, block, round, place, step, intDiv(people, {k}) * {k} AS people
FROM {reporting}.matrix_steps
WHERE matrix_steps.people >= {k};

-- Days from the start of a round to its first sign-off. Parts are shown together or not at all.
CREATE OR REPLACE VIEW {reporting}.matrix_days_to_sign_off {on_cluster} AS
SELECT org, course_key, block, round, entry.1 AS place, entry.2 AS days, intDiv(entry.3, {k}) * {k} AS people, median_days
FROM
(
    SELECT
        org, course_key, block, round,
        countIf(hours < 7 * 24) AS week, countIf(hours >= 7 * 24 AND hours < 28 * 24) AS weeks, countIf(hours >= 28 * 24) AS later,
        round(quantileExact(0.5)(hours) / 24) AS median_days,
        arrayJoin([(1, 'Up to a week', week), (2, 'One to four weeks', weeks), (3, 'Four weeks or more', later), (4, 'All', count())]) AS entry,
        if(entry.1 = 4, count() >= 2 * {k}, least(week, weeks, later) >= {k}) AS is_shown
    FROM
    (
        SELECT
            org, course_key, block, round, person,
            minIf(emission_time, act = 'started') AS start,
            minIf(emission_time, act = 'signed-off') AS finish,
            dateDiff('hour', start, finish) AS hours
        FROM {reporting}.matrix_acts
        WHERE round != '' AND act IN ('started', 'signed-off') AND emission_time < {this_week}
        GROUP BY org, course_key, block, round, person
        HAVING countIf(act = 'started') > 0 AND countIf(act = 'signed-off') > 0 AND finish >= start
    )
    GROUP BY org, course_key, block, round
)
WHERE is_shown;

-- Days from a sign-off to the first answer of the course team to this person in this round. An act
-- can be there twice until ClickHouse has merged: a median would count it twice.
CREATE OR REPLACE VIEW {reporting}.matrix_days_to_answer {on_cluster} AS
SELECT org, course_key, block, round, entry.1 AS place, entry.2 AS days, intDiv(entry.3, {k}) * {k} AS people, median_days
FROM
(
    SELECT
        org, course_key, block, round,
        countIf(waited_hours < 7 * 24) AS week, countIf(waited_hours >= 7 * 24 AND waited_hours < 14 * 24) AS weeks, countIf(waited_hours >= 14 * 24) AS later,
        round(quantileExact(0.5)(assumeNotNull(waited_hours)) / 24) AS median_days,
        arrayJoin([(1, 'Up to a week', week), (2, 'One to two weeks', weeks), (3, 'Two weeks or more', later), (4, 'All', week + weeks + later)]) AS entry,
        if(entry.1 = 4, entry.3 >= 2 * {k}, least(week, weeks, later) >= {k}) AS is_shown
    FROM
    (
        SELECT DISTINCT org, course_key, block, round, event_id, waited_hours
        FROM {reporting}.matrix_acts
        WHERE round != '' AND act = 'responded' AND is_first AND waited_hours IS NOT NULL AND emission_time < {this_week}
    )
    GROUP BY org, course_key, block, round
)
WHERE is_shown;

-- People who signed off once, and those who did it again after a return.
CREATE OR REPLACE VIEW {reporting}.matrix_returns {on_cluster} AS
SELECT org, course_key, block, round, entry.1 AS place, entry.2 AS signed_off, intDiv(entry.3, {k}) * {k} AS people
FROM
(
    SELECT
        org, course_key, block, round,
        toInt64(uniqExact(person)) AS all_of_them,
        toInt64(uniqExactIf(person, revision > 1)) AS again,
        arrayJoin([(1, 'Once', all_of_them - again), (2, 'Again after a return', again)]) AS entry
    FROM {reporting}.matrix_acts
    WHERE round != '' AND act = 'signed-off' AND emission_time < {this_week}
    GROUP BY org, course_key, block, round
    HAVING least(again, all_of_them - again) >= {k}
);

-- Of those who were answered: who replied, and who did not.
CREATE OR REPLACE VIEW {reporting}.matrix_replies {on_cluster} AS
SELECT org, course_key, block, round, entry.1 AS place, entry.2 AS reply, intDiv(entry.3, {k}) * {k} AS people
FROM
(
    SELECT
        org, course_key, block, round,
        toInt64(uniqExactIf(event_id, act = 'responded' AND is_first)) AS answered,
        toInt64(uniqExactIf(person, act = 'replied')) AS replied,
        arrayJoin([(1, 'Replied', replied), (2, 'Did not reply', answered - replied)]) AS entry
    FROM {reporting}.matrix_acts
    WHERE round != '' AND act IN ('responded', 'replied') AND emission_time < {this_week}
    GROUP BY org, course_key, block, round
    HAVING least(replied, answered - replied) >= {k}
);

-- How far people had come at the end of each week: the funnel as it was then, and so nothing that
-- somebody who looks at it each week has not seen. Numbers of each week alone, beside the funnel,
-- would tell some of them exactly.
CREATE OR REPLACE VIEW {reporting}.matrix_weeks {on_cluster} AS
SELECT org, course_key, block, round, entry.1 AS place, entry.2 AS step, first + 7 * n AS week, intDiv(entry.3, {k}) * {k} AS people
FROM
(
    SELECT
        org, course_key, block, round, first, n,
        arrayJoin([
            (1, 'Started', toInt64(arrayCount(day -> day <= first + 7 * n, started))),
            (2, 'Signed off', toInt64(arrayCount(day -> day <= first + 7 * n, signed_off)))
        ]) AS entry
    FROM
    (
        SELECT
            org, course_key, block, round,
            groupArray(began) AS started,
            groupArrayIf(finished, has_finished) AS signed_off,
            min(began) AS first,
            arrayJoin(range(toUInt64(dateDiff('day', first, toDate({this_week}, 'UTC')) / 7))) AS n
        FROM
        (
            SELECT
                org, course_key, block, round, person,
                toStartOfWeek(min(emission_time), 1, 'UTC') AS began,
                toStartOfWeek(minIf(emission_time, act = 'signed-off'), 1, 'UTC') AS finished,
                countIf(act = 'signed-off') > 0 AS has_finished
            FROM {reporting}.matrix_acts
            WHERE round != '' AND act IN ('started', 'signed-off') AND emission_time < {this_week}
            GROUP BY org, course_key, block, round, person
        )
        GROUP BY org, course_key, block, round
    )
)
WHERE entry.3 >= {k};

-- How many people said of an opportunity that it is wanted, offered and so on: only where a site routes these acts.
CREATE OR REPLACE VIEW {reporting}.matrix_opportunities {on_cluster} AS
SELECT org, course_key, block, indexOf(['wanted', 'offered', 'agreed', 'taken-up', 'completed', 'not-possible', 'declined'], status) AS place, status, intDiv(uniqExact(person), {k}) * {k} AS people
FROM {reporting}.matrix_acts
WHERE act = 'moved-opportunity' AND emission_time < {this_week}
GROUP BY org, course_key, block, status
HAVING uniqExact(person) >= {k};

-- How far people have come in all courses of an organisation: what its courses show, added up, so
-- that it tells nothing that they do not. Courses of fewer than {k} people are not in it.
-- `course_key` is empty: the row filter of Aspects leaves such rows to those who see all courses.
CREATE OR REPLACE VIEW {reporting}.matrix_organisations {on_cluster} AS
SELECT org, '' AS course_key, round, place, step, sum(people) AS people, count() AS reviews
FROM {reporting}.matrix_funnel
GROUP BY org, round, place, step;

-- Releases: stored figures that were audited when they were made. Rows come with
-- `manage.py lms matrix_review clickhouse releases`, and from nowhere else.
CREATE TABLE IF NOT EXISTS {releases}.matrix_releases {on_cluster}
(
    org LowCardinality(String),
    course_key LowCardinality(String),
    block LowCardinality(String),
    release_id String,
    round String,
    made_at DateTime('UTC'),
    k UInt16,
    people UInt32,
    is_interim Bool,
    figure String,
    figure_title String,
    about String,
    part String,
    part_title String,
    number Nullable(UInt32),
    symbol LowCardinality(String)
)
ENGINE = {replicated}ReplacingMergeTree
ORDER BY (org, course_key, block, release_id, figure, about, part);

CREATE OR REPLACE VIEW {reporting}.matrix_released {on_cluster} AS
SELECT * FROM {releases}.matrix_releases FINAL;
