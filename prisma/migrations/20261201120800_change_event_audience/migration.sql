-- Whose answers a change can alter, beside the action that older servers know: see src/journal/audience.ts.
-- Null: everybody who reads the changed fields, as it is for all events that are there.
alter table change_events add column audience jsonb;
