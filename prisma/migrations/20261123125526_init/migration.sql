-- Trigram indexes serve the search by any part of a number, name, phone or text.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateEnum
CREATE TYPE "affiliation" AS ENUM ('OFFICE', 'SERVICE_CENTER', 'DEALER');

-- CreateEnum
CREATE TYPE "access" AS ENUM ('NONE', 'READ', 'WRITE');

-- CreateEnum
CREATE TYPE "row_scope" AS ENUM ('ALL', 'ORGANISATION', 'OWN', 'NONE');

-- CreateEnum
CREATE TYPE "message_channel" AS ENUM ('EMAIL');

-- CreateEnum
CREATE TYPE "message_status" AS ENUM ('QUEUED', 'SENT', 'FAILED', 'STORED');

-- CreateEnum
CREATE TYPE "link_kind" AS ENUM ('COMPLETION', 'TRACKING', 'RATING', 'PASSWORD_RESET');

-- CreateEnum
CREATE TYPE "client_kind" AS ENUM ('COMPANY', 'PERSON');

-- CreateEnum
CREATE TYPE "request_source" AS ENUM ('CLIENT', 'DEALER', 'EMPLOYEE', 'API');

-- CreateEnum
CREATE TYPE "urgency" AS ENUM ('NORMAL', 'URGENT');

-- CreateEnum
CREATE TYPE "warranty_verdict" AS ENUM ('WARRANTY', 'NOT_WARRANTY');

-- CreateEnum
CREATE TYPE "feed_kind" AS ENUM ('CREATED', 'CHANGE', 'TRANSITION', 'ASSIGNMENT', 'COMMENT', 'DOCUMENT', 'MESSAGE', 'RATING');

-- CreateEnum
CREATE TYPE "actor_kind" AS ENUM ('EMPLOYEE', 'CLIENT', 'SYSTEM');

-- CreateEnum
CREATE TYPE "document_type" AS ENUM ('CLAIM_REPORT', 'COMPLETION_REPORT', 'PHOTO', 'INVOICE', 'OTHER');

-- CreateTable
CREATE TABLE "roles" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "affiliation" "affiliation" NOT NULL,
    "is_admin" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "roles_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "field_definitions" (
    "id" SERIAL NOT NULL,
    "entity" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "is_custom" BOOLEAN NOT NULL DEFAULT false,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "field_definitions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "role_fields" (
    "role_id" UUID NOT NULL,
    "field_id" INTEGER NOT NULL,
    "access" "access" NOT NULL,

    CONSTRAINT "role_fields_pkey" PRIMARY KEY ("role_id","field_id")
);

-- CreateTable
CREATE TABLE "role_entities" (
    "role_id" UUID NOT NULL,
    "entity" TEXT NOT NULL,
    "read_scope" "row_scope" NOT NULL,
    "write_scope" "row_scope" NOT NULL,

    CONSTRAINT "role_entities_pkey" PRIMARY KEY ("role_id","entity")
);

-- CreateTable
CREATE TABLE "role_actions" (
    "role_id" UUID NOT NULL,
    "action" TEXT NOT NULL,

    CONSTRAINT "role_actions_pkey" PRIMARY KEY ("role_id","action")
);

-- CreateTable
CREATE TABLE "employee_fields" (
    "employee_id" UUID NOT NULL,
    "field_id" INTEGER NOT NULL,
    "access" "access" NOT NULL,
    "set_by_id" UUID NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "employee_fields_pkey" PRIMARY KEY ("employee_id","field_id")
);

-- CreateTable
CREATE TABLE "employee_actions" (
    "employee_id" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "is_allowed" BOOLEAN NOT NULL,
    "set_by_id" UUID NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "employee_actions_pkey" PRIMARY KEY ("employee_id","action")
);

-- CreateTable
CREATE TABLE "employee_entities" (
    "employee_id" UUID NOT NULL,
    "entity" TEXT NOT NULL,
    "read_scope" "row_scope",
    "write_scope" "row_scope",

    CONSTRAINT "employee_entities_pkey" PRIMARY KEY ("employee_id","entity")
);

