-- A large authority: 100,000 children, 50,000 parents, 400,000 grants to groups, 2,000,000 events, 40,000 running clocks.
-- :lead, :school, … are the keys that tests/bench/authority.py puts in.
INSERT INTO auth_group (name) SELECT 'bench group ' || n FROM generate_series(1, 400) n;
INSERT INTO accounts_agency (name, kind, is_lead, email, phone, group_id, is_active)
    SELECT g.name, 'school', false, '', '', g.id, true FROM auth_group g WHERE g.name LIKE 'bench group %%';

INSERT INTO cases_person (id, version, given_name, family_name, known_as, sex, date_of_birth, date_of_birth_estimated,
        ethnicity, disabilities, first_language, interpreter_needed, communication_needs, nhs_number, upn, upn_unknown_reason)
    SELECT 1000000 + n, 1, 'Given' || (n::bigint * 7919 %% 5000), 'Family' || (n::bigint * 104729 %% 20000), '', 'U',
           date '2026-01-01' - (CASE WHEN n <= 100000 THEN n * 31 %% 6000 ELSE 7000 + n * 31 %% 9000 END)::int,
           false, '', '{}', '', false, '', '', '', ''
      FROM generate_series(1, 150000) n;
INSERT INTO cases_personname (version, person_id, kind, given_name, family_name, searched, sounds)
    SELECT 1, id, 'main', given_name, family_name, lower(given_name || ' ' || family_name),
           ARRAY[dmetaphone(given_name), dmetaphone(family_name)]
      FROM cases_person WHERE id > 1000000;
INSERT INTO cases_child (version, person_id, reference, is_restricted, restricted_reason, created_at, allocated_to_id, team_id)
    SELECT 1, 1000000 + n, 'C' || lpad(n::text, 7, '0'), n %% 1000 = 0, CASE WHEN n %% 1000 = 0 THEN 'Staff' ELSE '' END,
           now() - interval '2 years', CASE WHEN n <= 20 THEN %(worker)s END, CASE WHEN n <= 400 THEN %(team)s END
      FROM generate_series(1, 100000) n;
INSERT INTO cases_relationship (version, person_id, relative_of_id, kind, has_parental_responsibility, in_household, note)
    SELECT 1, 1100000 + (n + 1) / 2, 1000000 + n, 'mother', true, true, '' FROM generate_series(1, 100000) n;
INSERT INTO cases_relationship (version, person_id, relative_of_id, kind, has_parental_responsibility, in_household, note)
    SELECT 1, 1000000 + n, 1000000 + n - 1, 'sibling', false, true, '' FROM generate_series(2, 100000, 2) n;
INSERT INTO cases_address (version, person_id, lines, postcode, searched, is_confidential, confidential_reason)
    SELECT 1, id, id %% 300 || ' Mill Lane', 'NM1 2AB', id %% 300 || ' mill lane nm1 2ab', id %% 200 = 0, ''
      FROM cases_person WHERE id > 1000000;
INSERT INTO cases_episodeofneed (version, child_id, opened_on, primary_need, closure_reason)
    SELECT 1, 1000000 + n, current_date - 300, 'N1', '' FROM generate_series(1, 40000) n;
INSERT INTO cases_warning (version, child_id, text, since)
    SELECT 1, 1000000 + n, 'A dog', current_date - 300 FROM generate_series(1, 100000, 5) n;
INSERT INTO cases_event (child_id, kind, occurred_at, recorded_at, recorded_by_id, agency_id, what_happened, significance,
        impact_on_child, themes, sensitivity, source_reference)
    SELECT 1000000 + 1 + (n %% 100000), 'note', now() - n * interval '1 minute', now(), %(worker)s,
           CASE WHEN n %% 3 = 0 THEN %(school)s ELSE %(lead)s END, 'Something happened', 'routine', '',
           CASE WHEN n %% 4 = 0 THEN '{neglect}'::varchar[] ELSE '{}' END,
           (ARRAY['professionals', 'professionals', 'shared', 'social_care', 'own_agency'])[1 + n / 100000 %% 5], ''
      FROM generate_series(1, 2000000) n;
-- Three agencies of 400 for each child, and the health visitors for all.
INSERT INTO cases_childgroupgrant (content_object_id, group_id, permission_id)
    SELECT DISTINCT 1000000 + n, g.id, %(permission)s
      FROM generate_series(1, 100000) n, generate_series(0, 2) k,
           LATERAL (SELECT (SELECT min(id) FROM auth_group WHERE name LIKE 'bench group %%') + (n * 31 + k * 133) %% 400 AS id) g;
INSERT INTO cases_childgroupgrant (content_object_id, group_id, permission_id)
    SELECT 1000000 + n, CASE WHEN n <= 300 THEN %(school_group)s ELSE %(visiting_group)s END, %(permission)s
      FROM generate_series(1, 100000) n;
INSERT INTO cases_involvement (version, child_id, agency_id, role, reason, since, ended_reason)
    SELECT 1, 1000000 + n, a.id, 'other', 'x', now() - interval '1 year', ''
      FROM generate_series(1, 400) n, LATERAL (SELECT %(school)s::bigint AS id UNION SELECT %(lead)s::bigint) a;
INSERT INTO cases_deadline (version, child_id, rule_id, subject, starts_at, amount, unit, edition, statutory_due_on,
        statutory_due_at, due_on, due_at, responsible_id, team_id, alert_stage, alert_number, revision, rescheduled_reason,
        paused_reason, lateness_code, lateness_reason, cancelled_reason)
    SELECT 1, 1000000 + n, 'assessment', '', now(), 45, 'working_days', 'x', current_date + n %% 45 - 5,
           now() + (n %% 45 - 5) * interval '1 day', current_date + n %% 45 - 5, now() + (n %% 45 - 5) * interval '1 day',
           CASE WHEN n <= 20 THEN %(worker)s END, CASE WHEN n <= 400 THEN %(team)s END, 0, 0, 0, '', '', '', '', ''
      FROM generate_series(1, 40000) n;
