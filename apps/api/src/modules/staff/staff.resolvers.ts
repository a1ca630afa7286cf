import type { Resolvers } from '../../../generated/graphql.ts'
import type { Context } from '../../context.ts'
import { endEmployeeSession, endEmployeeSessions, resetSecondFactor } from './account-security.service.ts'
import { setIpRanges } from './address-rules.service.ts'
import { setManufacturers } from './automatic-manufacturers.service.ts'
import { createEmployee, sendInvitationAgain, updateEmployee } from './employee.service.ts'
import { employeeHistory } from './employee-history.query.ts'
import { employeeSettings } from './employee-settings.query.ts'
import { removeExceptions, setExceptions } from './exceptions.service.ts'
import { deactivateEmployee, reactivateEmployee } from './off-boarding.service.ts'

/** The card as it is after the change. */
const card = async (ctx: Context, changed: Promise<string>) => ({
  settings: await employeeSettings(ctx, await changed),
})

export const resolvers = {
  Query: {
    employeeSettings: (_, { id }, ctx) => employeeSettings(ctx, id),
    employeeHistory: (_, { id, first, after }, ctx) =>
      employeeHistory(ctx, { id, first: first ?? 20, after: after ?? null }),
  },
  Mutation: {
    createEmployee: (_, { input }, ctx) => card(ctx, createEmployee(ctx, input)),
    updateEmployee: (_, { id, patch, expected }, ctx) =>
      card(ctx, updateEmployee(ctx, { id, patch, expected: expected ?? null })),
    setExceptions: (_, { employeeId, input }, ctx) => card(ctx, setExceptions(ctx, employeeId, input)),
    removeExceptions: (_, { employeeId, input }, ctx) => card(ctx, removeExceptions(ctx, employeeId, input)),
    setIpRanges: (_, { employeeId, ranges }, ctx) => card(ctx, setIpRanges(ctx, employeeId, ranges)),
    setManufacturers: (_, { employeeId, manufacturerIds }, ctx) =>
      card(ctx, setManufacturers(ctx, employeeId, manufacturerIds)),
    endEmployeeSession: (_, { id }, ctx) => card(ctx, endEmployeeSession(ctx, id)),
    endEmployeeSessions: (_, { employeeId }, ctx) => card(ctx, endEmployeeSessions(ctx, employeeId)),
    resetSecondFactor: (_, { employeeId }, ctx) => card(ctx, resetSecondFactor(ctx, employeeId)),
    sendInvitationAgain: (_, { employeeId }, ctx) => card(ctx, sendInvitationAgain(ctx, employeeId)),
    deactivateEmployee: (_, { employeeId, handOver }, ctx) => card(ctx, deactivateEmployee(ctx, employeeId, handOver)),
    reactivateEmployee: (_, { employeeId }, ctx) => card(ctx, reactivateEmployee(ctx, employeeId)),
  },
} satisfies Resolvers
