import type { Policy } from '../domain/policy.ts'
import type { Measure, Proof, ScanPolicy } from '../domain/proof.ts'
import { isCounted } from '../proofs/measured.ts'
import { parseDuration } from './duration.ts'
import type { Checks } from './normalised.ts'
import type { ChecksFile, ProveFile, ScanFile } from './prove-file.ts'
import type { TargetFile } from './schema.ts'
import type { SecretPlaceFile } from './slack-file.ts'

/** Longest time that one look may take. */
export const longestLookMs = 5_000

const windowMs = 60 * 60_000
const scanWithinMs = 15 * 60_000
const nameLength = 64

/** What must hold for a target, complete. */
export function proofsOf({ prove, scan }: TargetFile): Pick<Policy, 'alarms' | 'alarmRules' | 'proofs' | 'scan'> {
  const proofs = prove ? allProofs(prove) : []
  return {
    ...(prove?.alarms ? alarmsOf(prove.alarms) : {}),
    ...(proofs.length > 0 ? { proofs } : {}),
    ...(scan ? { scan: scanOf(scan) } : {}),
  }
}

function alarmsOf(written: NonNullable<ProveFile['alarms']>): Pick<Policy, 'alarms' | 'alarmRules'> {
  const {
    names,
    insufficientData = 'unknown',
    firingAtStart = 'ignore',
  } = Array.isArray(written) ? { names: written } : written
  if (names.length === 0) return {}
  return { alarms: [...new Set(names)], alarmRules: { insufficientData, firingAtStart } }
}

/** Every proof, in the order that people read them. */
export function allProofs(prove: ProveFile): readonly Proof[] {
  return [
    ...(prove.http ?? []).map(httpProof),
    ...(prove.metrics ?? []).map(metricProof),
    ...(prove.logs ?? []).map(logProof),
    ...(prove.functions ?? []).map(functionProof),
  ]
}

type Written<K extends 'http' | 'metrics' | 'logs' | 'functions'> = NonNullable<ProveFile[K]>[number]

function common(
  {
    name,
    whenUnknown = 'fail',
    failures,
  }: Written<'logs'> | Written<'http'> | Written<'metrics'> | Written<'functions'>,
  usual: { readonly name: string; readonly failures: number },
): Pick<Proof, 'name' | 'whenUnknown' | 'failures'> {
  return { name: (name ?? usual.name).slice(0, nameLength), whenUnknown, failures: failures ?? usual.failures }
}

function httpProof(written: Written<'http'>): Proof {
  const { url, status = 200, header, body, within, times = 1, redirects = 'refuse', headers, through } = written
  const { host, pathname } = new URL(url)
  return {
    kind: 'http',
    ...common(written, { name: pathname === '/' ? host : `${host}${pathname}`, failures: 2 }),
    ...{ url, status: Array.isArray(status) ? status : [status] },
    ...(header ? { header } : {}),
    ...bodyOf(body),
    ...{ withinMs: parseDuration(within ?? '') ?? longestLookMs, times, redirects },
    ...(headers
      ? { headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, headerOf(value)])) }
      : {}),
    ...(through ? { through } : {}),
  }
}

function bodyOf(body: Written<'http'>['body']): { readonly body?: { contains: string } | { matches: string } } {
  if (body?.contains !== undefined) return { body: { contains: body.contains } }
  return body?.matches === undefined ? {} : { body: { matches: body.matches } }
}

function headerOf(value: string | SecretPlaceFile): string | { ssm: string } | { secret: string } {
  if (typeof value === 'string') return value
  return value.ssm === undefined ? { secret: value.secret ?? '' } : { ssm: value.ssm }
}

function metricProof(written: Written<'metrics'>): Proof {
  const { what, over, atMost, window, least = 5 } = written
  const { factor, plus } = atMost
  return {
    kind: 'metric',
    ...common(written, { name: what.metric, failures: 2 }),
    what: measureOf(what),
    ...(over ? { over: measureOf(over) } : {}),
    atMost: { factor, ...(plus === undefined ? {} : { plus }) },
    ...{ windowMs: parseDuration(window ?? '') ?? windowMs, least },
    ...(isZeroWhenMissing(written) ? { missing: 'zero' } : {}),
  }
}

/** Nobody counts errors while there are none; of a rate the lower part says whether there is data. */
function isZeroWhenMissing({ what, over, missing }: Written<'metrics'>): boolean {
  return !over && isCounted(what) && missing !== 'unknown'
}

function measureOf({ namespace, metric, dimensions = {}, statistic }: Written<'metrics'>['what']): Measure {
  return { namespace, metric, dimensions, statistic }
}

function logProof(written: Written<'logs'>): Proof {
  const { group, pattern, atMost = 0 } = written
  return { kind: 'log', ...common(written, { name: `log ${group}`, failures: 1 }), group, pattern, atMost }
}

function functionProof(written: Written<'functions'>): Proof {
  const { function: name, qualifier, payload } = written
  return {
    kind: 'function',
    ...common(written, { name: `function ${name}`, failures: 2 }),
    function: name,
    ...(qualifier === undefined ? {} : { qualifier }),
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  }
}

function scanOf({ severity, atMost = 0, within, whenUnknown = 'fail' }: ScanFile): ScanPolicy {
  return { severity, atMost, withinMs: parseDuration(within ?? '') ?? scanWithinMs, whenUnknown }
}

/** What proofs may reach, complete. */
export function checksOf(checks: ChecksFile | undefined): Checks | undefined {
  if (!checks) return undefined
  return { privateNetworks: [...new Set(checks.privateNetworks)], ...(checks.vpc ? { vpc: checks.vpc } : {}) }
}
