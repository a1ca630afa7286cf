-- Of a client's people a partner sees those whom records of his own name. The function is the one of the migration
-- partner_wall but for the rows of contacts.

-- Idempotent. By itself when migrating; by hand where the migrating user might not make roles, or after a restore into a
-- cluster that lacks them. False: the roles may not be made or entered, and nothing has been changed.
CREATE OR REPLACE FUNCTION naryad_build_partner_wall() RETURNS boolean LANGUAGE plpgsql AS $wall$
DECLARE
  partner text;
  target text;
  rule record;
  enter text := CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END;
  terms text := CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'WITH INHERIT FALSE, SET TRUE' ELSE '' END;
BEGIN
  -- Roles belong to the cluster: another of its databases may be migrating at this moment.
  FOREACH partner IN ARRAY ARRAY['naryad_service_center', 'naryad_dealer'] LOOP
    FOR attempt IN 1..10 LOOP
      BEGIN
        IF to_regrole(partner) IS NULL THEN
          EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', partner);
        END IF;
        IF NOT pg_has_role(current_user, partner, enter) THEN
          EXECUTE format('GRANT %I TO CURRENT_USER %s', partner, terms);
        END IF;
        EXIT;
      EXCEPTION
        WHEN insufficient_privilege THEN
          RAISE NOTICE 'no second wall for partners: % may not make or enter the role %', current_user, partner;
          RETURN false;
        -- the last one is "tuple concurrently updated"
        WHEN duplicate_object OR unique_violation OR internal_error THEN
          IF attempt = 10 THEN RAISE; END IF;
          PERFORM pg_sleep(0.05);
      END;
    END LOOP;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), partner);
  END LOOP;

  -- Of everybody: the makers of equipment, and the names of fields.
  GRANT SELECT ON manufacturers, field_definitions TO naryad_service_center, naryad_dealer;

  -- Written anew here and not taken from the gate, whose mistakes it is to outlast. A table that another rule looks into
  -- is inside its own rule there, too.
  FOR rule IN
    SELECT * FROM (VALUES
      -- table, rows of a service centre, rows of a dealer
      ('repairs', 'service_center_id = :organisation', 'dealer_id = :organisation'),
      ('service_requests',
        'EXISTS (SELECT FROM repairs r WHERE r.request_id = service_requests.id) OR author_id = :employee',
        'dealer_id = :organisation'),
      ('service_centers',
        'id = :organisation',
        'EXISTS (SELECT FROM repairs r WHERE r.service_center_id = service_centers.id)'),
      ('dealers',
        'EXISTS (SELECT FROM repairs r WHERE r.dealer_id = dealers.id)',
        'id = :organisation'),
      -- their own people and the company's office
      ('employees',
        'service_center_id = :organisation OR (service_center_id IS NULL AND dealer_id IS NULL)',
        'dealer_id = :organisation OR (service_center_id IS NULL AND dealer_id IS NULL)'),
      ('assignment_rules', 'service_center_id = :organisation', 'false'),
      ('audit_entries', 'false', 'false')
    ) AS own (name, service_center, dealer)
    UNION ALL
    SELECT name, rows, rows FROM (VALUES
      ('clients',
        'EXISTS (SELECT FROM repairs r WHERE r.client_id = clients.id)
         OR EXISTS (SELECT FROM service_requests r WHERE r.client_id = clients.id)'),
      ('equipment',
        'EXISTS (SELECT FROM repairs r WHERE r.equipment_id = equipment.id)
         OR EXISTS (SELECT FROM service_requests r WHERE r.equipment_id = equipment.id)'),
      -- by the client too: that is what records are indexed by
      ('contacts',
        'EXISTS (SELECT FROM repairs r WHERE r.client_id = contacts.client_id AND r.contact_id = contacts.id)
         OR EXISTS (SELECT FROM service_requests r WHERE r.client_id = contacts.client_id AND r.contact_id = contacts.id)'),
      ('documents',
        'EXISTS (SELECT FROM repairs r WHERE r.id = documents.repair_id)
         OR EXISTS (SELECT FROM service_requests r WHERE r.id = documents.request_id)'),
      ('stored_files', 'EXISTS (SELECT FROM documents d WHERE d.file_id = stored_files.id)'),
      ('feed_entries',
        'EXISTS (SELECT FROM repairs r WHERE r.id = feed_entries.repair_id)
         OR EXISTS (SELECT FROM service_requests r WHERE r.id = feed_entries.request_id)'),
      ('feed_changes', 'EXISTS (SELECT FROM feed_entries e WHERE e.id = feed_changes.entry_id)'),
      ('obligations',
        'EXISTS (SELECT FROM repairs r WHERE r.id = obligations.repair_id)
         OR EXISTS (SELECT FROM service_requests r WHERE r.id = obligations.request_id)'),
      ('outbox_messages',
        'EXISTS (SELECT FROM repairs r WHERE r.id = outbox_messages.repair_id)
         OR EXISTS (SELECT FROM service_requests r WHERE r.id = outbox_messages.request_id)'),
      ('notifications', 'employee_id = :employee'),
      ('roles', 'EXISTS (SELECT FROM employees e WHERE e.id = :employee AND e.role_id = roles.id)')
    ) AS derived (name, rows)
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', rule.name);
    EXECUTE format('GRANT SELECT ON %I TO naryad_service_center, naryad_dealer', rule.name);
    FOREACH partner IN ARRAY ARRAY['service_center', 'dealer'] LOOP
      target := CASE partner WHEN 'service_center' THEN rule.service_center ELSE rule.dealer END;
      -- read once a statement, and like a parameter to the planner
      target := replace(target, ':organisation', '(SELECT nullif(current_setting(''naryad.organisation'', true), '''')::uuid)');
      target := replace(target, ':employee', '(SELECT nullif(current_setting(''naryad.employee'', true), '''')::uuid)');
      EXECUTE format('DROP POLICY IF EXISTS %I ON %I', partner, rule.name);
      EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO %I USING (%s)', partner, rule.name, 'naryad_' || partner, target);
    END LOOP;
  END LOOP;
  RETURN true;
END $wall$;

SELECT naryad_build_partner_wall();
