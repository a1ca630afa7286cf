import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface TusServer extends AsyncDisposable {
  endpoint: string
  /** Bytes of the uploads by the last part of their address. */
  uploads: Map<string, Buffer>
  /** Every request: method and, for PATCH, the offset. */
  requests: string[]
  /** Upload keys that came along. */
  keys: Set<string>
  /** Bytes after which the connection of the next PATCH is cut; null lets it pass. */
  cutAfter: number | null
  /** Answer of the next PATCH instead of taking it. */
  refusal: { status: number; body: string } | null
}

/** A server that speaks as much of tus as the client needs, and can be told to fail. */
export async function startTusServer(): Promise<TusServer> {
  const lengths = new Map<string, number>()
  const state: TusServer = {
    endpoint: '',
    uploads: new Map(),
    requests: [],
    keys: new Set(),
    cutAfter: null,
    refusal: null,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }

  async function answer(req: IncomingMessage, res: ServerResponse) {
    res.setHeader('Access-Control-Allow-Origin', '*')
    res.setHeader('Access-Control-Allow-Headers', '*')
    res.setHeader('Access-Control-Allow-Methods', '*')
    res.setHeader('Access-Control-Expose-Headers', '*')
    if (req.method === 'OPTIONS') return res.writeHead(204).end()
    const id = req.url?.split('/').at(-1) ?? ''
    const offset = req.headers['upload-offset']
    state.requests.push([req.method, offset].filter(Boolean).join(' '))
    state.keys.add(String(req.headers['upload-key']))
    if (req.method === 'POST') {
      const created = `upload-${lengths.size + 1}`
      lengths.set(created, Number(req.headers['upload-length']))
      state.uploads.set(created, Buffer.alloc(0))
      return res.writeHead(201, { location: `/files/uploads/${created}` }).end()
    }
    const known = state.uploads.get(id)
    if (!known) return res.writeHead(404).end()
    if (req.method === 'HEAD') return res.writeHead(200, { 'upload-offset': known.length }).end()
    if (req.method === 'DELETE') {
      state.uploads.delete(id)
      return res.writeHead(204).end()
    }
    if (state.refusal) {
      const { status, body } = state.refusal
      state.refusal = null
      req.resume()
      return res.writeHead(status).end(body)
    }
    if (Number(offset) !== known.length) return res.writeHead(409).end()
    const { cutAfter } = state
    state.cutAfter = null
    for await (const chunk of req) {
      const all = Buffer.concat([state.uploads.get(id) ?? known, chunk])
      state.uploads.set(id, cutAfter === null ? all : all.subarray(0, cutAfter))
      if (cutAfter !== null && all.length >= cutAfter) return req.socket.destroy()
    }
    res.writeHead(204, { 'upload-offset': state.uploads.get(id)?.length ?? 0 }).end()
  }

  const server = createServer((req, res) => void answer(req, res).catch(() => res.destroy()))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  state.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/files/uploads`
  return state
}
