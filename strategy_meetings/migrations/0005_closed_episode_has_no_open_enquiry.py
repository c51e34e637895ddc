"""An episode of need is not closed while a section 47 enquiry about the child is open (census 8868).

A new enquiry waits for a closure that is under way and is never refused: it protects a child.
"""

from django.db import migrations
from django.db.migrations.operations import RunSQL

_HEAD = "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS"

_UP = f"""
CREATE OR REPLACE FUNCTION closed_episode_has_no_open_enquiry() {_HEAD} $$
BEGIN
    PERFORM FROM cases_child c WHERE c.person_id = NEW.child_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM strategy_meetings_section47enquiry e
                WHERE e.child_id = NEW.child_id AND e.state <> 'ended'
                  AND (e.started_at AT TIME ZONE 'Europe/London')::date BETWEEN NEW.opened_on AND NEW.closed_on) THEN
        RAISE EXCEPTION 'a section 47 enquiry about the child is open'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_episode_has_no_open_enquiry';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER closed_episode_has_no_open_enquiry
    BEFORE INSERT OR UPDATE OF closed_on ON cases_episodeofneed
    FOR EACH ROW WHEN (NEW.closed_on IS NOT NULL) EXECUTE FUNCTION closed_episode_has_no_open_enquiry();

CREATE OR REPLACE FUNCTION enquiry_waits_for_a_closure() {_HEAD} $$
BEGIN
    PERFORM FROM cases_child c WHERE c.person_id = NEW.child_id FOR NO KEY UPDATE;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER enquiry_waits_for_a_closure
    BEFORE INSERT OR UPDATE OF state ON strategy_meetings_section47enquiry
    FOR EACH ROW EXECUTE FUNCTION enquiry_waits_for_a_closure();
"""
_DOWN = """
DROP TRIGGER IF EXISTS closed_episode_has_no_open_enquiry ON cases_episodeofneed;
DROP TRIGGER IF EXISTS enquiry_waits_for_a_closure ON strategy_meetings_section47enquiry;
DROP FUNCTION IF EXISTS closed_episode_has_no_open_enquiry(), enquiry_waits_for_a_closure();
"""


class Migration(migrations.Migration):
    dependencies = [("strategy_meetings", "0004_conference_request"), ("cases", "0031_wall_for_plans")]
    operations = [RunSQL(_UP, _DOWN)]
