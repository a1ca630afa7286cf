-- What the schema language cannot say: sequences, checks, partial indexes, the search text and the triggers.

-- Human numbers. They have gaps and no meaning in joins.
CREATE SEQUENCE request_number_seq;
CREATE SEQUENCE repair_number_seq;

-- Checks
ALTER TABLE employees ADD CONSTRAINT employees_one_organisation CHECK (num_nonnulls(service_center_id, dealer_id) <= 1);
ALTER TABLE ip_ranges ADD CONSTRAINT ip_ranges_one_owner CHECK (num_nonnulls(role_id, employee_id) = 1);
ALTER TABLE ip_ranges ADD CONSTRAINT ip_ranges_cidr CHECK (cidr::cidr IS NOT NULL);
ALTER TABLE permission_version ADD CONSTRAINT permission_version_one_row CHECK (id = 1);
ALTER TABLE service_centers ADD CONSTRAINT service_centers_rating CHECK (rating BETWEEN 1 AND 5 AND rating_count >= 0);
ALTER TABLE equipment ADD CONSTRAINT equipment_serial_number_filled CHECK (btrim(serial_number) <> '');
ALTER TABLE service_requests ADD CONSTRAINT service_requests_complaint_filled CHECK (btrim(complaint) <> '');
ALTER TABLE service_requests ADD CONSTRAINT service_requests_consent CHECK (num_nonnulls(consent_at, consent_version) IN (0, 2));
ALTER TABLE service_requests ADD CONSTRAINT service_requests_client_consented CHECK (source <> 'CLIENT' OR consent_at IS NOT NULL);
ALTER TABLE repairs ADD CONSTRAINT repairs_rating CHECK (rating_mark BETWEEN 1 AND 5);
ALTER TABLE repairs ADD CONSTRAINT repairs_rated_at CHECK (num_nonnulls(rating_mark, rated_at) IN (0, 2));
ALTER TABLE repairs ADD CONSTRAINT repairs_costs CHECK (least(labor_cost, travel_cost, parts_cost, total_cost, travel_km) >= 0);
ALTER TABLE obligations ADD CONSTRAINT obligations_one_record CHECK (num_nonnulls(repair_id, request_id) = 1);
ALTER TABLE obligations ADD CONSTRAINT obligations_one_end CHECK (num_nonnulls(met_at, cancelled_at) <= 1);
ALTER TABLE feed_entries ADD CONSTRAINT feed_entries_one_record CHECK (num_nonnulls(repair_id, request_id) = 1);
ALTER TABLE feed_entries ADD CONSTRAINT feed_entries_author CHECK ((actor = 'EMPLOYEE') = (author_id IS NOT NULL));
ALTER TABLE documents ADD CONSTRAINT documents_one_record CHECK (num_nonnulls(repair_id, request_id) = 1);
ALTER TABLE stored_files ADD CONSTRAINT stored_files_size CHECK (size >= 0);

-- A record awaits one thing of a kind at a time.
CREATE UNIQUE INDEX obligations_open_repair ON obligations (repair_id, kind) WHERE met_at IS NULL AND cancelled_at IS NULL;
CREATE UNIQUE INDEX obligations_open_request ON obligations (request_id, kind) WHERE met_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX obligations_open_due ON obligations (due_at, id) WHERE met_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX notifications_unread ON notifications (employee_id) WHERE read_at IS NULL;
CREATE INDEX sessions_open ON sessions (employee_id) WHERE ended_at IS NULL;

