import { type BlockList, isIP } from 'node:net'
import { errorCode } from './error-code.ts'
import { HttpTrouble } from './http-trouble.ts'
import { type Address, isListed, mayAsk } from './networks.ts'

/** Finds every address of a name. Throws as `dns.lookup` does. */
export type Resolve = (name: string) => Promise<readonly Address[]>

/** How requests find and may reach their hosts. */
export interface Reach {
  readonly resolve: Resolve
  /** Networks that are not public and may be asked all the same. */
  readonly networks: BlockList
}

/** How one request may. */
export interface Way extends Reach {
  /** Only listed networks will do: it takes a secret along that anybody on the way could read. */
  readonly isOpen: boolean
  /** Whoever answered chose the host: where that is inside a network must not be told. */
  readonly isLed: boolean
}

/**
 * The addresses that a host may be asked at. Whoever connects must take one of these and not look the name up again: a name may
 * stand for something else a moment later. Throws `HttpTrouble`.
 */
export async function findAddresses(url: URL, way: Way): Promise<readonly Address[]> {
  const { hostname } = url
  const found = await addressesOf(hostname, way.resolve)
  const allowed = found.filter((address) => mayAsk(address, way.networks))
  if (allowed.length === 0)
    throw notAsked(`${hostname} is at ${notPublic(found, way)}. Where that is meant, list its network`)
  if (way.isOpen && !found.every((address) => isListed(address, way.networks)))
    throw notAsked(
      `a secret header would go without TLS to ${hostname}, which is not in listed networks alone. Write https, or list all its networks`,
    )
  return allowed
}

function notPublic(found: readonly Address[], { isLed }: Way): string {
  if (isLed) return 'no public address'
  const shown = found.map(({ address }) => address).slice(0, 3)
  return `${shown.join(', ')}, which is no public address`
}

function notAsked(why: string): HttpTrouble {
  return new HttpTrouble('unknown', `was not asked: ${why} under checks.privateNetworks`)
}

async function addressesOf(hostname: string, resolve: Resolve): Promise<readonly Address[]> {
  const bare = hostname.replace(/^\[|\]$/g, '')
  const version = isIP(bare)
  if (version !== 0) return [{ address: bare, family: version === 6 ? 6 : 4 }]
  try {
    const found = await resolve(bare)
    if (found.length > 0) return found
  } catch (error) {
    throw notFound(hostname, error)
  }
  throw new HttpTrouble('failed', `could not be asked: there is no address of ${hostname} (DNS)`)
}

/** That a name does not exist is told by its domain; that nobody could tell may be nobody's fault. */
function notFound(hostname: string, error: unknown): HttpTrouble {
  const code = errorCode(error) ?? 'no code'
  return code === 'ENOTFOUND' || code === 'ENODATA'
    ? new HttpTrouble('failed', `could not be asked: the name ${hostname} does not exist (DNS)`, { cause: error })
    : new HttpTrouble('unknown', `could not be asked: looking up ${hostname} failed (DNS: ${code})`, { cause: error })
}
