"""What the head of service decided doesn't change, nor what a senior manager has said: the database refuses it.

Asked beside the services, so that no program and no one with the application's login makes another decision of
it. A new referral has a review of its own.
"""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from safeguarding.audit.append_only import append_only

_FINAL = """
CREATE OR REPLACE FUNCTION historic_risk_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a review of a historic high risk is never deleted'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'historic_risk_is_final';
    END IF;
    IF OLD.state IN ('decided', 'ended') THEN
        RAISE EXCEPTION 'what the head of service decided is final'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'historic_risk_is_final';
    END IF;
    IF (NEW.child_id, NEW.referral_child_id, NEW.asked_at, NEW.asked_by_id)
            IS DISTINCT FROM (OLD.child_id, OLD.referral_child_id, OLD.asked_at, OLD.asked_by_id)
        OR (OLD.reviewed_at IS NOT NULL AND (NEW.reviewed_at, NEW.reviewed_by_id, NEW.senior_view)
            IS DISTINCT FROM (OLD.reviewed_at, OLD.reviewed_by_id, OLD.senior_view)) THEN
        RAISE EXCEPTION 'what was asked, and what the senior manager said, stays as it is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'historic_risk_is_final';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER historic_risk_is_final BEFORE UPDATE OR DELETE ON cases_historicriskreview
    FOR EACH ROW EXECUTE FUNCTION historic_risk_is_final();
CREATE TRIGGER historic_risk_is_final_truncate BEFORE TRUNCATE ON cases_historicriskreview
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
_DOWN = """
DROP TRIGGER historic_risk_is_final_truncate ON cases_historicriskreview;
DROP TRIGGER historic_risk_is_final ON cases_historicriskreview;
DROP FUNCTION historic_risk_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0041_historic_risk")]
    operations = [RunSQL(_FINAL, _DOWN), *append_only("cases_historicalhistoricriskreview")]
