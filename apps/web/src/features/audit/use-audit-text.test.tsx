import { renderHook } from '@testing-library/react'
import { beforeAll, expect, test } from 'vitest'
import { frameNamespaces, startI18n } from '../../i18n/index.ts'
import { useAuditText } from './use-audit-text.ts'

beforeAll(() => startI18n([...frameNamespaces, 'audit', 'access']))

test.each([
  ['Mutation.closeRepair', 'repair.close', null, 'Закрыть ремонт'],
  ['Query.roleSummaries', 'role.manage', null, 'Настраивать роли'],
  ['Query.repairs', null, 'repair', 'Чтение: Ремонты'],
  ['GET /files', null, null, 'скачивание файла'],
  ['Mutation.signOutEverywhere', null, null, null],
])('what was refused, %s, is told in words of the interface where there are any', (operation, action, reads, words) => {
  const { result } = renderHook(() => useAuditText())
  expect(result.current.operationName(operation, action, reads)).toBe(words)
})
