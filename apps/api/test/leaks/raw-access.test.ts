import { describe, expect, test } from 'vitest'
import { rawAccessIn, rawAccessProblems } from '../../../../scripts/raw-access.ts'

const resolvers = 'apps/api/src/modules/repairs/repairs.resolvers.ts'
const service = 'apps/api/src/modules/repairs/repair.service.ts'
const reads = (file: string, text: string) => rawAccessIn(file, text).map(({ what }) => what)

describe('a read past the gate is found', () => {
  test.each([
    ['by an entity of Prisma', 'ctx.prisma.repair.findMany({})', 'repair'],
    ['over several lines', 'const all = await services\n  .prisma\n  .client\n  .findMany()', 'client'],
    ['as SQL through Prisma', 'await prisma.$queryRaw`select 1`', 'SQL'],
    ['as SQL through the pool', "await services.pool.query('select cost from repairs')", 'SQL'],
    ['through an optional chain', 'ctx.prisma?.repair.count()', 'repair'],
    ['as an entity taken out of Prisma', 'const { repair } = ctx.prisma', 'repair'],
    ['as one taken out under another name', 'const { repair: all } = prisma', 'repair'],
    ['within a transaction, where nothing is written', 'await tx.repair.findMany()', 'repair'],
  ])('%s', (_, text, what) => expect(reads(resolvers, text)).toEqual([what]))

  test('and what a transaction reads for what it writes is not one', () => {
    expect(reads(service, 'await tx.repair.findUniqueOrThrow(query)')).toEqual([])
    expect(reads(service, 'await services.prisma.$transaction(work)')).toEqual([])
    expect(reads(service, 'await services.prisma.repair.findMany()')).toEqual(['repair'])
  })

  test('but not in a comment, in a test, or below the modules', () => {
    expect(reads(resolvers, '// prisma.repair.findMany()\n/* pool.query */ const prisma = 1')).toEqual([])
    expect(reads('apps/api/src/gate/execute.ts', 'services.pool.query(text)')).toEqual([])
    expect(reads('apps/web/src/x.ts', 'prisma.repair.findMany()')).toEqual([])
  })
})

describe('the list of reads past the gate', () => {
  const known = { [service]: { reads: ['repair'], why: 'counts them' } }
  const file = (text: string) => [{ file: service, text }]

  test('lets through what it names and nothing else of the same file', () => {
    expect(rawAccessProblems(file('prisma.repair.count()'), known)).toEqual([])
    const [problem] = rawAccessProblems(file('prisma.repair.count()\nprisma.client.count()'), known)
    expect(problem).toContain(`${service}:2  reads client past the gate`)
  })

  test('holds no name that nothing needs any more, and none without a reason', () => {
    expect(rawAccessProblems(file(''), known)[0]).toContain('reads no repair any more')
    const silent = { [service]: { reads: ['repair'], why: '' } }
    expect(rawAccessProblems(file('prisma.repair.count()'), silent)[0]).toContain('has no reason')
  })
})
