// Reads of the database that do not go through the gate. Whoever answers a viewer asks the gate; the few that read by
// themselves are named here, with what they read and why nobody learns by it what he may not.

/** Mechanisms below the modules, and what acts without anybody asking. */
const free = /^apps\/api\/src\/((db|gate|journal|jobs|mail|demo)\/|(main|worker)\.ts$)|\.job\.ts$/
/** What answers and never writes: not even a transaction's own reads are its business. */
const answering = /\.(query|resolvers)\.ts$/

interface Named {
  readonly reads: readonly string[]
  readonly why: string
}

/** File: what it reads (entities of Prisma, or SQL), and why that is no way around the gate. */
const allowed: Readonly<Record<string, Named>> = {
  'apps/api/src/files/stored-file.service.ts': {
    reads: ['storedFile'],
    why: 'an upload’s own row, by the key or the employee it belongs to',
  },
  'apps/api/src/files/uploads.ts': {
    reads: ['storedFile'],
    why: 'an upload’s own row, by the key or the employee it belongs to',
  },
  'apps/api/src/modules/audit/refusal-log.service.ts': {
    reads: ['session', 'auditEntry'],
    why: 'writes refusals down; reads whose session it was',
  },
  'apps/api/src/modules/public-pages/public-request.service.ts': {
    reads: ['manufacturer'],
    why: 'the public form: names of makers',
  },
  'apps/api/src/modules/public-pages/tracking.service.ts': {
    reads: ['repair', 'serviceRequest', 'feedEntry', 'publicLink'],
    why: 'the client’s own request, by the token of a letter; what pages show is held by public.test.ts',
  },
  'apps/api/src/modules/repairs/repair-options.ts': {
    reads: ['repair'],
    why: 'after canSee and canWriteRow; gives names of moves, and guards over fields that are read',
  },
  'apps/api/src/modules/requests/possible-duplicates.ts': {
    reads: ['serviceRequest', 'repair'],
    why: 'after canSee, over fields that are read; gives ids, which the gate reads again',
  },
  'apps/api/src/modules/requests/request-completion.service.ts': {
    reads: ['serviceRequest'],
    why: 'the client’s own request, by the token of a letter',
  },
  'apps/api/src/modules/requests/request-options.ts': {
    reads: ['serviceRequest'],
    why: 'after canSee and canWriteRow; gives names of moves, and guards over fields that are read',
  },
  'apps/api/src/modules/roles/defaults.ts': {
    reads: ['SQL'],
    why: 'installs the default roles; reads no records',
  },
  'apps/api/src/modules/roles/explain.query.ts': {
    reads: ['roleField', 'employeeField', 'roleAction', 'employeeAction', 'roleEntity', 'employeeEntity', 'feedEntry'],
    why: 'rules of access; of a feed entry whether it is locked, after canSee',
  },
  'apps/api/src/modules/roles/role-settings.query.ts': {
    reads: ['fieldDefinition', 'employee', 'auditEntry', 'ipRange', 'SQL'],
    why: 'rules of access behind role.manage; of employees how many',
  },
  'apps/api/src/modules/sessions/address.service.ts': {
    reads: ['SQL'],
    why: 'ranges of addresses, before there is a viewer',
  },
  'apps/api/src/modules/sessions/demo-accounts.ts': {
    reads: ['employee'],
    why: 'at the start: demo passwords in production',
  },
  'apps/api/src/modules/sessions/identity.service.ts': {
    reads: ['employee'],
    why: 'signing in: the account itself',
  },
  'apps/api/src/modules/sessions/invitation.service.ts': {
    reads: ['employee'],
    why: 'signing in: the account itself',
  },
  'apps/api/src/modules/sessions/password-estimate.query.ts': {
    reads: ['employee'],
    why: 'signing in: the account itself, by the token of a letter',
  },
  'apps/api/src/modules/sessions/password-reset.ts': {
    reads: ['employee'],
    why: 'signing in: the account itself',
  },
  'apps/api/src/modules/sessions/second-factor.service.ts': {
    reads: ['employee'],
    why: 'signing in: the account itself',
  },
  'apps/api/src/modules/sessions/session-lookup.ts': {
    reads: ['SQL'],
    why: 'who asks: there is no viewer before it',
  },
  'apps/api/src/modules/sessions/session.service.ts': {
    reads: ['employee', 'session'],
    why: 'signing in: the account itself and its sessions',
  },
  'apps/api/src/modules/sessions/throttle.service.ts': {
    reads: ['SQL'],
    why: 'counts of attempts, under hashed keys',
  },
  'apps/api/src/modules/sessions/view-as.service.ts': {
    reads: ['session'],
    why: 'the viewer’s own session',
  },
  'apps/api/src/modules/sessions/viewer.query.ts': {
    reads: ['employee', 'notification'],
    why: 'the viewer himself, and how many notifications he has not read',
  },
  'apps/api/src/modules/staff/employee-history.query.ts': {
    reads: ['employee', 'auditEntry'],
    why: 'rules of access behind staff.manage, after canSee',
  },
  'apps/api/src/modules/staff/employee-settings.query.ts': {
    reads: [
      'employee',
      'employeeField',
      'employeeAction',
      'employeeEntity',
      'roleEntity',
      'roleField',
      'roleAction',
      'ipRange',
      'employeeManufacturer',
      'session',
      'repair',
      'serviceRequest',
      'obligation',
      'assignmentRule',
    ],
    why: 'rules of access and the account behind staff.manage, after canSee; of open work how much',
  },
  'apps/api/src/modules/staff/first-administrator.service.ts': {
    reads: ['employee'],
    why: 'at the start, before there is anybody',
  },
  'apps/api/src/server/change-feed.ts': {
    reads: ['SQL'],
    why: 'ids of what has changed; values are read through the gate',
  },
  'apps/api/src/server/files.ts': {
    reads: ['document', 'storedFile'],
    why: 'after visibleIds and the right to the file; one’s own upload',
  },
  'apps/api/src/server/http.ts': {
    reads: ['SQL'],
    why: 'whether the database answers',
  },
  'apps/api/src/server/live-sockets.ts': {
    reads: ['SQL'],
    why: 'the version of rights',
  },
}

