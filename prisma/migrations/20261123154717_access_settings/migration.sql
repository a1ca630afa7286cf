-- Settings of access: second factor, sessions, view-as, exceptions of rows with an end, automatic manufacturers,
-- notifications per role, and the audit log as a log.

-- CreateEnum
CREATE TYPE "session_step" AS ENUM ('SECOND_FACTOR', 'ENROLMENT');

-- AlterEnum
ALTER TYPE "link_kind" ADD VALUE 'INVITATION';

-- DropIndex
DROP INDEX "audit_entries_at_idx";

-- AlterTable
ALTER TABLE "audit_entries" ADD COLUMN     "search" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "subject" TEXT,
ADD COLUMN     "subject_id" UUID,
ADD COLUMN     "subject_type" TEXT;

-- AlterTable
ALTER TABLE "employee_entities" ADD COLUMN     "expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "set_by_id" UUID;

-- AlterTable
ALTER TABLE "employees" ADD COLUMN     "deactivated_at" TIMESTAMPTZ(3),
ADD COLUMN     "invited_at" TIMESTAMPTZ(3),
ADD COLUMN     "totp_confirmed_at" TIMESTAMPTZ(3),
ADD COLUMN     "totp_last_step" INTEGER,
ADD COLUMN     "totp_secret" BYTEA;

-- AlterTable
ALTER TABLE "field_definitions" ADD COLUMN     "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "ip_ranges" ADD COLUMN     "note" TEXT;

-- AlterTable
ALTER TABLE "roles" ADD COLUMN     "requires_second_factor" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "session_idle_minutes" INTEGER,
ADD COLUMN     "session_max_hours" INTEGER;

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "step" "session_step",
ADD COLUMN     "sudo_until" TIMESTAMPTZ(3),
ADD COLUMN     "view_dealer_id" UUID,
ADD COLUMN     "view_employee_id" UUID,
ADD COLUMN     "view_role_id" UUID,
ADD COLUMN     "view_service_center_id" UUID;

-- CreateTable
CREATE TABLE "role_notifications" (
    "role_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "is_in_app" BOOLEAN NOT NULL,
    "is_by_mail" BOOLEAN NOT NULL,

    CONSTRAINT "role_notifications_pkey" PRIMARY KEY ("role_id","kind")
);

-- CreateTable
CREATE TABLE "employee_manufacturers" (
    "employee_id" UUID NOT NULL,
    "manufacturer_id" UUID NOT NULL,

    CONSTRAINT "employee_manufacturers_pkey" PRIMARY KEY ("employee_id","manufacturer_id")
);

-- CreateTable
CREATE TABLE "recovery_codes" (
    "id" UUID NOT NULL,
    "employee_id" UUID NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_codes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "employee_manufacturers_manufacturer_id_idx" ON "employee_manufacturers"("manufacturer_id");

-- CreateIndex
CREATE UNIQUE INDEX "recovery_codes_employee_id_code_hash_key" ON "recovery_codes"("employee_id", "code_hash");

-- CreateIndex
CREATE INDEX "audit_entries_at_id_idx" ON "audit_entries"("at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entries_subject_id_at_idx" ON "audit_entries"("subject_id", "at");

-- CreateIndex
CREATE INDEX "audit_entries_kind_at_idx" ON "audit_entries"("kind", "at");

-- AddForeignKey
ALTER TABLE "employee_entities" ADD CONSTRAINT "employee_entities_set_by_id_fkey" FOREIGN KEY ("set_by_id") REFERENCES "employees"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_notifications" ADD CONSTRAINT "role_notifications_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "roles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "employee_manufacturers" ADD CONSTRAINT "employee_manufacturers_employee_id_fkey" FOREIGN KEY ("employee_id") REFERENCES "employees"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "employee_manufacturers" ADD CONSTRAINT "employee_manufacturers_manufacturer_id_fkey" FOREIGN KEY ("manufacturer_id") REFERENCES "manufacturers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_employee_id_fkey" FOREIGN KEY ("employee_id") REFERENCES "employees"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_view_employee_id_fkey" FOREIGN KEY ("view_employee_id") REFERENCES "employees"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_view_role_id_fkey" FOREIGN KEY ("view_role_id") REFERENCES "roles"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Until now a field without a row was simply closed; from now on it is one that nobody has decided about. What stands
-- closed today was decided so.
INSERT INTO role_fields (role_id, field_id, access)
SELECT r.id, d.id, 'NONE' FROM roles r CROSS JOIN field_definitions d WHERE NOT r.is_admin
ON CONFLICT (role_id, field_id) DO NOTHING;

-- An open session that is seen through other eyes, or no longer is, is heard of like one that ended.
CREATE TRIGGER session_viewed AFTER UPDATE OF view_employee_id, view_role_id, view_service_center_id, view_dealer_id ON sessions
  FOR EACH ROW WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NULL) EXECUTE FUNCTION announce_session_end();

-- The audit log is only added to. Retention removes what is old, and says so in its transaction.
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('naryad.audit_retention', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'audit_entries is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_entries FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_not_truncated BEFORE TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

CREATE FUNCTION audit_entries_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search := naryad_search_text(NEW.ip, NEW.subject);
  RETURN NEW;
END $$;
CREATE TRIGGER audit_entries_search BEFORE INSERT ON audit_entries FOR EACH ROW EXECUTE FUNCTION audit_entries_search();
CREATE INDEX audit_entries_search_trgm ON audit_entries USING gin (search gin_trgm_ops);
