import { BlockList, isIP } from 'node:net'

/** An address that a name stands for. */
export interface Address {
  readonly address: string
  readonly family: 4 | 6
}

/** What no public server answers from: private, local, shared, reserved, for examples, for many at once. */
const notPublic = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/32',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/9',
  'ff00::/8',
]

/** Instance metadata, credentials of tasks, the Lambda service: whoever answers there hands out secrets, so no list opens it. */
const neverAsked = ['169.254.169.254/32', '169.254.170.0/23', '169.254.100.0/24', 'fd00:ec2::/64']

/** Under which an IPv6-only network reaches IPv4 (RFC 6052): the address proper is in the last 32 bits. */
const translated = '64:ff9b::/96'

const closed = networksOf(notPublic)
const forbidden = networksOf(neverAsked)
const translation = networksOf([translated])

/** Networks as CIDRs (`10.0.0.0/8`, `fd00::/8`). A text that is none is left out: the configuration has been checked. */
export function networksOf(cidrs: readonly string[]): BlockList {
  const list = new BlockList()
  for (const cidr of cidrs) {
    const [network = '', bits = ''] = cidr.split('/')
    const version = isIP(network)
    if (version !== 0 && bits !== '') list.addSubnet(network, Number(bits), version === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}

/** Whether a check may connect to it: a public address, or one of a network that the configuration lists. */
export function mayAsk(address: Address, listed: BlockList): boolean {
  const proper = untranslated(address)
  if (isIn(forbidden, proper)) return false
  return !isIn(closed, proper) || isIn(listed, proper)
}

/** Whether it is in one of the networks that the configuration lists. */
export function isListed(address: Address, listed: BlockList): boolean {
  return isIn(listed, untranslated(address))
}

function isIn(list: BlockList, { address, family }: Address): boolean {
  return list.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

function untranslated(given: Address): Address {
  if (given.family === 4 || !isIn(translation, given)) return given
  const groups = new URL(`http://[${given.address}]/`).hostname.slice(1, -1).split(':').slice(-2)
  const [high = 0, low = 0] = groups.map((group) => Number.parseInt(group || '0', 16))
  return { address: [high >> 8, high & 255, low >> 8, low & 255].join('.'), family: 4 }
}
