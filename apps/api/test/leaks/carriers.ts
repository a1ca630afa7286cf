import { randomUUID } from 'node:crypto'
import { type GraphQLInputField, getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql'
import { readCatalog } from '../../src/gate/catalog.ts'
import { createSchema } from '../../src/server/schema.ts'
import type { Reader } from './reader.ts'
import { canary } from './world.ts'

export const schema = createSchema()
export const known = readCatalog(schema)

/** An operation that carries an input: the input under test with what it cannot be sent without. */
export interface Carrier {
  readonly name: string
  readonly inputType: string
  readonly operation: string
  /** What the input cannot be sent without; not what is tested. */
  readonly base?: (input: string, value: unknown) => Record<string, unknown>
  readonly variables?: () => Record<string, unknown>
}

/** Every input that writes an entity with a mutation that takes it, on the records of the reader's world. */
export function carriersOf(reader: () => Reader) {
  const ids = () => reader().world.ids
  const others = () => reader().world.others

  /** The record that a document or comment needs, beside the input under test. */
  function record(input: string, value: unknown): Record<string, unknown> {
    if (input === 'repairId') return value === null ? { requestId: ids().serviceRequest } : {}
    return input === 'requestId' && value !== null ? {} : { repairId: ids().repair }
  }

  const carriers: readonly Carrier[] = [
    {
      name: 'updateRepair',
      inputType: 'RepairPatch',
      operation: 'mutation ($id: ID!, $input: RepairPatch!) { updateRepair(id: $id, patch: $input) { repair { id } } }',
      variables: () => ({ id: ids().repair }),
    },
    {
      name: 'transitionRepair',
      inputType: 'RepairTransitionInput',
      operation: `mutation ($id: ID!, $input: RepairTransitionInput) {
        transitionRepair(id: $id, transition: "reassign", input: $input) { repair { id } }
      }`,
      variables: () => ({ id: ids().repair }),
    },
    {
      name: 'createServiceRequest',
      inputType: 'ServiceRequestInput',
      operation: `mutation ($input: ServiceRequestInput!) { createServiceRequest(input: $input) { serviceRequest { id } } }`,
      base: () => ({ clientName: 'Ромашка', complaint: 'не греет', submissionKey: randomUUID() }),
    },
    {
      name: 'updateServiceRequest',
      inputType: 'ServiceRequestPatch',
      operation: `mutation ($id: ID!, $input: ServiceRequestPatch!) {
        updateServiceRequest(id: $id, patch: $input) { serviceRequest { id } }
      }`,
      variables: () => ({ id: ids().serviceRequest }),
    },
    {
      name: 'transitionServiceRequest, values',
      inputType: 'ServiceRequestPatch',
      operation: `mutation ($id: ID!, $input: ServiceRequestPatch) {
        transitionServiceRequest(id: $id, transition: "complete", input: { values: $input }) { serviceRequest { id } }
      }`,
      variables: () => ({ id: ids().serviceRequest }),
    },
    {
      name: 'transitionServiceRequest',
      inputType: 'ServiceRequestTransitionInput',
      operation: `mutation ($id: ID!, $input: ServiceRequestTransitionInput) {
        transitionServiceRequest(id: $id, transition: "returnForCompletion", input: $input) { serviceRequest { id } }
      }`,
      variables: () => ({ id: ids().serviceRequest }),
    },
    {
      name: 'updateClient',
      inputType: 'ClientPatch',
      operation: 'mutation ($id: ID!, $input: ClientPatch!) { updateClient(id: $id, patch: $input) { client { id } } }',
      variables: () => ({ id: ids().client }),
    },
    {
      name: 'attachDocuments',
      inputType: 'AttachDocumentsInput',
      operation: 'mutation ($input: AttachDocumentsInput!) { attachDocuments(input: $input) { documents { id } } }',
      base: (input, value) => ({ type: 'PHOTO', fileIds: [randomUUID()], ...record(input, value) }),
    },
    {
      name: 'addComment',
      inputType: 'CommentInput',
      operation: 'mutation ($input: CommentInput!) { addComment(input: $input) { feedEntry { id } } }',
      base: (input, value) => ({ text: 'слова', ...record(input, value) }),
    },
    {
      name: 'createEmployee',
      inputType: 'NewEmployeeInput',
      operation: 'mutation ($input: NewEmployeeInput!) { createEmployee(input: $input) { settings { id } } }',
      base: () => ({ name: 'Новый', email: `${randomUUID()}@example.ru`, roleId: randomUUID() }),
    },
    {
      name: 'updateEmployee',
      inputType: 'EmployeePatch',
      operation:
        'mutation ($id: ID!, $input: EmployeePatch!) { updateEmployee(id: $id, patch: $input) { settings { id } } }',
      variables: () => ({ id: ids().employee }),
    },
  ]

  /** A value that an input field takes; what is refused for its rights is not looked at. */
  function valueFor(field: GraphQLInputField, entity: string, key: string): unknown {
    const type = getNamedType(field.type)
    const target = known.field(entity, key).target
    const value = (() => {
      if (target !== null && target !== 'storedFile' && target !== 'document') return others()[target]
      if (isEnumType(type)) return type.getValues()[0]?.name
      switch (type.name) {
        case 'ID':
          return randomUUID()
        case 'Int':
        case 'Money':
          return 7
        case 'Boolean':
          return true
        case 'Date':
          return '2024-02-02'
        case 'DateTime':
          return '2030-01-01T00:00:00Z'
        default:
          return canary
      }
    })()
    return isListType(isNonNullType(field.type) ? field.type.ofType : field.type) ? [value] : value
  }

  return { carriers, valueFor, ids, others }
}

/** The fields of an input that write the entity. */
export function fieldsOf(inputType: string): { name: string; key: string; entity: string; field: GraphQLInputField }[] {
  const input = known.inputs.get(inputType)
  const type = schema.getType(inputType)
  if (!input || !isInputObjectType(type)) throw new Error(inputType)
  return [...input.keys].map(([name, key]) => {
    const field = type.getFields()[name]
    if (!field) throw new Error(`${inputType}.${name}`)
    return { name, key, entity: input.entity, field }
  })
}
