-- DropIndex
DROP INDEX "repairs_service_center_id_status_visit_at_id_idx";

-- CreateIndex
CREATE INDEX "repairs_manufacturer_id_visit_at_id_status_idx" ON "repairs"("manufacturer_id", "visit_at" DESC, "id" DESC, "status");

-- CreateIndex
CREATE INDEX "repairs_service_center_id_visit_at_id_status_idx" ON "repairs"("service_center_id", "visit_at" DESC, "id" DESC, "status");
