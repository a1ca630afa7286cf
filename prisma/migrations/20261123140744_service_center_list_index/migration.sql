-- DropIndex
DROP INDEX "repairs_service_center_id_visit_at_id_status_idx";

-- CreateIndex
CREATE INDEX "repairs_service_center_id_visit_at_id_status_manufacturer_i_idx" ON "repairs"("service_center_id", "visit_at" DESC, "id" DESC, "status", "manufacturer_id");
