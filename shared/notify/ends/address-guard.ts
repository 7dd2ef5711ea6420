import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { type Address, mayAsk, networksOf } from '../../proofs/http/networks.ts'

/** Names that lead only to where an end may not be. */
export class ForbiddenAddress extends Error {
  override name = 'ForbiddenAddress' as const
}

/**
 * Which addresses a URL may lead to: public ones by https, private ones where they are configured, by plain http too.
 * `networks`: in CIDR notation.
 */
export function addressGuard(protocol: string, networks: readonly string[]): (address: Address) => boolean {
  const [listed, none] = [networksOf(networks), networksOf([])]
  return (address) => mayAsk(address, listed) && (protocol === 'https:' || !mayAsk(address, none))
}

/** Throws {@link ForbiddenAddress} for a URL that names an address itself, which needs no looking up. */
export function checkLiteral(hostname: string, isAllowed: (address: Address) => boolean): void {
  const address = hostname.replace(/^\[|\]$/g, '')
  const version = isIP(address)
  if (version === 0) return
  if (!isAllowed({ address, family: version === 6 ? 6 : 4 })) throw new ForbiddenAddress(hostname)
}

/** Looks names up and leaves out what is not allowed: what was checked is what is connected to, whatever the name means later. */
export function guardedLookup(isAllowed: (address: Address) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '')
      const allowed = found.filter(({ address, family }) => isAllowed({ address, family: family === 6 ? 6 : 4 }))
      const [first] = allowed
      if (!first) return callback(new ForbiddenAddress(hostname), '')
      if (options.all === true) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }
}
