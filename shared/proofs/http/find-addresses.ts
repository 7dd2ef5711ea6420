import { type BlockList, isIP } from 'node:net'
import { errorCode } from './error-code.ts'
import { HttpTrouble } from './http-trouble.ts'
import { type Address, mayAsk } from './networks.ts'

/** Finds every address of a name. Throws as `dns.lookup` does. */
export type Resolve = (name: string) => Promise<readonly Address[]>

/**
 * The addresses that a host may be asked at. Whoever connects must take one of these and not look the name up again: a name may
 * stand for something else a moment later. Throws `HttpTrouble`.
 */
export async function findAddresses(url: URL, resolve: Resolve, listed: BlockList): Promise<readonly Address[]> {
  const found = await addressesOf(url.hostname, resolve)
  const allowed = found.filter((address) => mayAsk(address, listed))
  if (allowed.length > 0) return allowed
  const shown = found.map(({ address }) => address).slice(0, 3)
  throw new HttpTrouble(
    'unknown',
    `was not asked: ${url.hostname} is at ${shown.join(', ')}, which is no public address. Where that is meant, list its network under checks.privateNetworks`,
  )
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
