import { normalizeEmail } from '@naryad/domain'
import type { Services, Transaction } from '../../context.ts'
import { StartupError } from '../../db/startup-error.ts'
import { lockNames } from '../../journal/lock-names.ts'
import type { AccountOwner } from '../sessions/account-letters.service.ts'
import { sendInvitation } from '../sessions/invitation.service.ts'

const NAME = 'Администратор'

/** Of the services what a start has before it serves anybody. */
type StartServices = Pick<Services, 'prisma' | 'jobs' | 'mail' | 'clock' | 'settings' | 'secrets'>

/** The administrator that a start has made, and the page where he sets his password. */
export interface FirstAdministrator {
  email: string
  /** Good for seven days and once. A secret: whoever has it is the administrator. */
  url: string
}

/** @throws StartupError when nobody could ever sign in: no employee is there and none is to be made */
export async function requireSomebody(
  { prisma }: Pick<Services, 'prisma'>,
  { adminEmail }: { adminEmail: string | null },
): Promise<void> {
  if (adminEmail !== null || (await prisma.employee.findFirst({ select: { id: true } }))) return
  throw new StartupError(
    'В системе нет ни одного сотрудника. Укажите в переменной ADMIN_EMAIL электронную почту первого администратора.',
  )
}

/**
 * Makes the administrator of an installation without employees and writes him a letter with the link to set his
 * password. Where letters cannot be sent he gets a new link with every start until he has set it, since the one that
 * was shown may have been missed. Null when there is nothing to do.
 *
 * @throws StartupError when no role is an administrator's
 */
export async function ensureFirstAdministrator(
  services: StartServices,
  adminEmail: string | null,
): Promise<FirstAdministrator | null> {
  const email = adminEmail === null ? null : normalizeEmail(adminEmail)
  if (email === null) return null
  return services.prisma.$transaction(async (tx) => {
    // of two servers that start at once one makes him
    await lockNames(tx, ['first administrator'])
    const employee = (await newcomer(services, tx, email)) ?? (await whoMissedHisLink(services, tx, email))
    return employee && { email, url: await sendInvitation(services, tx, employee) }
  })
}

const invited = { id: true, name: true, email: true, locale: true } as const

async function newcomer({ clock }: StartServices, tx: Transaction, email: string): Promise<AccountOwner | null> {
  if (await tx.employee.findFirst({ select: { id: true } })) return null
  const role = await tx.role.findFirst({ where: { isAdmin: true }, orderBy: { key: 'asc' }, select: { id: true } })
  if (!role) throw new StartupError('В системе нет роли с правами администратора.')
  const data = { name: NAME, email, roleId: role.id, createdAt: clock.now() }
  return tx.employee.create({ data, select: invited })
}

async function whoMissedHisLink({ mail }: StartServices, tx: Transaction, email: string): Promise<AccountOwner | null> {
  // with letters he asks for a new link himself
  if (mail.isConfigured) return null
  if (await tx.employee.findFirst({ where: { passwordHash: { not: null } }, select: { id: true } })) return null
  return tx.employee.findFirst({ where: { email, isActive: true, role: { isAdmin: true } }, select: invited })
}
