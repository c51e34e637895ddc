-- What the policies ask. The questions are the gate's (cases/access.py), of the same tables; tests/access compares
-- the answers. Every table is named with its schema and the functions that read children's tables run as their owner:
-- policies that asked each other's tables directly would run in circles, and be planned anew in every query.

-- Who asks, set for one transaction by safeguarding.accounts.identity; all empty when nobody is set.
CREATE OR REPLACE FUNCTION rls_become(who bigint, service text, social_care_opens_all boolean) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    asker record;
    facts text := ' ';
    groups text := '{}';
BEGIN
    SELECT u.agency_id, u.team_id, u.is_active, u.role, u.is_safeguarding_lead, a.kind,
           a.is_lead AND a.kind = 'childrens_social_care' AS is_social_care,
           t.function IS NOT NULL AND t.function = 'front_door' AS at_door,
           u.role IN ('manager', 'senior_manager') AS manages,
           u.role IN ('practitioner', 'manager', 'senior_manager', 'conference_chair') AS works_cases
      INTO asker
      FROM public.accounts_user u
      JOIN public.accounts_agency a ON a.id = u.agency_id
      LEFT JOIN public.accounts_team t ON t.id = u.team_id
     WHERE u.id = who;
    IF FOUND AND asker.is_active THEN
        facts := concat(' active ',
            CASE WHEN asker.role <> 'system_admin' THEN 'sees_children ' END,
            CASE WHEN asker.role NOT IN ('system_admin', 'partnership_admin') THEN 'professional ' END,
            CASE WHEN asker.role = 'partnership_admin' THEN 'partnership_admin ' END,
            CASE WHEN asker.is_safeguarding_lead THEN 'safeguarding_lead ' END,
            CASE WHEN asker.kind = 'police' THEN 'police ' END,
            CASE WHEN asker.role = 'partnership_admin' THEN 'partnership_admin ' END);
        IF asker.is_social_care AND asker.role <> 'system_admin' THEN
            facts := concat(facts, 'social_care ',
                CASE WHEN social_care_opens_all THEN 'opens_all ' END,
                CASE WHEN asker.manages THEN 'social_care_manager ' END,
                CASE WHEN asker.role = 'senior_manager' THEN 'head_of_service ' END,
                CASE WHEN asker.works_cases THEN 'case_staff ' END,
                CASE WHEN asker.works_cases AND (asker.at_door OR asker.manages) THEN 'front_door ' END);
        END IF;
        SELECT coalesce(array_agg(g.group_id), '{}')::text INTO groups
          FROM public.accounts_user_groups g WHERE g.user_id = who;
    END IF;
    PERFORM set_config('safeguarding.user', coalesce(who::text, ''), true),
            set_config('safeguarding.agency', coalesce(asker.agency_id::text, ''), true),
            set_config('safeguarding.team', coalesce(asker.team_id::text, ''), true),
            set_config('safeguarding.groups', groups, true),
            set_config('safeguarding.facts', facts, true),
            set_config('safeguarding.service', coalesce(service, ''), true);
END $$;

CREATE OR REPLACE FUNCTION rls_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('safeguarding.user', true), '')::bigint $$;

CREATE OR REPLACE FUNCTION rls_agency() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('safeguarding.agency', true), '')::bigint $$;

CREATE OR REPLACE FUNCTION rls_team() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('safeguarding.team', true), '')::bigint $$;

CREATE OR REPLACE FUNCTION rls_groups() RETURNS int[] LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('safeguarding.groups', true), '')::int[] $$;

CREATE OR REPLACE FUNCTION rls_is(fact text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(strpos(current_setting('safeguarding.facts', true), ' ' || fact || ' ') > 0, false) $$;

CREATE OR REPLACE FUNCTION rls_service() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('safeguarding.service', true), '') $$;

-- A record opened in an emergency that still runs; a restricted one for heads of service alone.
CREATE OR REPLACE FUNCTION rls_in_emergency(child bigint, restricted boolean) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 50 AS $$
BEGIN
    RETURN (NOT restricted OR rls_is('head_of_service')) AND EXISTS (
        SELECT FROM public.cases_emergencyaccess e
         WHERE e.child_id = child AND e.user_id = rls_user() AND e.until > statement_timestamp());
