-- The search text has one line for each searched field, in the catalog's order and empty ones too, so that it can be
-- looked through for the fields that a viewer reads alone: looking through all of it first took longer where a hidden
-- field matched.
CREATE OR REPLACE FUNCTION naryad_search_text(VARIADIC parts text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT string_agg(coalesce(naryad_normalize(part), ''), E'\n' ORDER BY place)
  FROM unnest(parts) WITH ORDINALITY AS lines (part, place)
$$;

-- Where a relation is searched, its own lines stand in its place.
CREATE OR REPLACE FUNCTION repairs_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  c clients;
  e equipment;
BEGIN
  SELECT * INTO c FROM clients WHERE id = NEW.client_id;
  SELECT * INTO e FROM equipment WHERE id = NEW.equipment_id;
  NEW.search := naryad_search_text(NEW.number, c.name, c.inn, c.phone, c.email, c.city, c.address,
                                   NEW.contact_name, NEW.contact_phone, NEW.contact_email, NEW.city, NEW.address,
                                   e.model, e.serial_number, NEW.complaint);
  RETURN NEW;
END $$;

-- Every text is written anew by its trigger.
UPDATE clients SET search = '';
UPDATE equipment SET search = '';
UPDATE service_centers SET search = '';
UPDATE dealers SET search = '';
UPDATE employees SET search = '';
UPDATE service_requests SET search = '';
UPDATE repairs SET search = '';
ALTER TABLE audit_entries DISABLE TRIGGER audit_append_only;
UPDATE audit_entries SET search = naryad_search_text(ip, subject);
ALTER TABLE audit_entries ENABLE TRIGGER audit_append_only;