const comments = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm
const access = /\b(prisma|pool|\w+Pool|tx)\s*\??\.\s*(\$?\w+)/g
const taken = /\{([^{}]*)\}\s*=\s*(?:[\w.]+\.)?(prisma|tx)\b(?![\w.])/g

/** Every read or write past the gate in a file's text. */
export function rawAccessIn(file: string, text: string): { line: number; what: string }[] {
  if (!/^apps\/api\/src\/.*\.ts$/.test(file) || free.test(file)) return []
  // positions are kept, so that lines are right
  const code = text.replaceAll(comments, (comment) => comment.replaceAll(/[^\n]/g, ' '))
  const lineAt = (index: number) => code.slice(0, index).split('\n').length
  const found: { line: number; what: string }[] = []
  const note = (index: number, through = '', what = '') => {
    if (through === 'tx' && !answering.test(file)) return
    if (what === '$transaction') return
    found.push({ line: lineAt(index), what: /pool$/i.test(through) || what.startsWith('$') ? 'SQL' : what })
  }
  for (const match of code.matchAll(access)) note(match.index, match[1], match[2])
  for (const match of code.matchAll(taken)) {
    for (const name of (match[1] ?? '').split(',')) note(match.index, match[2], name.split(':')[0]?.trim())
  }
  return found
}

/** What is read past the gate without being named here, and names that nothing needs any more. */
export function rawAccessProblems(
  files: readonly { file: string; text: string }[],
  known: Readonly<Record<string, Named>> = allowed,
): string[] {
  const problems: string[] = []
  const used = new Map<string, Set<string>>()
  for (const { file, text } of files) {
    for (const { line, what } of rawAccessIn(file, text)) {
      used.set(file, (used.get(file) ?? new Set<string>()).add(what))
      if (!known[file]?.reads.includes(what))
        problems.push(
          `${file}:${line}  reads ${what} past the gate\n    ask the gate, or name it in scripts/raw-access.ts with the reason`,
        )
    }
  }
  for (const [file, { reads, why }] of Object.entries(known)) {
    const stale = reads.filter((what) => !used.get(file)?.has(what))
    if (stale.length > 0) problems.push(`scripts/raw-access.ts  ${file} reads no ${stale.join(', ')} any more`)
    if (!why) problems.push(`scripts/raw-access.ts  ${file} has no reason`)
  }
  return problems
}
