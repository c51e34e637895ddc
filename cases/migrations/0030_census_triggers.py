"""What no constraint of one table can say: a plan's conference, an episode's work, and two acts at once.

Both sides of "closed" and "open" lock the child's row first, so that of two transactions at once the second sees
what the first did. The functions run as their owner: they count what is there, not what the asker may see.
"""

from django.db import migrations
from django.db.migrations.operations import RunSQL

_HEAD = "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS"

# Children in need census 2885: the plan starts on the day of the conference that made it.
_CONFERENCE = f"""
CREATE OR REPLACE FUNCTION plan_starts_on_its_conference() {_HEAD} $$
DECLARE
    made record;
BEGIN
    SELECT m.kind, (m.held_at AT TIME ZONE 'Europe/London')::date AS held_on INTO made
      FROM cases_meeting m WHERE m.id = NEW.made_by_id FOR SHARE;
    IF made.kind <> 'conference' OR made.held_on IS DISTINCT FROM NEW.started_on
        OR NOT EXISTS (SELECT FROM cases_meetingchild c
                        WHERE c.meeting_id = NEW.made_by_id AND c.child_id = NEW.child_id) THEN
        RAISE EXCEPTION 'a plan starts on the day of the conference about the child that made it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_starts_on_its_conference';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER plan_starts_on_its_conference
    BEFORE INSERT OR UPDATE OF made_by_id, started_on, child_id ON cases_plan
    FOR EACH ROW WHEN (NEW.made_by_id IS NOT NULL) EXECUTE FUNCTION plan_starts_on_its_conference();

CREATE OR REPLACE FUNCTION conference_keeps_its_plans() {_HEAD} $$
BEGIN
    IF EXISTS (SELECT FROM cases_plan p WHERE p.made_by_id = NEW.id
                AND (NEW.kind <> 'conference' OR p.started_on IS DISTINCT FROM
                     (NEW.held_at AT TIME ZONE 'Europe/London')::date)) THEN
        RAISE EXCEPTION 'a plan that this conference made started on its day'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'conference_keeps_its_plans';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER conference_keeps_its_plans
    BEFORE UPDATE OF kind, held_at ON cases_meeting
    FOR EACH ROW WHEN (NEW.kind IS DISTINCT FROM OLD.kind OR NEW.held_at IS DISTINCT FROM OLD.held_at)
    EXECUTE FUNCTION conference_keeps_its_plans();
"""

# 1103, 1105, 4015: not before the referral; 8565: nothing in an episode that is closed; 8831: a referral with no
# further action opens no episode.
_EPISODE = f"""
CREATE OR REPLACE FUNCTION belongs_to_its_episode() {_HEAD} $$
DECLARE
    episode record;
BEGIN
    PERFORM FROM cases_child c WHERE c.person_id = NEW.child_id FOR NO KEY UPDATE;
    SELECT e.child_id, e.opened_on, e.closed_on INTO episode
      FROM cases_episodeofneed e WHERE e.id = NEW.episode_id;
    IF episode.child_id IS DISTINCT FROM NEW.child_id OR NEW.started_on < episode.opened_on
        OR (episode.closed_on IS NOT NULL
            AND (NEW.ended_on IS NULL OR NEW.ended_on > episode.closed_on)) THEN
        RAISE EXCEPTION '% belongs to an episode of the same child that was open', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER plan_belongs_to_its_episode
    BEFORE INSERT OR UPDATE OF episode_id, child_id, started_on, ended_on ON cases_plan
    FOR EACH ROW WHEN (NEW.episode_id IS NOT NULL) EXECUTE FUNCTION belongs_to_its_episode();
CREATE OR REPLACE TRIGGER assessment_belongs_to_its_episode
    BEFORE INSERT OR UPDATE OF episode_id, child_id, started_on, ended_on ON cases_assessment
    FOR EACH ROW EXECUTE FUNCTION belongs_to_its_episode();
"""

# 8867 and 8565: an episode is closed when its assessments are authorised and its plans have ended.
_CLOSED = f"""
CREATE OR REPLACE FUNCTION closed_episode_has_no_open_work() {_HEAD} $$
BEGIN
    PERFORM FROM cases_child c WHERE c.person_id = NEW.child_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM cases_assessment a WHERE a.episode_id = NEW.id
                AND (a.ended_on IS NULL OR a.ended_on > NEW.closed_on))
        OR EXISTS (SELECT FROM cases_plan p WHERE p.episode_id = NEW.id
                AND (p.ended_on IS NULL OR p.ended_on > NEW.closed_on)) THEN
        RAISE EXCEPTION 'an assessment or a plan of this episode is open'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_episode_has_no_open_work';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER closed_episode_has_no_open_work
    BEFORE INSERT OR UPDATE OF closed_on ON cases_episodeofneed
    FOR EACH ROW WHEN (NEW.closed_on IS NOT NULL) EXECUTE FUNCTION closed_episode_has_no_open_work();
"""

_DOWN = """
DROP TRIGGER IF EXISTS closed_episode_has_no_open_work ON cases_episodeofneed;
DROP TRIGGER IF EXISTS assessment_belongs_to_its_episode ON cases_assessment;
DROP TRIGGER IF EXISTS plan_belongs_to_its_episode ON cases_plan;
DROP TRIGGER IF EXISTS conference_keeps_its_plans ON cases_meeting;
DROP TRIGGER IF EXISTS plan_starts_on_its_conference ON cases_plan;
DROP FUNCTION IF EXISTS closed_episode_has_no_open_work(), belongs_to_its_episode(),
    conference_keeps_its_plans(), plan_starts_on_its_conference();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0029_plans_and_assessments")]
    operations = [RunSQL(_CONFERENCE + _EPISODE + _CLOSED, _DOWN)]
