import { isIP } from 'node:net'
import { type Address, isListed, mayAsk, networksOf } from '../../proofs/http/networks.ts'
import { parseDuration } from '../duration.ts'
import type { Finding, Path } from '../mistake.ts'
import { longestLookMs } from '../normalise-proofs.ts'
import type { ProveFile } from '../prove-file.ts'
import { written } from './proof-rules.ts'
import type { Given, Rule } from './rule.ts'

type Http = NonNullable<ProveFile['http']>[number]

function forEachAddress(rule: (http: Http, path: Path, given: Given) => readonly Finding[]): Rule {
  return (given) =>
    written(given).flatMap(({ path, prove }) =>
      (prove?.http ?? []).flatMap((http, at) => rule(http, [...path, 'prove', 'http', at], given)),
    )
}

/** One look must leave time for the others. */
export const looksAreShort: Rule = forEachAddress(({ within }, path) => {
  const ms = parseDuration(within ?? '')
  if (ms === undefined || (ms >= 1 && ms <= longestLookMs)) return []
  return [
    {
      rule: 'proof-within',
      path: [...path, 'within'],
      what: `An answer within ${within} cannot be waited for.`,
      why: 'One look takes five seconds at most, DNS and TLS included.',
      mend: 'Give 1s to 5s.',
    },
  ]
})

/** What stands in an address ends in logs. */
export const addressesHoldNoCredentials: Rule = forEachAddress(({ url }, path) => {
  const { username, password } = new URL(url)
  if (username === '' && password === '') return []
  return [
    {
      rule: 'credentials-in-url',
      path: [...path, 'url'],
      what: `${[...path, 'url'].join('.')} holds credentials.`,
      why: 'Whoever reads this file or a log of the way there could use them.',
      mend: 'Keep the value of the header in a store and name it: headers: { authorization: { ssm: NAME } }.',
    },
  ]
})

const secretHeader = /^(?:proxy-)?authorization$|^cookie$|api-?key|token|secret|password/i

/** What a header gives access with is a secret. */
export const secretHeadersAreKept: Rule = forEachAddress(({ headers = {} }, path) =>
  Object.entries(headers).flatMap(([name, value]): Finding[] => {
    if (typeof value !== 'string' || !secretHeader.test(name)) return []
    return [
      {
        rule: 'secret-header-in-clear',
        path: [...path, 'headers', name],
        what: `The header ${name} is written in clear.`,
        why: 'Whoever reads this file or the packaged template could use it.',
        mend: `Keep it in Parameter Store or Secrets Manager and name it: ${name}: { ssm: NAME }.`,
      },
    ]
  }),
)

/** A secret goes where it was sent to and can be read by nobody on the way; where a name leads is judged when it is asked. */
export const secretHeadersAreGuarded: Rule = forEachAddress(({ url, headers = {}, redirects }, path, { file }) => {
  if (!Object.values(headers).some((value) => typeof value !== 'string')) return []
  const isOpen = new URL(url).protocol === 'http:' && !mayBeListed(url, file.checks?.privateNetworks ?? [])
  const finding = (key: string, what: string, mend: string): Finding => ({
    ...{ rule: 'secret-sent-open', path: [...path, key], what, mend },
    why: 'Whoever stands in the way, or is redirected to, would learn the secret of a header.',
  })
  return [
    ...(isOpen
      ? [finding('url', 'A secret header is sent without TLS.', 'Write https, or list its network: privateNetworks.')]
      : []),
    ...(redirects === 'follow'
      ? [finding('redirects', 'A secret header follows redirects.', 'Write redirects: refuse.')]
      : []),
  ]
})

/** A name says nothing of where it leads. */
function mayBeListed(url: string, networks: readonly string[]): boolean {
  const address = addressOf(new URL(url).hostname)
  return address ? isListed(address, networksOf(networks)) : networks.length > 0
}

export const proofsThroughVpcNeedOne: Rule = forEachAddress(({ through }, path, { file }) => {
  if (through === undefined || file.checks?.vpc) return []
  return [
    {
      rule: 'proof-needs-vpc',
      path: [...path, 'through'],
      what: 'The network to look through is not named.',
      why: 'A function in that network looks at the address.',
      mend: 'Write checks: { vpc: { subnets: [subnet-…], securityGroups: [sg-…] } } at the top of the file.',
    },
  ]
})

/** What is not public is reached where somebody said so; names are judged again by what they resolve to. */
export const privateHostsAreListed: Rule = forEachAddress(({ url }, path, { file }) => {
  const { hostname } = new URL(url)
  const address = addressOf(hostname)
  if (address === undefined || mayAsk(address, networksOf(file.checks?.privateNetworks ?? []))) return []
  return [
    {
      rule: 'private-host',
      path: [...path, 'url'],
      what: `The host ${hostname} is not public.`,
      why: 'A proof could otherwise be made to reach into networks that nobody meant.',
      mend: mendFor(address),
    },
  ]
})

function mendFor({ address, family }: Address): string {
  const network = `${address}/${family === 4 ? 32 : 128}`
  if (!mayAsk({ address, family }, networksOf([network])))
    return 'Take it away: what answers there hands out credentials.'
  return `Write checks: { privateNetworks: [${network}] } at the top of the file, or a wider network.`
}

/** The address that a host is written as; undefined for a name that says nothing of where it is. */
function addressOf(hostname: string): Address | undefined {
  const address = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(address)
  if (family === 4 || family === 6) return { address, family }
  return /(?:^|\.)localhost\.?$/.test(hostname) ? { address: '127.0.0.1', family: 4 } : undefined
}
