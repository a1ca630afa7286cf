import { GraphQLError, GraphQLScalarType, Kind } from 'graphql'

const isoInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/
const isoDay = /^\d{4}-\d\d-\d\d$/
/** Longer than an instant with nanoseconds and offset. */
const MAX_LENGTH = 40

function parseInstant(value: unknown): Date {
  const isInstant = typeof value === 'string' && value.length <= MAX_LENGTH && isoInstant.test(value)
  const time = isInstant ? new Date(value) : null
  // PostgreSQL has no year 0
  if (!time || !(time.getUTCFullYear() >= 1))
    throw new GraphQLError('DateTime takes an ISO 8601 instant with an offset')
  return time
}

function parseDay(value: unknown): string {
  const day = typeof value === 'string' && value.length <= MAX_LENGTH && isoDay.test(value) ? value : null
  const time = day ? new Date(`${day}T00:00:00Z`) : null
  // 2026-02-30 would pass as the second of March
  if (!day || !time || !(time.getUTCFullYear() >= 1) || !time.toISOString().startsWith(day)) {
    throw new GraphQLError('Date takes YYYY-MM-DD')
  }
  return day
}

function parseKopecks(value: unknown): number {
  // the column is a 32-bit integer
  if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) > 2_147_483_647) {
    throw new GraphQLError('Money takes whole kopecks')
  }
  return value
}

export const scalars = {
  DateTime: new GraphQLScalarType<Date, unknown>({
    name: 'DateTime',
    serialize: (value) => (value instanceof Date ? value.toISOString() : value),
    parseValue: parseInstant,
    parseLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : null),
  }),
  Date: new GraphQLScalarType<string, unknown>({
    name: 'Date',
    serialize: (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
    parseValue: parseDay,
    parseLiteral: (node) => parseDay(node.kind === Kind.STRING ? node.value : null),
  }),
  Money: new GraphQLScalarType<number, unknown>({
    name: 'Money',
    serialize: (value) => value,
    parseValue: parseKopecks,
    parseLiteral: (node) => parseKopecks(node.kind === Kind.INT ? Number(node.value) : null),
  }),
}
