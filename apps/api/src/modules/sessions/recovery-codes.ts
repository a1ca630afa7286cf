import { randomInt } from 'node:crypto'
import type { Services, Transaction } from '../../context.ts'
import { digestsOf } from '../../sealed.ts'

const CODES = 10
const CODE_LENGTH = 12
/** With whatever stands between its parts. */
const MAX_TYPED_LENGTH = 100
/** Thirty letters and digits that cannot be taken for one another: 58 bits in a code. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz2345679'

/** Makes new codes in place of those that the employee had. What is returned is kept nowhere. */
export async function makeRecoveryCodes(
  { secrets }: Pick<Services, 'secrets'>,
  tx: Transaction,
  employeeId: string,
): Promise<string[]> {
  const codes = Array.from({ length: CODES }, newCode)
  await tx.recoveryCode.deleteMany({ where: { employeeId } })
  await tx.recoveryCode.createMany({
    data: codes.map((code) => {
      const [codeHash] = digestsOf(secrets.sealing, code, placeOf(employeeId))
      if (!codeHash) throw new Error('no key')
      return { employeeId, codeHash }
    }),
  })
  return codes.map((code) => code.replace(/.{4}(?=.)/g, '$&-'))
}

/** Takes the code for good, however it was written; false for a wrong or used one. Of two callers one gets it. */
export async function takeRecoveryCode(
  { secrets, clock }: Pick<Services, 'secrets' | 'clock'>,
  tx: Transaction,
  input: { employeeId: string; code: string },
): Promise<boolean> {
  const { employeeId } = input
  if (input.code.length > MAX_TYPED_LENGTH) return false
  const code = input.code.toLowerCase().replace(/[\s\-–—]/g, '')
  if (code.length !== CODE_LENGTH) return false
  const { count } = await tx.recoveryCode.updateMany({
    where: { employeeId, usedAt: null, codeHash: { in: digestsOf(secrets.sealing, code, placeOf(employeeId)) } },
    data: { usedAt: clock.now() },
  })
  return count > 0
}

/** How many codes of the employee are good still. */
export async function countRecoveryCodes(tx: Pick<Transaction, 'recoveryCode'>, employeeId: string): Promise<number> {
  return tx.recoveryCode.count({ where: { employeeId, usedAt: null } })
}

function newCode(): string {
  return Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}

function placeOf(employeeId: string): string {
  return `recovery_codes:${employeeId}`
}
