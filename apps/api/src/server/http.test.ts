import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cast, startTestApp, type TestApp } from '../../test/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app?.stop())

const viewer = '{ viewer { email roleName isAdmin actions permissionVersion } }'

describe('sign-in', () => {
  it('shows the viewer after signing in and nobody before', async () => {
    expect((await app.graphql(viewer)).data).toEqual({ viewer: null })
    const manager = await app.asEmployee(cast.manager)
    expect(await manager.ask(viewer)).toMatchObject({ viewer: { email: cast.manager, isAdmin: false } })
  })
})
