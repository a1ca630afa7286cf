import type { CatalogFieldType, FilterInput } from '../gql/graphql.ts'

export const operators = [
  'in',
  'notIn',
  'contains',
  'startsWith',
  'equals',
  'from',
  'to',
  'between',
  'period',
  'empty',
  'notEmpty',
] as const
export type ConditionOperator = (typeof operators)[number]

/** One condition as it stands in the address and on a chip. Values are in the catalog's notation. */
export type Condition = { field: string; operator: ConditionOperator; values: readonly string[] }

/** Ranges that move with the calendar; `overdue` and `ahead` are bounded by the present moment. */
export const periods = [
  'today',
  'yesterday',
  'last7',
  'last30',
  'week',
  'month',
  'previousMonth',
  'quarter',
  'year',
  'next7',
  'overdue',
] as const
export type Period = (typeof periods)[number]

const operatorsByType: Record<CatalogFieldType, readonly ConditionOperator[]> = {
  TEXT: ['contains', 'startsWith', 'equals', 'empty', 'notEmpty'],
  ENUM: ['in', 'notIn', 'empty', 'notEmpty'],
  NUMBER: ['equals', 'from', 'to', 'between', 'empty', 'notEmpty'],
  MONEY: ['equals', 'from', 'to', 'between', 'empty', 'notEmpty'],
  BOOLEAN: ['equals', 'empty'],
  DATE: ['period', 'between', 'from', 'to', 'empty', 'notEmpty'],
  DATETIME: ['period', 'between', 'from', 'to', 'empty', 'notEmpty'],
  RELATION: ['in', 'notIn', 'empty', 'notEmpty'],
}

/** Operators that make sense for the type; the first is what a new condition starts with. */
export function operatorsOf(type: CatalogFieldType): readonly ConditionOperator[] {
  return operatorsByType[type]
}

/** Whether the condition has the values its operator needs. */
export function isComplete({ operator, values }: Condition): boolean {
  if (operator === 'empty' || operator === 'notEmpty') return true
  const given = values.filter((value) => value !== '')
  return operator === 'between' ? given.length === 2 : given.length > 0
}

/** First and last day of the period; `today` is YYYY-MM-DD. */
function dayRange(period: Exclude<Period, 'overdue'>, today: string): [string, string] {
  const [year = 0, month = 0, date = 0] = today.split('-').map(Number)
  // Days beyond a month's ends are days of its neighbours.
  const day = (y: number, m: number, d: number) => new Date(Date.UTC(y, m - 1, d)).toISOString().slice(0, 10)
  switch (period) {
    case 'today':
      return [today, today]
    case 'yesterday':
      return [day(year, month, date - 1), day(year, month, date - 1)]
    case 'last7':
      return [day(year, month, date - 6), today]
    case 'last30':
      return [day(year, month, date - 29), today]
    case 'next7':
      return [today, day(year, month, date + 6)]
    case 'week': {
      // Weeks begin on Monday.
      const monday = date - ((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7)
      return [day(year, month, monday), day(year, month, monday + 6)]
    }
    case 'month':
      return [day(year, month, 1), day(year, month + 1, 0)]
    case 'previousMonth':
      return [day(year, month - 1, 1), day(year, month, 0)]
    case 'quarter': {
      const first = month - ((month - 1) % 3)
      return [day(year, first, 1), day(year, first + 3, 0)]
    }
    case 'year':
      return [day(year, 1, 1), day(year, 12, 31)]
  }
}

export type FilterContext = {
  /** Type of a catalog key; undefined when the viewer may not filter by it. */
  typeOf: (field: string) => CatalogFieldType | undefined
  /** YYYY-MM-DD in the organisation's zone. */
  today: string
}

/**
 * The server's filter: all conditions that are complete and over fields the viewer may filter by. Null when none is.
 * A day compared with an instant is the whole day in the organisation's zone.
 */
export function toFilterInput(conditions: readonly Condition[], context: FilterContext): FilterInput | null {
  const all = conditions.flatMap((condition) => {
    const type = context.typeOf(condition.field)
    return type && isComplete(condition) ? [conditionInput(condition, type, context)] : []
  })
  return combine(all)
}

/** Both filters at once; null when neither restricts anything. */
export function combine(filters: readonly (FilterInput | null)[]): FilterInput | null {
  const all = filters.filter((each) => each !== null)
  return all.length > 1 ? { all } : (all[0] ?? null)
}

function conditionInput(
  { field, operator, values }: Condition,
  type: CatalogFieldType,
  context: FilterContext,
): FilterInput {
  const [first = '', second = ''] = values
  switch (operator) {
    case 'in':
    case 'notIn':
      return { field, operator: operator === 'in' ? 'IN' : 'NOT_IN', values: [...values] }
    case 'contains':
      return { field, operator: 'CONTAINS', values: [first] }
    case 'startsWith':
      return { field, operator: 'STARTS_WITH', values: [first] }
    case 'equals':
      return { field, operator: 'EQUALS', values: [first] }
    case 'empty':
      return { field, operator: 'IS_EMPTY' }
    case 'notEmpty':
      return { field, operator: 'IS_NOT_EMPTY' }
    case 'from':
      return { field, operator: 'GREATER_OR_EQUAL', values: [first] }
    case 'to':
      return { field, operator: 'LESS_OR_EQUAL', values: [first] }
    case 'between':
      return { field, operator: 'BETWEEN', values: [first, second] }
    case 'period': {
      if (first === 'overdue') return { field, operator: 'LESS', values: [type === 'DATE' ? 'today' : 'now'] }
      const period = periods.find((each): each is Exclude<Period, 'overdue'> => each === first && each !== 'overdue')
      return { field, operator: 'BETWEEN', values: dayRange(period ?? 'today', context.today) }
    }
  }
}
