"""What everybody has signed never changes: in the database, not by convention alone.

A draft changes; what one has signed goes back to being a draft before a word of it changes; what everybody has
signed stands, and only what was done of its actions is written beside it.
"""

from django.db import migrations

from safeguarding.audit.append_only import append_only

FUNCTIONS = """
CREATE FUNCTION supervision_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'supervision is never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.state IN ('signed', 'called_off') THEN
        RAISE EXCEPTION 'supervision % is signed by everybody and stands', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.state = 'signed_by_one' AND
       (NEW.kind, NEW.supervisor_id, NEW.held_on, NEW.next_on, NEW.oversight, NEW.workload, NEW.wellbeing, NEW.learning)
       IS DISTINCT FROM
       (OLD.kind, OLD.supervisor_id, OLD.held_on, OLD.next_on, OLD.oversight, OLD.workload, OLD.wellbeing, OLD.learning)
    THEN
        RAISE EXCEPTION 'supervision % has a signature: it is taken back before words change', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- Where a supervision stands, whoever asks: the row that is written hangs on one that the writer reads.
CREATE FUNCTION supervision_state(supervision bigint) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
    AS $$ SELECT s.state FROM public.cases_supervision s WHERE s.id = supervision $$;

CREATE FUNCTION supervision_words_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR supervision_state(NEW.supervision_id) <> 'draft'
       OR (TG_OP = 'UPDATE' AND NEW.supervision_id <> OLD.supervision_id) THEN
        RAISE EXCEPTION '% of a signed supervision stands: % refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION supervision_signature_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR supervision_state(NEW.supervision_id) IN ('signed', 'called_off')
       OR (TG_OP = 'UPDATE' AND (NEW.supervision_id, NEW.person_id, NEW.is_supervisor)
           IS DISTINCT FROM (OLD.supervision_id, OLD.person_id, OLD.is_supervisor))
       OR (TG_OP = 'INSERT' AND supervision_state(NEW.supervision_id) <> 'draft') THEN
        RAISE EXCEPTION 'a signature of a supervision stands: % refused', TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- The decision becomes an action when the last one signs; what was done of it is written once, afterwards.
CREATE FUNCTION supervision_action_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    state text := supervision_state(NEW.supervision_id);
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an action of a supervision is never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'INSERT' AND (state IN ('signed', 'called_off') OR (state <> 'draft' AND NOT NEW.is_decision)) THEN
        RAISE EXCEPTION 'a signed supervision takes no more actions' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.done_at IS NOT NULL OR (state <> 'draft' AND
       (NEW.supervision_id, NEW.child_id, NEW.what, NEW.owner_id, NEW.due_on, NEW.is_decision, NEW.left_out)
       IS DISTINCT FROM
       (OLD.supervision_id, OLD.child_id, OLD.what, OLD.owner_id, OLD.due_on, OLD.is_decision, OLD.left_out))) THEN
        RAISE EXCEPTION 'an action of a signed supervision stands' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER stands BEFORE UPDATE OR DELETE ON cases_supervision
    FOR EACH ROW EXECUTE FUNCTION supervision_stands();
CREATE TRIGGER stands BEFORE INSERT OR UPDATE OR DELETE ON cases_supervisionofchild
    FOR EACH ROW EXECUTE FUNCTION supervision_words_stand();
CREATE TRIGGER stands BEFORE INSERT OR UPDATE OR DELETE ON cases_supervisionsignature
    FOR EACH ROW EXECUTE FUNCTION supervision_signature_stands();
CREATE TRIGGER stands BEFORE INSERT OR UPDATE OR DELETE ON cases_supervisionaction
    FOR EACH ROW EXECUTE FUNCTION supervision_action_stands();
"""
BACK = """
DROP TRIGGER stands ON cases_supervision; DROP TRIGGER stands ON cases_supervisionofchild;
DROP TRIGGER stands ON cases_supervisionsignature; DROP TRIGGER stands ON cases_supervisionaction;
DROP FUNCTION supervision_stands; DROP FUNCTION supervision_words_stand;
DROP FUNCTION supervision_signature_stands; DROP FUNCTION supervision_action_stands;
DROP FUNCTION supervision_state;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0046_supervision")]
    operations = [
        migrations.RunSQL(FUNCTIONS, BACK),
        *append_only(
            "cases_supervisionaddendum",
            "cases_supervisionsample",
            "cases_historicalsupervision",
            "cases_historicalsupervisionsignature",
            "cases_historicalsupervisionofchild",
            "cases_historicalsupervisionaction",
        ),
    ]
