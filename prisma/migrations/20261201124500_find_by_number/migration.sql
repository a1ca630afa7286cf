-- What names a record is compared without case and ё, as every text is: without these a card opened by its number, or a
-- unit found by its serial number, walks the whole table.
CREATE INDEX repairs_number_normalized ON repairs (naryad_normalize(number));
CREATE INDEX service_requests_number_normalized ON service_requests (naryad_normalize(number));
CREATE INDEX equipment_serial_number_normalized ON equipment (naryad_normalize(serial_number));
CREATE INDEX clients_inn_normalized ON clients (naryad_normalize(inn));
