/** Somebody who speaks to the server without a browser, with the session cookie that signing in gave him. */
export interface Caller {
  /** `name=value`, empty without a session. */
  readonly cookie: string
  /** Data of an operation that must succeed. @throws with the errors when it does not. */
  ask<Data>(query: string, variables?: Record<string, unknown>): Promise<Data>
  /** The whole answer, errors included, without what differs from call to call. */
  answer(query: string, variables?: Record<string, unknown>): Promise<unknown>
  fetch(path: string, init?: RequestInit): Promise<Response>
}

interface GraphQLAnswer<Data> {
  data?: Data | null
  errors?: { message: string; extensions: Record<string, unknown> }[]
}

export const PASSWORD = 'naryad-demo'

const signIn = `mutation ($email: String!, $password: String!) {
  signIn(email: $email, password: $password) { viewer { id } }
}`

/** A caller with a session of its own; without an address, one whom nobody knows. */
export async function callAs(url: string, email?: string): Promise<Caller> {
  let cookie = ''
  const send: Caller['fetch'] = async (path, init = {}) => {
    const headers = new Headers(init.headers)
    headers.set('x-naryad-csrf', '1')
    if (cookie) headers.set('cookie', cookie)
    const response = await fetch(`${url}${path}`, { redirect: 'manual', ...init, headers })
    for (const line of response.headers.getSetCookie()) cookie = line.split(';')[0] ?? ''
    return response
  }
  const post = async <Data>(query: string, variables?: Record<string, unknown>) => {
    const response = await send('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    // the caller says what it asked for
    return (await response.json()) as GraphQLAnswer<Data>
  }
  const caller: Caller = {
    get cookie() {
      return cookie
    },
    fetch: send,
    answer: post,
    async ask<Data>(query: string, variables?: Record<string, unknown>) {
      const { data, errors } = await post<Data>(query, variables)
      if (errors || !data) throw new Error(`refused: ${JSON.stringify(errors)}`)
      return data
    },
  }
  if (email) await caller.ask(signIn, { email, password: PASSWORD })
  return caller
}

/** Uploads a file as the app does and gives the id under which it can be attached. */
export async function upload(caller: Caller, file: { name: string; buffer: Buffer }): Promise<string> {
  const protocol = { 'tus-resumable': '1.0.0' }
  const created = await caller.fetch('/files/uploads', {
    method: 'POST',
    headers: {
      ...protocol,
      'upload-length': String(file.buffer.length),
      'upload-metadata': `filename ${Buffer.from(file.name).toString('base64')}`,
    },
  })
  const { pathname } = new URL(created.headers.get('location') ?? '', created.url)
  const sent = await caller.fetch(pathname, {
    method: 'PATCH',
    headers: { ...protocol, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: new Uint8Array(file.buffer),
  })
  return sent.headers.get('x-file-id') ?? pathname.split('/').at(-1) ?? ''
}
