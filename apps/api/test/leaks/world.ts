import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import type { CatalogEntity, CatalogField } from '../../src/gate/catalog.ts'

/** A database with one fully filled record of every entity, and a second one of those that relations point to. */
export interface World {
  /** Id of the filled record of each entity. */
  readonly ids: Readonly<Record<string, string>>
  /** Another record of the entities that relations can point to. */
  readonly others: Readonly<Record<string, string>>
}

/** A text that stands nowhere else, so that finding it anywhere is finding the hidden value. */
export const canary = 'канарейкаюжная'
export const otherCanary = 'канарейкасеверная'

const targets = [
  'manufacturer',
  'serviceCenter',
  'dealer',
  'client',
  'contact',
  'equipment',
  'employee',
  'role',
  'repair',
  'serviceRequest',
]

/** Where the bytes of the world's files are, as the file store takes keys. */
export function fileKey(index: number): string {
  return `0${index}/${String(index).repeat(32)}`
}

/** Fills the world; `employeeId` is the viewer, whose own notifications are part of it. */
export async function fillWorld(pool: Pool, employeeId: string, roleId: string): Promise<World> {
  const ids: Record<string, string> = { role: roleId, employee: employeeId }
  const others: Record<string, string> = {}
  const insert = async (into: Record<string, string>, entity: string, table: string, row: Record<string, unknown>) => {
    const names = Object.keys(row)
    const { rows } = await pool.query<{ id: string }>(
      `insert into ${table} (id, ${names.join(', ')}) values (gen_random_uuid(), ${names.map((_, index) => `$${index + 1}`).join(', ')}) returning id`,
      Object.values(row),
    )
    into[entity] = rows[0]?.id ?? ''
  }
  // what is compared are databases that differ, so values are changed that nobody else ever changes
  await pool.query('alter table audit_entries disable trigger audit_append_only')
  const at = '2026-10-01T09:00:00Z'
  for (const [index, into] of [ids, others].entries()) {
    const name = (text: string) => `${text} ${index}`
    const get = (entity: string) => into[entity] ?? ids[entity] ?? null
    if (index === 1) {
      const role = await pool.query<{ id: string }>(`select id from roles where id <> $1 order by key limit 1`, [
        roleId,
      ])
      into.role = role.rows[0]?.id ?? ''
    }
    await insert(into, 'manufacturer', 'manufacturers', { name: name('Завод'), country: 'Россия' })
    const place = {
      city: 'Казань',
      region: 'Татарстан',
      phone: '+78435550000',
      email: `a${index}@x.ru`,
      inn: '1655000001',
    }
    await insert(into, 'serviceCenter', 'service_centers', {
      name: name('Сервис'),
      address: 'ул. Первая',
      rating: 4,
      rating_count: 3,
      ...place,
    })
    await insert(into, 'dealer', 'dealers', { name: name('Дилер'), ...place })
    await insert(into, 'client', 'clients', { name: name('Клиент'), address: 'ул. Вторая', note: 'записка', ...place })
    if (index === 1) {
      await insert(into, 'employee', 'employees', {
        name: name('Сотрудник'),
        email: `other${index}@x.ru`,
        role_id: get('role'),
      })
    }
    const person = { name: name('Анна'), position: 'повар', phone: '+78435551111', email: `anna${index}@x.ru` }
    await insert(into, 'contact', 'contacts', { client_id: get('client'), ...person })
    await insert(into, 'equipment', 'equipment', {
      manufacturer_id: get('manufacturer'),
      client_id: get('client'),
      model: name('ПКА'),
      category: 'печь',
      serial_number: name('SN'),
      purchased_on: '2025-01-01',
      warranty_until: '2027-01-01',
      note: 'угол зала',
    })
    await insert(into, 'serviceRequest', 'service_requests', {
      number: name('З-2026-00000'),
      status: 'IN_REVIEW',
      status_since: at,
      source: 'CLIENT',
      urgency: 'NORMAL',
      author_id: get('employee'),
      dealer_id: get('dealer'),
      responsible_id: get('employee'),
      client_id: get('client'),
      contact_id: get('contact'),
      equipment_id: get('equipment'),
      manufacturer_id: get('manufacturer'),
      client_name: 'Ромашка',
      inn: '1655000002',
      contact_name: 'Вера',
      phone: '+78435552222',
      email: 'vera@x.ru',
      city: 'Казань',
      region: 'Татарстан',
      address: 'ул. Третья',
      model: 'ПКА',
      category: 'печь',
      serial_number: 'SN-77',
      purchased_on: '2025-01-01',
      is_warranty: true,
      complaint: 'не греет',
      returned_fields: ['phone'],
      return_comment: 'нет фото',
      returned_at: at,
      reject_reason: 'дубль',
      decided_at: at,
      due_at: at,
      move_party: 'MANAGER',
      consent_at: at,
      consent_version: '1',
      created_at: at,
    })
    await insert(into, 'repair', 'repairs', {
      number: name('Р-2026-00000'),
      status: 'DIAGNOSIS',
      status_since: at,
      move_party: 'TECH_EXPERT',
      due_at: at,
      urgency: 'NORMAL',
      request_id: get('serviceRequest'),
      manufacturer_id: get('manufacturer'),
      service_center_id: get('serviceCenter'),
      manager_id: get('employee'),
      tech_expert_id: get('employee'),
      dealer_id: get('dealer'),
      client_id: get('client'),
      contact_id: get('contact'),
      equipment_id: get('equipment'),
      complaint: 'не греет',
      city: 'Казань',
      region: 'Татарстан',
      address: 'ул. Четвёртая',
      contact_name: 'Вера',
      contact_phone: '+78435553333',
      contact_email: 'vera@y.ru',
      is_warranty: true,
      visit_at: at,
      visited_at: at,
      diagnosis: 'ТЭН',
      warranty_verdict: 'WARRANTY',
      work_done: 'замена',
      recommendations: 'чистить',
      internal_note: 'осторожно',
      travel_km: 12,
      labor_cost: 100,
      travel_cost: 200,
      parts_cost: 300,
      total_cost: 600,
      closed_at: at,
      closing_comment: 'готово',
      rating_mark: 4,
      rating_comment: 'хорошо',
      rated_at: at,
      created_at: at,
    })
    await insert(into, 'storedFile', 'stored_files', {
      storage_key: fileKey(index),
      thumbnail_key: `${fileKey(index)}-thumbnail`,
      name: name('акт.pdf'),
      content_type: 'application/pdf',
      size: 100,
      sha256: 'x',
      created_at: at,
    })
    await insert(into, 'document', 'documents', {
      type: 'PHOTO',
      repair_id: get('repair'),
      file_id: get('storedFile'),
      attached_by_id: get('employee'),
      attached_at: at,
    })
    await insert(into, 'obligation', 'obligations', {
      kind: 'DIAGNOSIS',
      party: 'TECH_EXPERT',
      repair_id: get('repair'),
      employee_id: get('employee'),
      service_center_id: get('serviceCenter'),
      dealer_id: get('dealer'),
      opened_at: at,
      due_at: at,
      met_at: at,
    })
    await insert(into, 'outboxMessage', 'outbox_messages', {
      channel: 'EMAIL',
      template: 'REQUEST_RECEIVED',
      recipient: 'a@x.ru',
      subject: name('Письмо'),
      text: 'текст',
      html: '<p>',
      status: 'SENT',
      attempts: 1,
      last_error: 'нет',
      repair_id: get('repair'),
      request_id: get('serviceRequest'),
      created_at: at,
      sent_at: at,
    })
    await insert(into, 'feedEntry', 'feed_entries', {
      repair_id: get('repair'),
      kind: 'COMMENT',
      actor: 'EMPLOYEE',
      author_id: get('employee'),
      created_at: at,
      is_locked: false,
      text: 'слова',
      transition: 'close',
      reason: '{"code":"TIE"}',
      document_id: get('document'),
      message_id: get('outboxMessage'),
    })
    await insert(into, 'notification', 'notifications', {
      employee_id: employeeId,
      kind: 'MENTION',
      repair_id: get('repair'),
      request_id: get('serviceRequest'),
      created_at: at,
      read_at: at,
    })
    await insert(into, 'assignmentRule', 'assignment_rules', {
      manufacturer_id: get('manufacturer'),
      region: 'Татарстан',
      category: 'печь',
      priority: 1,
      service_center_id: get('serviceCenter'),
      manager_id: get('employee'),
      tech_expert_id: get('employee'),
    })
    await insert(into, 'auditEntry', 'audit_entries', {
      at,
      actor_id: get('employee'),
      kind: 'roleChanged',
      ip: '10.0.0.1',
      subject_type: 'role',
      subject_id: get('role'),
      subject: name('Роль'),
      details: '{"changes":[]}',
    })
  }
  return { ids, others }
}