-- Search. The same normal form as normalizeSearch in packages/domain.
CREATE FUNCTION naryad_normalize(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURNS NULL ON NULL INPUT AS $$
  SELECT btrim(regexp_replace(replace(lower(normalize(replace(value, '№', ' '), NFKC)), 'ё', 'е'), '\s+', ' ', 'g'))
$$;

-- Lines part the values, so that no phrase matches across two of them.
CREATE FUNCTION naryad_search_text(VARIADIC parts text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(string_agg(line, E'\n'), '')
  FROM (SELECT DISTINCT naryad_normalize(part) AS line FROM unnest(parts) AS part WHERE btrim(part) <> '') AS lines
$$;

CREATE FUNCTION clients_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search := naryad_search_text(NEW.name, NEW.inn, NEW.phone, NEW.email, NEW.city, NEW.address);
  RETURN NEW;
END $$;
CREATE TRIGGER clients_search BEFORE INSERT OR UPDATE ON clients FOR EACH ROW EXECUTE FUNCTION clients_search();

CREATE FUNCTION equipment_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search := naryad_search_text(NEW.model, NEW.serial_number);
  RETURN NEW;
END $$;
CREATE TRIGGER equipment_search BEFORE INSERT OR UPDATE ON equipment FOR EACH ROW EXECUTE FUNCTION equipment_search();

CREATE FUNCTION service_centers_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search := naryad_search_text(NEW.name, NEW.city, NEW.phone, NEW.email, NEW.inn);
  RETURN NEW;
END $$;
CREATE TRIGGER service_centers_search BEFORE INSERT OR UPDATE ON service_centers FOR EACH ROW EXECUTE FUNCTION service_centers_search();

CREATE FUNCTION dealers_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search := naryad_search_text(NEW.name, NEW.city, NEW.phone, NEW.email, NEW.inn);
  RETURN NEW;
END $$;
CREATE TRIGGER dealers_search BEFORE INSERT OR UPDATE ON dealers FOR EACH ROW EXECUTE FUNCTION dealers_search();

CREATE FUNCTION employees_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search := naryad_search_text(NEW.name, NEW.email, NEW.phone);
  RETURN NEW;
END $$;
CREATE TRIGGER employees_search BEFORE INSERT OR UPDATE ON employees FOR EACH ROW EXECUTE FUNCTION employees_search();

CREATE FUNCTION service_requests_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search := naryad_search_text(NEW.number, NEW.client_name, NEW.inn, NEW.contact_name, NEW.phone, NEW.email,
                                   NEW.city, NEW.address, NEW.model, NEW.serial_number, NEW.complaint);
  RETURN NEW;
END $$;
CREATE TRIGGER service_requests_search BEFORE INSERT OR UPDATE ON service_requests FOR EACH ROW EXECUTE FUNCTION service_requests_search();

CREATE FUNCTION repairs_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  c clients;
  e equipment;
BEGIN
  SELECT * INTO c FROM clients WHERE id = NEW.client_id;
  SELECT * INTO e FROM equipment WHERE id = NEW.equipment_id;
  NEW.search := naryad_search_text(NEW.number, NEW.contact_name, NEW.contact_phone, NEW.contact_email, NEW.city, NEW.address,
                                   NEW.complaint, c.name, c.inn, c.phone, c.email, c.city, c.address, e.model, e.serial_number);
  RETURN NEW;
END $$;
CREATE TRIGGER repairs_search_insert BEFORE INSERT ON repairs FOR EACH ROW EXECUTE FUNCTION repairs_search();
CREATE TRIGGER repairs_search_update
  BEFORE UPDATE OF number, contact_name, contact_phone, contact_email, city, address, complaint, client_id, equipment_id, search
  ON repairs FOR EACH ROW EXECUTE FUNCTION repairs_search();

-- A repair is found by its client and unit: a change of theirs is a change of its search text.
CREATE FUNCTION repairs_search_of_client() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE repairs SET search = '' WHERE client_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER repairs_search_of_client AFTER UPDATE OF name, inn, phone, email, city, address ON clients
  FOR EACH ROW WHEN (OLD.search IS DISTINCT FROM NEW.search) EXECUTE FUNCTION repairs_search_of_client();

CREATE FUNCTION repairs_search_of_equipment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE repairs SET search = '' WHERE equipment_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER repairs_search_of_equipment AFTER UPDATE OF model, serial_number ON equipment
  FOR EACH ROW WHEN (OLD.search IS DISTINCT FROM NEW.search) EXECUTE FUNCTION repairs_search_of_equipment();

-- Permissions: whoever changes a rule raises the version in the same transaction, and every server hears of it.
INSERT INTO permission_version (id, version) VALUES (1, 1);

CREATE FUNCTION raise_permission_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  raised bigint;
BEGIN
  UPDATE permission_version SET version = version + 1 RETURNING version INTO raised;
  PERFORM pg_notify('naryad_permissions', raised::text);
  RETURN NULL;
END $$;
CREATE TRIGGER permissions_changed AFTER INSERT OR UPDATE OR DELETE ON roles FOR EACH STATEMENT EXECUTE FUNCTION raise_permission_version();
CREATE TRIGGER permissions_changed AFTER INSERT OR UPDATE OR DELETE ON role_fields FOR EACH STATEMENT EXECUTE FUNCTION raise_permission_version();
CREATE TRIGGER permissions_changed AFTER INSERT OR UPDATE OR DELETE ON role_entities FOR EACH STATEMENT EXECUTE FUNCTION raise_permission_version();
CREATE TRIGGER permissions_changed AFTER INSERT OR UPDATE OR DELETE ON role_actions FOR EACH STATEMENT EXECUTE FUNCTION raise_permission_version();
CREATE TRIGGER permissions_changed AFTER INSERT OR UPDATE OR DELETE ON employee_fields FOR EACH STATEMENT EXECUTE FUNCTION raise_permission_version();
CREATE TRIGGER permissions_changed AFTER INSERT OR UPDATE OR DELETE ON employee_actions FOR EACH STATEMENT EXECUTE FUNCTION raise_permission_version();
CREATE TRIGGER permissions_changed AFTER INSERT OR UPDATE OR DELETE ON employee_entities FOR EACH STATEMENT EXECUTE FUNCTION raise_permission_version();
CREATE TRIGGER permissions_changed AFTER INSERT OR UPDATE OR DELETE ON ip_ranges FOR EACH STATEMENT EXECUTE FUNCTION raise_permission_version();
CREATE TRIGGER permissions_changed AFTER INSERT OR UPDATE OR DELETE ON field_definitions FOR EACH STATEMENT EXECUTE FUNCTION raise_permission_version();
CREATE TRIGGER permissions_changed AFTER UPDATE OF role_id, is_active, service_center_id, dealer_id OR DELETE ON employees
  FOR EACH STATEMENT EXECUTE FUNCTION raise_permission_version();

CREATE FUNCTION announce_session_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('naryad_sessions', OLD.id::text);
  RETURN NULL;
END $$;
CREATE TRIGGER session_ended AFTER UPDATE OF ended_at ON sessions
  FOR EACH ROW WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION announce_session_end();
CREATE TRIGGER session_deleted AFTER DELETE ON sessions FOR EACH ROW EXECUTE FUNCTION announce_session_end();