END $$;

-- access.reviewable_emergencies, beside that nobody reviews their own.
CREATE OR REPLACE FUNCTION rls_reviews_emergency(child bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 50 AS $$
BEGIN
    RETURN rls_is('partnership_admin') OR (rls_is('head_of_service') AND (
        EXISTS (SELECT FROM public.cases_child c WHERE c.person_id = child AND NOT c.is_restricted)
        OR EXISTS (SELECT FROM public.cases_childusergrant g
                    WHERE g.content_object_id = child AND g.user_id = rls_user())));
END $$;

-- access.settled_children, for those who don't open every unrestricted record.
CREATE OR REPLACE FUNCTION rls_settled(child bigint, restricted boolean) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 50 AS $$
BEGIN
    RETURN rls_is('sees_children') AND (EXISTS (SELECT FROM public.cases_childusergrant g
                    WHERE g.content_object_id = child AND g.user_id = rls_user())
        OR (NOT restricted AND EXISTS (SELECT FROM public.cases_childgroupgrant g
                    WHERE g.content_object_id = child AND g.group_id = ANY (rls_groups()))));
END $$;

-- access.visible_children, for the same.
CREATE OR REPLACE FUNCTION rls_granted(child bigint, restricted boolean) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 50 AS $$
BEGIN
    RETURN rls_settled(child, restricted)
        OR (rls_is('sees_children') AND rls_in_emergency(child, restricted));
END $$;

CREATE OR REPLACE FUNCTION rls_sees_child(child bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 50 AS $$
DECLARE
    restricted boolean;
BEGIN
    SELECT c.is_restricted INTO restricted FROM public.cases_child c WHERE c.person_id = child;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    RETURN (NOT restricted AND rls_is('opens_all')) OR rls_granted(child, restricted);
END $$;

-- access.own_after_leaving: a record that the asker could open while their agency, their team or they themselves were
-- involved, and may not open any more; restricted ones not.
CREATE OR REPLACE FUNCTION rls_has_left(child bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 100 AS $$
BEGIN
    RETURN rls_is('professional')
        AND EXISTS (SELECT FROM public.cases_involvement i
                     WHERE i.child_id = child AND i.agency_id = rls_agency() AND i.until IS NOT NULL
                       AND (i.user_id = rls_user() OR (i.user_id IS NULL AND i.team_id IS NULL)
                            OR i.team_id::text = nullif(current_setting('safeguarding.team', true), '')))
        AND EXISTS (SELECT FROM public.cases_child c WHERE c.person_id = child AND NOT c.is_restricted)
        AND NOT rls_sees_child(child);
END $$;

-- A record that may not be opened because it is restricted.
CREATE OR REPLACE FUNCTION rls_hides_child(child bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 50 AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.cases_child c WHERE c.person_id = child AND c.is_restricted)
        AND NOT rls_granted(child, true);
END $$;

-- The few records that somebody who opens all others may not open: asked once where a query reads many rows.
CREATE OR REPLACE FUNCTION rls_hidden_children() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER ROWS 100 AS $$
BEGIN
    RETURN QUERY SELECT c.person_id FROM public.cases_child c
     WHERE c.is_restricted AND NOT EXISTS (SELECT FROM public.cases_childusergrant g
            WHERE g.content_object_id = c.person_id AND g.user_id = rls_user())
       AND NOT EXISTS (SELECT FROM public.cases_emergencyaccess e
            WHERE e.child_id = c.person_id AND rls_is('head_of_service')
              AND e.user_id = rls_user() AND e.until > statement_timestamp());
END $$;

-- access.visible_people; and, for those who write people down, whoever isn't tied to any child yet
-- (access.require_person).
CREATE OR REPLACE FUNCTION rls_sees_person(person bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 100 AS $$
DECLARE
    restricted boolean;
BEGIN
    IF NOT rls_is('sees_children') THEN
        RETURN false;
    END IF;
    SELECT c.is_restricted INTO restricted FROM public.cases_child c WHERE c.person_id = person;
    IF FOUND THEN
        IF (NOT restricted AND rls_is('opens_all')) OR rls_granted(person, restricted) THEN
            RETURN true;
        ELSIF restricted THEN
            RETURN false;
        END IF;
    END IF;
    IF rls_is('opens_all') AND NOT EXISTS (
        SELECT FROM public.cases_relationship r JOIN public.cases_child c ON c.person_id = r.relative_of_id
         WHERE r.person_id = person AND c.is_restricted) THEN
        RETURN true;
    END IF;
    IF EXISTS (SELECT FROM public.cases_relationship r
                WHERE r.person_id = person AND rls_sees_child(r.relative_of_id))
        OR EXISTS (SELECT FROM public.cases_relationship r
                WHERE r.relative_of_id = person AND rls_sees_child(r.person_id)) THEN
        RETURN true;
    END IF;
    RETURN restricted IS NULL AND rls_is('case_staff') AND NOT EXISTS (
        SELECT FROM public.cases_relationship r WHERE r.person_id = person OR r.relative_of_id = person);
END $$;

-- access.fully_visible_people: whose addresses, numbers and contact details may be read.
CREATE OR REPLACE FUNCTION rls_sees_person_fully(person bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100 AS $$
BEGIN
    RETURN CASE WHEN rls_is('social_care') THEN rls_sees_person(person) ELSE rls_sees_child(person) END;
END $$;

-- A family of somebody who may be seen, or one that has just been made.
CREATE OR REPLACE FUNCTION rls_sees_family(family bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 200 AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.cases_familymember m
                    WHERE m.family_id = family AND rls_sees_person(m.person_id))
        OR (rls_is('case_staff')
            AND NOT EXISTS (SELECT FROM public.cases_familymember m WHERE m.family_id = family));
END $$;

-- access.visible_referrals
CREATE OR REPLACE FUNCTION rls_sees_referral(referral bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 200 AS $$
DECLARE
    asked record;
BEGIN
    IF NOT rls_is('professional') THEN
        RETURN false;
    END IF;
    SELECT r.author_id, r.agency_id, u.team_id INTO asked
      FROM public.cases_referral r JOIN public.accounts_user u ON u.id = r.author_id WHERE r.id = referral;
    IF NOT FOUND THEN
        RETURN false;
    ELSIF asked.author_id = rls_user() THEN
        RETURN true;
    ELSIF NOT rls_is('social_care') THEN
        RETURN coalesce(asked.team_id::text = nullif(current_setting('safeguarding.team', true), ''), false)
            OR (rls_is('safeguarding_lead') AND asked.agency_id = rls_agency());
    ELSIF EXISTS (SELECT FROM public.cases_referralchild p
                   WHERE p.referral_id = referral AND rls_hides_child(p.child_id)) THEN
        RETURN false;
    END IF;
    RETURN rls_is('front_door')
        OR EXISTS (SELECT FROM public.cases_referralchild p
                    WHERE p.referral_id = referral AND rls_sees_child(p.child_id));
END $$;

-- What rls_sees_referral hides from the front door, but for what one wrote oneself.
CREATE OR REPLACE FUNCTION rls_hidden_referrals() RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER ROWS 100 AS $$
    SELECT p.referral_id FROM public.cases_referralchild p WHERE p.child_id IN (SELECT rls_hidden_children())
$$;

-- A record that is restricted and that the asker may at most read, in an emergency.
CREATE OR REPLACE FUNCTION rls_is_no_work(child bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 50 AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.cases_child c WHERE c.person_id = child AND c.is_restricted)
        AND NOT rls_settled(child, true);
END $$;

-- access.visible_referral_children
CREATE OR REPLACE FUNCTION rls_works_on_part(part bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 100 AS $$
BEGIN
    RETURN rls_is('front_door') AND EXISTS (
        SELECT FROM public.cases_referralchild p JOIN public.cases_referral r ON r.id = p.referral_id
         WHERE p.id = part AND (p.child_id IS NULL OR NOT rls_is_no_work(p.child_id))
           AND (r.author_id = rls_user() OR NOT EXISTS (
                SELECT FROM public.cases_referralchild other
                 WHERE other.referral_id = r.id AND rls_is_no_work(other.child_id))));
END $$;

-- A child's time limit, or one of a referral that isn't matched yet. Its COST is low because the policy rarely comes to
-- it for those who read many: with the true one, lists are planned as if it were asked of each row.
CREATE OR REPLACE FUNCTION rls_sees_time_limit(child bigint, part bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 5 AS $$
BEGIN
    RETURN CASE WHEN child IS NULL THEN rls_works_on_part(part) ELSE rls_sees_child(child) END;
END $$;

-- The access log names referrals by their reference: whether it is one that may be read; whether it is one that may
-- not, because a record is hidden that it was matched to (cases.queries.looks).
CREATE OR REPLACE FUNCTION rls_sees_reference(asked text) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 200 AS $$
BEGIN
    RETURN asked <> '' AND EXISTS (SELECT FROM public.cases_referral r
                                    WHERE r.reference = asked AND rls_sees_referral(r.id));
END $$;

CREATE OR REPLACE FUNCTION rls_hides_reference(asked text) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 200 AS $$
BEGIN
    RETURN asked <> '' AND EXISTS (
        SELECT FROM public.cases_referral r JOIN public.cases_referralchild p ON p.referral_id = r.id
         WHERE r.reference = asked AND rls_hides_child(p.child_id));
END $$;

-- A decision is read with the record: by social care, as long as they may see the child it is about.
CREATE OR REPLACE FUNCTION rls_sees_decision(part bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 100 AS $$
DECLARE
    child bigint;
BEGIN
    IF NOT rls_is('social_care') THEN
        RETURN false;
    END IF;
    SELECT p.child_id INTO child FROM public.cases_referralchild p WHERE p.id = part;
    RETURN CASE WHEN child IS NULL THEN rls_is('front_door') ELSE rls_sees_child(child) END;
END $$;

-- access.readable_meetings: somebody asked to the meeting by name; who called it, chairs it or takes its minutes, of the
-- agency that called it; and social care staff who see one of its children, none of whom is hidden from them: its words
-- are about all.
CREATE OR REPLACE FUNCTION rls_reads_meeting(meeting bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 200 AS $$
BEGIN
    IF NOT rls_is('professional') THEN
        RETURN false;
    END IF;
    IF EXISTS (SELECT FROM public.cases_meeting m WHERE m.id = meeting AND m.agency_id = rls_agency()
                AND rls_user() IN (m.chair_id, m.minute_taker_id, m.called_by_id))
        OR EXISTS (SELECT FROM public.cases_invitation i WHERE i.meeting_id = meeting AND i.withdrawn_at IS NULL
                AND i.agency_id = rls_agency() AND i.user_id = rls_user()) THEN
        RETURN true;
    END IF;
    IF NOT rls_is('social_care')
        OR EXISTS (SELECT FROM public.cases_meetingchild c
                    WHERE c.meeting_id = meeting AND rls_hides_child(c.child_id)) THEN
        RETURN false;
    END IF;
    RETURN EXISTS (SELECT FROM public.cases_meetingchild c
                    WHERE c.meeting_id = meeting AND rls_sees_child(c.child_id));
END $$;

-- access.visible_meetings: beside those one reads, those that one's people on duty are asked to.
CREATE OR REPLACE FUNCTION rls_sees_meeting(meeting bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 250 AS $$
BEGIN
    RETURN rls_reads_meeting(meeting) OR (rls_is('professional') AND EXISTS (
        SELECT FROM public.cases_invitation i
         WHERE i.meeting_id = meeting AND i.withdrawn_at IS NULL AND i.agency_id = rls_agency()
           AND i.user_id IS NULL AND (i.team_id IS NULL OR i.team_id = rls_team())));
END $$;

-- access.visible_invitations: one's own, or to a meeting that one reads.
CREATE OR REPLACE FUNCTION rls_sees_invitation(invitation bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 250 AS $$
DECLARE
    asked record;
BEGIN
    SELECT i.meeting_id, i.user_id, i.withdrawn_at IS NULL AND i.agency_id = rls_agency()
           AND (i.team_id IS NULL OR i.team_id = rls_team()) AS for_duty INTO asked
      FROM public.cases_invitation i WHERE i.id = invitation;
    RETURN FOUND AND ((asked.user_id IS NULL AND asked.for_duty AND rls_is('professional'))
                      OR rls_reads_meeting(asked.meeting_id));
END $$;

-- access_meetings.takes_a_turn: the chair or the minute-taker of a core group or a child in need meeting, of whatever
-- agency, as long as they are asked to it by name.
CREATE OR REPLACE FUNCTION rls_takes_a_turn(meeting bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 100 AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.cases_meeting m JOIN public.cases_invitation i ON i.meeting_id = m.id
                    WHERE m.id = meeting AND m.kind IN ('core_group', 'child_in_need_meeting')
                      AND rls_user() IN (m.chair_id, m.minute_taker_id) AND i.user_id = rls_user()
                      AND i.agency_id = rls_agency() AND i.withdrawn_at IS NULL);
END $$;

-- access.visible_minutes: drafts for chair, minute-taker and social care; a distributed version for those by name to
-- whom it went.
CREATE OR REPLACE FUNCTION rls_sees_minutes(asked bigint, meeting bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 250 AS $$
BEGIN
    IF NOT rls_reads_meeting(meeting) THEN
        RETURN false;
    END IF;
    RETURN rls_is('social_care')
        OR EXISTS (SELECT FROM public.cases_meeting m WHERE m.id = meeting AND m.agency_id = rls_agency()
                      AND rls_user() IN (m.chair_id, m.minute_taker_id))
        OR rls_takes_a_turn(meeting)
        OR EXISTS (SELECT FROM public.cases_minutescopy c JOIN public.cases_invitation i ON i.id = c.invitation_id
                    WHERE c.minutes_id = asked AND i.withdrawn_at IS NULL
                      AND i.user_id = rls_user() AND i.agency_id = rls_agency());
END $$;

-- access_plans.visible_plans, and what hangs on a plan.
CREATE OR REPLACE FUNCTION rls_sees_plan(plan bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 100 AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.cases_plan p WHERE p.id = plan AND rls_sees_child(p.child_id));
END $$;

CREATE OR REPLACE FUNCTION rls_sees_plan_item(item bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 150 AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.cases_planitem i WHERE i.id = item AND rls_sees_plan(i.plan_id));
END $$;

CREATE OR REPLACE FUNCTION rls_sees_plan_version(asked bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 150 AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.cases_planversion v WHERE v.id = asked AND rls_sees_plan(v.plan_id));
END $$;

CREATE OR REPLACE FUNCTION rls_sees_strategy_decision(decision bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 250 AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.strategy_meetings_strategydecision d
                    WHERE d.id = decision AND rls_sees_child(d.child_id) AND rls_reads_meeting(d.meeting_id));
END $$;

-- Search. Likeness isn't leakproof, so behind the policies it couldn't read its indexes: it would ask who may see each
-- name before looking whether it is alike. These look first, and give the keys of those rows alone that the asker may
-- see. The owner himself (no role taken) is behind no policy, here neither.
-- Among whom those are whom somebody sees who opens only records they were let into: the children of their grants and
-- emergencies, and these children's relatives. Asked once, before who of them may be seen.
CREATE OR REPLACE FUNCTION rls_close_people() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1000 AS $$
BEGIN
    RETURN QUERY WITH opened AS (
        SELECT g.content_object_id AS child FROM public.cases_childusergrant g WHERE g.user_id = rls_user()
        UNION SELECT g.content_object_id FROM public.cases_childgroupgrant g WHERE g.group_id = ANY (rls_groups())
        UNION SELECT e.child_id FROM public.cases_emergencyaccess e WHERE e.user_id = rls_user())
    SELECT o.child FROM opened o
    UNION SELECT r.person_id FROM public.cases_relationship r JOIN opened o ON r.relative_of_id = o.child
    UNION SELECT r.relative_of_id FROM public.cases_relationship r JOIN opened o ON r.person_id = o.child;
END $$;

CREATE OR REPLACE FUNCTION rls_names_like(asked text, word_sounds jsonb) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000 ROWS 200 AS $$
DECLARE
    is_owner boolean := current_setting('role') = 'none' AND session_user = current_user;
    sees_many boolean := rls_is('opens_all') OR rls_is('case_staff');
    first_word varchar[] := ARRAY(SELECT jsonb_array_elements_text(word_sounds -> 0));
BEGIN
    -- Materialized: the planner would ask who may be seen in each of the three, of thousands who don't fit.
    RETURN QUERY WITH found AS MATERIALIZED (
        SELECT n.id, n.person_id FROM public.cases_personname n WHERE n.searched OPERATOR(public.%) asked
        UNION
        SELECT n.id, n.person_id FROM public.cases_personname n WHERE n.searched OPERATOR(public.%>) asked
        UNION
        SELECT n.id, n.person_id FROM public.cases_personname n
         WHERE n.sounds && first_word AND NOT EXISTS (
            SELECT FROM jsonb_array_elements(word_sounds) word
             WHERE NOT n.sounds && ARRAY(SELECT jsonb_array_elements_text(word))::varchar[])
    ) SELECT found.id FROM found
     WHERE is_owner OR ((sees_many OR found.person_id IN (SELECT rls_close_people()))
                        AND rls_sees_person(found.person_id));
END $$;

CREATE OR REPLACE FUNCTION rls_addresses_like(asked text) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000 ROWS 200 AS $$
DECLARE
    is_owner boolean := current_setting('role') = 'none' AND session_user = current_user;
    sees_many boolean := rls_is('opens_all') OR rls_is('case_staff');
BEGIN
    RETURN QUERY WITH found AS MATERIALIZED (
        SELECT a.id, a.person_id, a.is_confidential FROM public.cases_address a
         WHERE a.searched OPERATOR(public.%>) asked
    ) SELECT found.id FROM found
     WHERE is_owner OR ((NOT found.is_confidential OR rls_is('social_care'))
                        AND (sees_many OR found.person_id IN (SELECT rls_close_people()))
                        AND rls_sees_person_fully(found.person_id));
END $$;

-- What hangs on an agency's request to leave: whoever sees the child reads it.
CREATE OR REPLACE FUNCTION rls_sees_withdrawal(withdrawal bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 100 AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.core_groups_withdrawal w
                    WHERE w.id = withdrawal AND rls_sees_child(w.child_id));
END $$;

-- conference_access.visible_parts and visible_letters: of conferences that one reads, about children whom one sees. The
-- tables are those of an app above; what is asked is put together when it is asked, so that the functions stand before.
CREATE OR REPLACE FUNCTION rls_sees_conference_part(part bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 250 AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.core_groups_conferencechild c
                    WHERE c.id = part AND rls_sees_child(c.child_id) AND rls_reads_meeting(c.conference_id));
END $$;

CREATE OR REPLACE FUNCTION rls_sees_decision_letter(letter bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 300 AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.core_groups_decisionletter l
                    WHERE l.id = letter AND rls_sees_conference_part(l.part_id));
END $$;

-- escalation.access.visible_challenges, for what hangs on one.
CREATE OR REPLACE FUNCTION rls_sees_challenge(challenge bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 100 AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.escalation_challenge c
                    WHERE c.id = challenge AND rls_sees_child(c.child_id)
                      AND (rls_agency() IN (c.raising_agency_id, c.against_agency_id)
                           OR rls_is('partnership_admin')));
END $$;

CREATE OR REPLACE FUNCTION rls_sees_challenge_offer(offer bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 150 AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.escalation_challengeoffer o
                    WHERE o.id = offer AND rls_sees_challenge(o.challenge_id));
END $$;

-- access_supervision.visible_supervisions: who takes part; and for what hangs on a supervision.
CREATE OR REPLACE FUNCTION rls_in_supervision(supervision bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 50 AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.cases_supervisionsignature s
                    WHERE s.supervision_id = supervision AND s.person_id = rls_user());
END $$;

CREATE OR REPLACE FUNCTION rls_reads_supervision(supervision bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 100 AS $$
BEGIN
    RETURN rls_is('social_care') AND EXISTS (SELECT FROM public.cases_supervision s
        WHERE s.id = supervision
          AND (s.supervisor_id = rls_user() OR rls_is('head_of_service')
               OR (rls_is('social_care_manager') AND s.kind <> 'personal')
               OR rls_in_supervision(s.id)));
END $$;