/** Copies of a record by entity, with what a unique index does not let be equal. */
const uniques: Readonly<Record<string, (id: string) => Record<string, unknown>>> = {
  repair: (id) => ({ number: id, request_id: null }),
  serviceRequest: (id) => ({ number: id, submission_key: null }),
  equipment: (id) => ({ serial_number: id }),
  employee: (id) => ({ email: `${id}@x.ru` }),
  role: (id) => ({ key: id, name: id }),
  outboxMessage: () => ({ dedupe_key: null }),
}

/** A copy of a record under an id of its own, with these columns changed. @returns the id */
export async function copyRecord(
  pool: Pool,
  entity: Pick<CatalogEntity, 'key' | 'table'>,
  from: string,
  changes: Record<string, unknown> = {},
): Promise<string> {
  const id = randomUUID()
  const patch = JSON.stringify({ ...uniques[entity.key]?.(id), ...changes, id })
  const { rowCount } = await pool.query(
    `insert into ${entity.table}
     select (jsonb_populate_record(null::${entity.table}, to_jsonb(t) || $2::jsonb)).* from ${entity.table} t where id = $1`,
    [from, patch],
  )
  if (rowCount !== 1) throw new Error(`no ${entity.key} ${from}`)
  return id
}

/** Two values of a field's column that differ; null where a value of its own cannot be told apart from its record's rows. */
export function valuesOf(world: World, field: CatalogField): readonly [unknown, unknown] | null {
  const special = specialValues[`${field.entity}.${field.key}`]
  if (special !== undefined) return special
  if (field.many !== null || field.column === null) return null
  if (field.target !== null) {
    if (!targets.includes(field.target)) return null
    return [world.ids[field.target], world.others[field.target]]
  }
  switch (field.type) {
    case 'ENUM':
      // a text column whose values are listed nowhere takes any; a list of one has no other
      if (field.values?.length === 1) return null
      return [field.values?.[0] ?? 'A', field.values?.[1] ?? 'B']
    case 'NUMBER':
      return field.key === 'ratingMark' || field.key === 'rating' ? [2, 5] : [7, 977]
    case 'MONEY':
      return [70_077, 97_799]
    case 'BOOLEAN':
      return [true, false]
    case 'DATE':
      return ['2024-02-02', '2028-08-08']
    case 'DATETIME':
      return ['2024-02-02T10:00:00Z', '2028-08-08T10:00:00Z']
    default:
      return field.isList ? [[canary], [otherCanary]] : [canary, otherCanary]
  }
}

