import type { Services } from '../../context.ts'
import { isPassword } from './password.ts'

/** Password of every demo account; it is in the README, so that no production server starts with it. */
export const DEMO_PASSWORD = 'naryad-demo'
const DEMO_DOMAIN = '@naryad.demo'

/** Addresses of active demo accounts that still open with the password that everybody knows. */
export async function demoAccountsWithDemoPassword({ prisma }: Pick<Services, 'prisma'>): Promise<string[]> {
  const accounts = await prisma.employee.findMany({
    where: { email: { endsWith: DEMO_DOMAIN }, isActive: true, passwordHash: { not: null } },
    orderBy: { email: 'asc' },
    select: { email: true, passwordHash: true },
  })
  const open: string[] = []
  for (const { email, passwordHash } of accounts) if (await isPassword(DEMO_PASSWORD, passwordHash)) open.push(email)
  return open
}
