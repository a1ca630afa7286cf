import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { clientAddress, type TrustedProxies } from './client-address.ts'

function request(peer: string, forwarded?: string): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: peer })
  const message = new IncomingMessage(socket)
  if (forwarded !== undefined) message.headers['x-forwarded-for'] = forwarded
  return message
}

const own = ['10.0.0.0/8', 'fd00::/8']

describe('the address of a client', () => {
  it.each<[string, string, string | undefined, TrustedProxies, string]>([
    ['without proxies is the peer’s', '192.0.2.1', undefined, 0, '192.0.2.1'],
    ['without proxies is not what a header says', '192.0.2.1', '10.0.0.1', 0, '192.0.2.1'],
    ['behind one proxy is what that one wrote', '10.0.0.1', '192.0.2.1', 1, '192.0.2.1'],
    ['behind one proxy is not what the client wrote', '10.0.0.1', '8.8.8.8, 192.0.2.1', 1, '192.0.2.1'],
    ['behind two proxies is what the outer one wrote', '10.0.0.1', '8.8.8.8, 192.0.2.1, 10.0.0.2', 2, '192.0.2.1'],
    ['behind a proxy that wrote nothing is the proxy’s', '10.0.0.1', undefined, 1, '10.0.0.1'],
    ['is the last one that is not in the trusted ranges', '10.0.0.1', '192.0.2.1, 10.9.9.9', own, '192.0.2.1'],
    ['is not what the client wrote before it', '10.0.0.1', '10.1.1.1, 8.8.8.8, 192.0.2.1, 10.9.9.9', own, '192.0.2.1'],
    ['is the peer’s when the peer is not in the trusted ranges', '192.0.2.9', '10.0.0.1', own, '192.0.2.9'],
    ['is the first one when all are our own', '10.0.0.1', '10.0.0.3, 10.0.0.2', own, '10.0.0.3'],
    ['is recognised through IPv6', 'fd12::1', '2001:db8::1', own, '2001:db8::1'],
    ['comes out of IPv6 that holds IPv4', '::ffff:10.0.0.1', '::ffff:192.0.2.1', own, '192.0.2.1'],
    ['comes out of IPv6 that holds IPv4 in digits', '::ffff:a00:1', '::ffff:c000:201', own, '192.0.2.1'],
    ['has one way of being written', '10.0.0.1', '2001:0DB8:0:0:0:0:0:1', own, '2001:db8::1'],
    ['needs no blanks and no ports', '10.0.0.1', '  8.8.8.8 ,,192.0.2.1:5123 ', own, '192.0.2.1'],
    ['in IPv6 needs no port and no zone', '10.0.0.1', '[2001:db8::1%eth0]:443', own, '2001:db8::1'],
    ['is none when our proxy wrote none', '10.0.0.1', '192.0.2.1, unknown', own, ''],
    ['is none in forms that programs read differently', '10.0.0.1', '0300.0.2.1', own, ''],
    ['is none in a short form', '10.0.0.1', '192.513', own, ''],
    ['is none for markup', '10.0.0.1', '<script>', 1, ''],
    ['of a peer that is gone is none', '', undefined, own, ''],
  ])('%s', (_rule, peer, forwarded, trusted, expected) => {
    expect(clientAddress(request(peer, forwarded), trusted)).toBe(expected)
  })
})
