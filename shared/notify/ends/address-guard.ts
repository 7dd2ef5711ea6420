import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** What leads to the own machine, the own network, or nowhere: never connected to unless an end is configured for it. */
const privateBlocks = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4'],
  ...['::/127', 'fc00::/7', 'fe80::/10', 'ff00::/8', '64:ff9b::/96', '64:ff9b:1::/48', '2002::/16'],
]

/** Names that lead only to where an end may not be. */
export class ForbiddenAddress extends Error {
  override name = 'ForbiddenAddress' as const
}

/**
 * Which addresses a URL may lead to: private networks only where configured, plain HTTP only there, anything else by HTTPS.
 * `networks`: CIDR blocks.
 */
export function addressGuard(protocol: string, networks: readonly string[]): (address: string) => boolean {
  const configured = blockList(networks)
  const own = blockList(privateBlocks)
  return (address) => {
    if (contains(configured, address)) return true
    return protocol === 'https:' && !contains(own, address)
  }
}

/** Throws {@link ForbiddenAddress} for a URL that names an address itself, which needs no looking up. */
export function checkLiteral(hostname: string, isAllowed: (address: string) => boolean): void {
  const address = hostname.replace(/^\[|\]$/g, '')
  if (isIP(address) !== 0 && !isAllowed(address)) throw new ForbiddenAddress(hostname)
}

/** Looks names up and leaves out what is not allowed: what was checked is what is connected to, whatever the name means later. */
export function guardedLookup(isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '')
      const allowed = found.filter(({ address }) => isAllowed(address))
      const [first] = allowed
      if (!first) return callback(new ForbiddenAddress(hostname), '')
      if (options.all === true) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix = ''] = network.split('/')
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}

function contains(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}