/** Null: nothing of the field's own to change (it is computed from columns that have their own fields, or is the row rule). */
const specialValues: Readonly<Record<string, readonly [unknown, unknown] | null>> = {
  // Kinds that stay visible to somebody who reads all the rest.
  'feedEntry.kind': ['CREATED', 'COMMENT'],
  'feedEntry.actor': null,
  'feedEntry.reasonCode': null,
  'feedEntry.repair': null,
  'feedEntry.request': null,
  'feedChange.field': null,
  'feedChange.oldValue': null,
  'feedChange.newValue': null,
  'auditEntry.subjectId': ['0190a000-0000-7000-8000-000000000001', '0190a000-0000-7000-8000-000000000002'],
  'auditEntry.details': [`{"key":"${canary}"}`, `{"key":"${otherCanary}"}`],
  'storedFile.hasThumbnail': null,
  'document.repair': null,
  'document.request': null,
  'obligation.repair': null,
  'obligation.request': null,
  'obligation.metAt': null,
  'obligation.cancelledAt': null,
  'repair.request': null,
  'serviceRequest.consentAt': ['2024-02-02T10:00:00Z', '2028-08-08T10:00:00Z'],
  'employee.role': null,
  'employee.serviceCenter': null,
  'employee.dealer': null,
  'employee.isActive': null,
  'employee.email': null,
  'role.affiliation': null,
}