-- CreateTable
CREATE TABLE "ip_ranges" (
    "id" UUID NOT NULL,
    "role_id" UUID,
    "employee_id" UUID,
    "cidr" TEXT NOT NULL,

    CONSTRAINT "ip_ranges_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "permission_version" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" BIGINT NOT NULL DEFAULT 1,

    CONSTRAINT "permission_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox_messages" (
    "id" UUID NOT NULL,
    "channel" "message_channel" NOT NULL,
    "template" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "status" "message_status" NOT NULL DEFAULT 'QUEUED',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "dedupe_key" TEXT,
    "employee_id" UUID,
    "repair_id" UUID,
    "request_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "public_links" (
    "id" UUID NOT NULL,
    "kind" "link_kind" NOT NULL,
    "request_id" UUID,
    "repair_id" UUID,
    "employee_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "public_links_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change_events" (
    "seq" BIGSERIAL NOT NULL,
    "entity" TEXT NOT NULL,
    "record_id" UUID NOT NULL,
    "field_ids" INTEGER[],
    "required_action" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "change_events_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "employees" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "phone" TEXT,
    "position" TEXT,
    "role_id" UUID NOT NULL,
    "service_center_id" UUID,
    "dealer_id" UUID,
    "password_hash" TEXT,
    "password_changed_at" TIMESTAMPTZ(3),
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "locale" TEXT NOT NULL DEFAULT 'ru',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "search" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "employees_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "employee_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ip" TEXT NOT NULL,
    "user_agent" TEXT NOT NULL,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "throttles" (
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "window_end" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "throttles_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" UUID,
    "kind" TEXT NOT NULL,
    "ip" TEXT,
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "service_centers" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "address" TEXT,
    "phone" TEXT,
    "email" TEXT,
    "inn" TEXT,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "rating" DOUBLE PRECISION,
    "rating_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "search" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "service_centers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dealers" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "phone" TEXT,
    "email" TEXT,
    "inn" TEXT,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "search" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "dealers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "manufacturers" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "country" TEXT,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "manufacturers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "assignment_rules" (
    "id" UUID NOT NULL,
    "manufacturer_id" UUID NOT NULL,
    "region" TEXT,
    "category" TEXT,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "service_center_id" UUID NOT NULL,
    "manager_id" UUID,
    "tech_expert_id" UUID,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "assignment_rules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "clients" (
    "id" UUID NOT NULL,
    "kind" "client_kind" NOT NULL DEFAULT 'COMPANY',
    "name" TEXT NOT NULL,
    "inn" TEXT,
    "phone" TEXT,
    "email" TEXT,
    "city" TEXT,
    "region" TEXT,
    "address" TEXT,
    "note" TEXT,
    "custom" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "search" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "clients_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contacts" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "position" TEXT,
    "phone" TEXT,
    "email" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "contacts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "equipment" (
    "id" UUID NOT NULL,
    "manufacturer_id" UUID NOT NULL,
    "client_id" UUID,
    "model" TEXT NOT NULL,
    "category" TEXT,
    "serial_number" TEXT NOT NULL,
    "purchased_on" DATE,
    "warranty_until" DATE,
    "note" TEXT,
    "custom" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "search" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "equipment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "service_requests" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "status_since" TIMESTAMPTZ(3) NOT NULL,
    "source" "request_source" NOT NULL,
    "urgency" "urgency" NOT NULL DEFAULT 'NORMAL',
    "author_id" UUID,
    "dealer_id" UUID,
    "responsible_id" UUID,
    "client_id" UUID,
    "contact_id" UUID,
    "equipment_id" UUID,
    "manufacturer_id" UUID,
    "client_name" TEXT NOT NULL,
    "inn" TEXT,
    "contact_name" TEXT,
    "phone" TEXT,
    "email" TEXT,
    "city" TEXT,
    "region" TEXT,
    "address" TEXT,
    "model" TEXT,
    "category" TEXT,
    "serial_number" TEXT,
    "purchased_on" DATE,
    "is_warranty" BOOLEAN,
    "complaint" TEXT NOT NULL,
    "returned_fields" TEXT[],
    "return_comment" TEXT,
    "returned_at" TIMESTAMPTZ(3),
    "reject_reason" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "move_party" TEXT NOT NULL DEFAULT 'MANAGER',
    "consent_at" TIMESTAMPTZ(3),
    "consent_version" TEXT,
    "submission_key" TEXT,
    "custom" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "search" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "service_requests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "repairs" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "status_since" TIMESTAMPTZ(3) NOT NULL,
    "move_party" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "urgency" "urgency" NOT NULL DEFAULT 'NORMAL',
    "request_id" UUID,
    "manufacturer_id" UUID NOT NULL,
    "service_center_id" UUID,
    "manager_id" UUID,
    "tech_expert_id" UUID,
    "dealer_id" UUID,
    "client_id" UUID NOT NULL,
    "contact_id" UUID,
    "equipment_id" UUID,
    "complaint" TEXT NOT NULL,
    "city" TEXT,
    "region" TEXT,
    "address" TEXT,
    "contact_name" TEXT,
    "contact_phone" TEXT,
    "contact_email" TEXT,
    "is_warranty" BOOLEAN,
    "visit_at" TIMESTAMPTZ(3),
    "visited_at" TIMESTAMPTZ(3),
    "diagnosis" TEXT,
    "warranty_verdict" "warranty_verdict",
    "work_done" TEXT,
    "recommendations" TEXT,
    "internal_note" TEXT,
    "travel_km" INTEGER,
    "labor_cost" INTEGER,
    "travel_cost" INTEGER,
    "parts_cost" INTEGER,
    "total_cost" INTEGER,
    "closed_at" TIMESTAMPTZ(3),
    "closing_comment" TEXT,
    "rating_mark" INTEGER,
    "rating_comment" TEXT,
    "rated_at" TIMESTAMPTZ(3),
    "custom" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "search" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "repairs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "obligations" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "party" TEXT NOT NULL,
    "repair_id" UUID,
    "request_id" UUID,
    "employee_id" UUID,
    "service_center_id" UUID,
    "dealer_id" UUID,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "met_at" TIMESTAMPTZ(3),
    "cancelled_at" TIMESTAMPTZ(3),

    CONSTRAINT "obligations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feed_entries" (
    "id" UUID NOT NULL,
    "repair_id" UUID,
    "request_id" UUID,
    "kind" "feed_kind" NOT NULL,
    "actor" "actor_kind" NOT NULL,
    "author_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "is_locked" BOOLEAN NOT NULL DEFAULT false,
    "text" TEXT,
    "transition" TEXT,
    "reason" JSONB,
    "document_id" UUID,
    "message_id" UUID,

    CONSTRAINT "feed_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feed_changes" (
    "entry_id" UUID NOT NULL,
    "field_id" INTEGER NOT NULL,
    "old_value" JSONB,
    "new_value" JSONB,

    CONSTRAINT "feed_changes_pkey" PRIMARY KEY ("entry_id","field_id")
);

-- CreateTable
CREATE TABLE "feed_mentions" (
    "entry_id" UUID NOT NULL,
    "employee_id" UUID NOT NULL,

    CONSTRAINT "feed_mentions_pkey" PRIMARY KEY ("entry_id","employee_id")
);

-- CreateTable
CREATE TABLE "notifications" (
    "id" UUID NOT NULL,
    "employee_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "repair_id" UUID,
    "request_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "notifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "documents" (
    "id" UUID NOT NULL,
    "type" "document_type" NOT NULL,
    "repair_id" UUID,
    "request_id" UUID,
    "file_id" UUID NOT NULL,
    "attached_by_id" UUID,
    "attached_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "documents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stored_files" (
    "id" UUID NOT NULL,
    "storage_key" TEXT NOT NULL,
    "thumbnail_key" TEXT,
    "name" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "uploaded_by_id" UUID,
    "upload_key_hash" TEXT,
    "upload_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stored_files_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "roles_key_key" ON "roles"("key");

-- CreateIndex
CREATE UNIQUE INDEX "field_definitions_entity_key_key" ON "field_definitions"("entity", "key");

-- CreateIndex
CREATE INDEX "ip_ranges_role_id_idx" ON "ip_ranges"("role_id");

-- CreateIndex
CREATE INDEX "ip_ranges_employee_id_idx" ON "ip_ranges"("employee_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_messages_dedupe_key_key" ON "outbox_messages"("dedupe_key");

-- CreateIndex
CREATE INDEX "outbox_messages_created_at_id_idx" ON "outbox_messages"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "outbox_messages_repair_id_idx" ON "outbox_messages"("repair_id");

-- CreateIndex
CREATE INDEX "outbox_messages_request_id_idx" ON "outbox_messages"("request_id");

-- CreateIndex
CREATE INDEX "public_links_request_id_idx" ON "public_links"("request_id");

-- CreateIndex
CREATE INDEX "public_links_repair_id_idx" ON "public_links"("repair_id");

-- CreateIndex
CREATE INDEX "change_events_at_idx" ON "change_events"("at");

-- CreateIndex
CREATE UNIQUE INDEX "employees_email_key" ON "employees"("email");

-- CreateIndex
CREATE INDEX "employees_role_id_idx" ON "employees"("role_id");

-- CreateIndex
CREATE INDEX "employees_service_center_id_idx" ON "employees"("service_center_id");

-- CreateIndex
CREATE INDEX "employees_dealer_id_idx" ON "employees"("dealer_id");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_hash_key" ON "sessions"("token_hash");

-- CreateIndex
CREATE INDEX "sessions_employee_id_idx" ON "sessions"("employee_id");

-- CreateIndex
CREATE INDEX "audit_entries_at_idx" ON "audit_entries"("at");

-- CreateIndex
CREATE INDEX "audit_entries_actor_id_at_idx" ON "audit_entries"("actor_id", "at");

-- CreateIndex
CREATE INDEX "service_centers_name_idx" ON "service_centers"("name");

-- CreateIndex
CREATE INDEX "dealers_name_idx" ON "dealers"("name");

-- CreateIndex
CREATE UNIQUE INDEX "manufacturers_name_key" ON "manufacturers"("name");

-- CreateIndex
CREATE INDEX "assignment_rules_manufacturer_id_idx" ON "assignment_rules"("manufacturer_id");

-- CreateIndex
CREATE INDEX "clients_inn_idx" ON "clients"("inn");

-- CreateIndex
CREATE INDEX "clients_phone_idx" ON "clients"("phone");

-- CreateIndex
CREATE INDEX "clients_email_idx" ON "clients"("email");

-- CreateIndex
CREATE INDEX "clients_name_idx" ON "clients"("name");

-- CreateIndex
CREATE INDEX "clients_search_idx" ON "clients" USING GIN ("search" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "contacts_client_id_idx" ON "contacts"("client_id");

-- CreateIndex
CREATE INDEX "contacts_phone_idx" ON "contacts"("phone");

-- CreateIndex
CREATE INDEX "contacts_email_idx" ON "contacts"("email");

-- CreateIndex
CREATE INDEX "equipment_client_id_idx" ON "equipment"("client_id");

-- CreateIndex
CREATE INDEX "equipment_serial_number_idx" ON "equipment"("serial_number");

-- CreateIndex
CREATE INDEX "equipment_search_idx" ON "equipment" USING GIN ("search" gin_trgm_ops);

-- CreateIndex
CREATE UNIQUE INDEX "equipment_manufacturer_id_serial_number_key" ON "equipment"("manufacturer_id", "serial_number");

-- CreateIndex
CREATE UNIQUE INDEX "service_requests_number_key" ON "service_requests"("number");

-- CreateIndex
CREATE UNIQUE INDEX "service_requests_submission_key_key" ON "service_requests"("submission_key");

-- CreateIndex
CREATE INDEX "service_requests_created_at_id_idx" ON "service_requests"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "service_requests_status_created_at_idx" ON "service_requests"("status", "created_at" DESC);

-- CreateIndex
CREATE INDEX "service_requests_dealer_id_created_at_idx" ON "service_requests"("dealer_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "service_requests_responsible_id_status_idx" ON "service_requests"("responsible_id", "status");

-- CreateIndex
CREATE INDEX "service_requests_client_id_idx" ON "service_requests"("client_id");

-- CreateIndex
CREATE INDEX "service_requests_equipment_id_idx" ON "service_requests"("equipment_id");

-- CreateIndex
CREATE INDEX "service_requests_serial_number_idx" ON "service_requests"("serial_number");

-- CreateIndex
CREATE INDEX "service_requests_search_idx" ON "service_requests" USING GIN ("search" gin_trgm_ops);

-- CreateIndex
CREATE UNIQUE INDEX "repairs_number_key" ON "repairs"("number");

-- CreateIndex
CREATE UNIQUE INDEX "repairs_request_id_key" ON "repairs"("request_id");

-- CreateIndex
CREATE INDEX "repairs_created_at_id_idx" ON "repairs"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "repairs_visit_at_id_idx" ON "repairs"("visit_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "repairs_manufacturer_id_status_visit_at_id_idx" ON "repairs"("manufacturer_id", "status", "visit_at", "id");

-- CreateIndex
CREATE INDEX "repairs_service_center_id_status_visit_at_id_idx" ON "repairs"("service_center_id", "status", "visit_at", "id");

-- CreateIndex
CREATE INDEX "repairs_service_center_id_created_at_id_idx" ON "repairs"("service_center_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "repairs_dealer_id_created_at_id_idx" ON "repairs"("dealer_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "repairs_status_created_at_id_idx" ON "repairs"("status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "repairs_manager_id_status_idx" ON "repairs"("manager_id", "status");

-- CreateIndex
CREATE INDEX "repairs_tech_expert_id_status_idx" ON "repairs"("tech_expert_id", "status");

-- CreateIndex
CREATE INDEX "repairs_client_id_idx" ON "repairs"("client_id");

-- CreateIndex
CREATE INDEX "repairs_equipment_id_idx" ON "repairs"("equipment_id");

-- CreateIndex
CREATE INDEX "repairs_due_at_id_idx" ON "repairs"("due_at", "id");

-- CreateIndex
CREATE INDEX "repairs_search_idx" ON "repairs" USING GIN ("search" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "obligations_repair_id_idx" ON "obligations"("repair_id");

-- CreateIndex
CREATE INDEX "obligations_request_id_idx" ON "obligations"("request_id");

-- CreateIndex
CREATE INDEX "obligations_due_at_idx" ON "obligations"("due_at");

-- CreateIndex
CREATE INDEX "feed_entries_repair_id_created_at_id_idx" ON "feed_entries"("repair_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "feed_entries_request_id_created_at_id_idx" ON "feed_entries"("request_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "feed_mentions_employee_id_idx" ON "feed_mentions"("employee_id");

-- CreateIndex
CREATE INDEX "notifications_employee_id_created_at_id_idx" ON "notifications"("employee_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "documents_repair_id_idx" ON "documents"("repair_id");

-- CreateIndex
CREATE INDEX "documents_request_id_idx" ON "documents"("request_id");

-- CreateIndex
CREATE INDEX "documents_file_id_idx" ON "documents"("file_id");

-- CreateIndex
CREATE UNIQUE INDEX "stored_files_storage_key_key" ON "stored_files"("storage_key");

-- CreateIndex
CREATE UNIQUE INDEX "stored_files_upload_id_key" ON "stored_files"("upload_id");

-- CreateIndex
CREATE INDEX "stored_files_created_at_idx" ON "stored_files"("created_at");

-- AddForeignKey
ALTER TABLE "role_fields" ADD CONSTRAINT "role_fields_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "roles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_fields" ADD CONSTRAINT "role_fields_field_id_fkey" FOREIGN KEY ("field_id") REFERENCES "field_definitions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_entities" ADD CONSTRAINT "role_entities_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "roles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_actions" ADD CONSTRAINT "role_actions_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "roles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "employee_fields" ADD CONSTRAINT "employee_fields_employee_id_fkey" FOREIGN KEY ("employee_id") REFERENCES "employees"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "employee_fields" ADD CONSTRAINT "employee_fields_set_by_id_fkey" FOREIGN KEY ("set_by_id") REFERENCES "employees"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "employee_fields" ADD CONSTRAINT "employee_fields_field_id_fkey" FOREIGN KEY ("field_id") REFERENCES "field_definitions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "employee_actions" ADD CONSTRAINT "employee_actions_employee_id_fkey" FOREIGN KEY ("employee_id") REFERENCES "employees"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "employee_actions" ADD CONSTRAINT "employee_actions_set_by_id_fkey" FOREIGN KEY ("set_by_id") REFERENCES "employees"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "employee_entities" ADD CONSTRAINT "employee_entities_employee_id_fkey" FOREIGN KEY ("employee_id") REFERENCES "employees"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ip_ranges" ADD CONSTRAINT "ip_ranges_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "roles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ip_ranges" ADD CONSTRAINT "ip_ranges_employee_id_fkey" FOREIGN KEY ("employee_id") REFERENCES "employees"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outbox_messages" ADD CONSTRAINT "outbox_messages_employee_id_fkey" FOREIGN KEY ("employee_id") REFERENCES "employees"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outbox_messages" ADD CONSTRAINT "outbox_messages_repair_id_fkey" FOREIGN KEY ("repair_id") REFERENCES "repairs"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outbox_messages" ADD CONSTRAINT "outbox_messages_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "service_requests"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "public_links" ADD CONSTRAINT "public_links_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "service_requests"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "public_links" ADD CONSTRAINT "public_links_repair_id_fkey" FOREIGN KEY ("repair_id") REFERENCES "repairs"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "public_links" ADD CONSTRAINT "public_links_employee_id_fkey" FOREIGN KEY ("employee_id") REFERENCES "employees"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "employees" ADD CONSTRAINT "employees_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "roles"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "employees" ADD CONSTRAINT "employees_service_center_id_fkey" FOREIGN KEY ("service_center_id") REFERENCES "service_centers"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "employees" ADD CONSTRAINT "employees_dealer_id_fkey" FOREIGN KEY ("dealer_id") REFERENCES "dealers"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_employee_id_fkey" FOREIGN KEY ("employee_id") REFERENCES "employees"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_entries" ADD CONSTRAINT "audit_entries_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "employees"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment_rules" ADD CONSTRAINT "assignment_rules_manufacturer_id_fkey" FOREIGN KEY ("manufacturer_id") REFERENCES "manufacturers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment_rules" ADD CONSTRAINT "assignment_rules_service_center_id_fkey" FOREIGN KEY ("service_center_id") REFERENCES "service_centers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment_rules" ADD CONSTRAINT "assignment_rules_manager_id_fkey" FOREIGN KEY ("manager_id") REFERENCES "employees"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment_rules" ADD CONSTRAINT "assignment_rules_tech_expert_id_fkey" FOREIGN KEY ("tech_expert_id") REFERENCES "employees"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "clients"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "equipment" ADD CONSTRAINT "equipment_manufacturer_id_fkey" FOREIGN KEY ("manufacturer_id") REFERENCES "manufacturers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "equipment" ADD CONSTRAINT "equipment_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "clients"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_requests" ADD CONSTRAINT "service_requests_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "employees"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_requests" ADD CONSTRAINT "service_requests_responsible_id_fkey" FOREIGN KEY ("responsible_id") REFERENCES "employees"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_requests" ADD CONSTRAINT "service_requests_dealer_id_fkey" FOREIGN KEY ("dealer_id") REFERENCES "dealers"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_requests" ADD CONSTRAINT "service_requests_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "clients"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_requests" ADD CONSTRAINT "service_requests_contact_id_fkey" FOREIGN KEY ("contact_id") REFERENCES "contacts"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_requests" ADD CONSTRAINT "service_requests_equipment_id_fkey" FOREIGN KEY ("equipment_id") REFERENCES "equipment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_requests" ADD CONSTRAINT "service_requests_manufacturer_id_fkey" FOREIGN KEY ("manufacturer_id") REFERENCES "manufacturers"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repairs" ADD CONSTRAINT "repairs_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "service_requests"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repairs" ADD CONSTRAINT "repairs_manufacturer_id_fkey" FOREIGN KEY ("manufacturer_id") REFERENCES "manufacturers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repairs" ADD CONSTRAINT "repairs_service_center_id_fkey" FOREIGN KEY ("service_center_id") REFERENCES "service_centers"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repairs" ADD CONSTRAINT "repairs_manager_id_fkey" FOREIGN KEY ("manager_id") REFERENCES "employees"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repairs" ADD CONSTRAINT "repairs_tech_expert_id_fkey" FOREIGN KEY ("tech_expert_id") REFERENCES "employees"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repairs" ADD CONSTRAINT "repairs_dealer_id_fkey" FOREIGN KEY ("dealer_id") REFERENCES "dealers"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repairs" ADD CONSTRAINT "repairs_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "clients"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repairs" ADD CONSTRAINT "repairs_contact_id_fkey" FOREIGN KEY ("contact_id") REFERENCES "contacts"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repairs" ADD CONSTRAINT "repairs_equipment_id_fkey" FOREIGN KEY ("equipment_id") REFERENCES "equipment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "obligations" ADD CONSTRAINT "obligations_repair_id_fkey" FOREIGN KEY ("repair_id") REFERENCES "repairs"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "obligations" ADD CONSTRAINT "obligations_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "service_requests"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "obligations" ADD CONSTRAINT "obligations_employee_id_fkey" FOREIGN KEY ("employee_id") REFERENCES "employees"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "obligations" ADD CONSTRAINT "obligations_service_center_id_fkey" FOREIGN KEY ("service_center_id") REFERENCES "service_centers"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "obligations" ADD CONSTRAINT "obligations_dealer_id_fkey" FOREIGN KEY ("dealer_id") REFERENCES "dealers"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feed_entries" ADD CONSTRAINT "feed_entries_repair_id_fkey" FOREIGN KEY ("repair_id") REFERENCES "repairs"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feed_entries" ADD CONSTRAINT "feed_entries_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "service_requests"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feed_entries" ADD CONSTRAINT "feed_entries_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "employees"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feed_entries" ADD CONSTRAINT "feed_entries_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feed_entries" ADD CONSTRAINT "feed_entries_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "outbox_messages"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feed_changes" ADD CONSTRAINT "feed_changes_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "feed_entries"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feed_changes" ADD CONSTRAINT "feed_changes_field_id_fkey" FOREIGN KEY ("field_id") REFERENCES "field_definitions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feed_mentions" ADD CONSTRAINT "feed_mentions_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "feed_entries"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feed_mentions" ADD CONSTRAINT "feed_mentions_employee_id_fkey" FOREIGN KEY ("employee_id") REFERENCES "employees"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_employee_id_fkey" FOREIGN KEY ("employee_id") REFERENCES "employees"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_repair_id_fkey" FOREIGN KEY ("repair_id") REFERENCES "repairs"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "documents" ADD CONSTRAINT "documents_repair_id_fkey" FOREIGN KEY ("repair_id") REFERENCES "repairs"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "documents" ADD CONSTRAINT "documents_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "service_requests"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "documents" ADD CONSTRAINT "documents_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "stored_files"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "documents" ADD CONSTRAINT "documents_attached_by_id_fkey" FOREIGN KEY ("attached_by_id") REFERENCES "employees"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stored_files" ADD CONSTRAINT "stored_files_uploaded_by_id_fkey" FOREIGN KEY ("uploaded_by_id") REFERENCES "employees"("id") ON DELETE SET NULL ON UPDATE CASCADE;
