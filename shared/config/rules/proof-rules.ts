import { isCounted } from '../../proofs/measured.ts'
import { parseDuration } from '../duration.ts'
import type { Finding, Path } from '../mistake.ts'
import { allProofs } from '../normalise-proofs.ts'
import type { ProveFile, ScanFile } from '../prove-file.ts'
import type { Given, Rule } from './rule.ts'

const mostProofs = 20

/** The proofs are kept in the record of each deployment, which has its bounds. */
const mostCharacters = 8192

interface Written {
  readonly path: Path
  readonly prove?: ProveFile | undefined
  readonly scan?: ScanFile | undefined
}

/** Everything that says what must hold: the defaults and the targets. */
export function written({ file }: Given): Written[] {
  const { defaults } = file
  return [
    { path: ['defaults'], prove: defaults?.prove, scan: defaults?.scan },
    ...Object.entries(file.targets).map(([name, { prove, scan }]) => ({ path: ['targets', name], prove, scan })),
  ]
}

function forEachProve(rule: (prove: ProveFile, path: Path, given: Given) => readonly Finding[]): Rule {
  return (given) => written(given).flatMap(({ path, prove }) => (prove ? rule(prove, [...path, 'prove'], given) : []))
}

/** People are told of a proof by its name. */
export const proofNamesAreUnique: Rule = forEachProve((prove, path) => {
  const names = allProofs(prove).map(({ name }) => name)
  const twice = [...new Set(names.filter((name, at) => names.indexOf(name) !== at))]
  return twice.map((name) => ({
    rule: 'proof-name-twice',
    path,
    what: `Two proofs are called ${name}.`,
    why: 'Evidence is told by the name of the proof.',
    mend: 'Give each a name of its own: name: health.',
  }))
})

/** What a deployment keeps of its policy must leave room for the rest. */
export const proofsAreFew: Rule = forEachProve((prove, path) => {
  const proofs = allProofs(prove)
  const characters = JSON.stringify([proofs, prove.alarms]).length
  if (proofs.length <= mostProofs && characters <= mostCharacters) return []
  return [
    {
      rule: 'too-many-proofs',
      path,
      what: `It has ${proofs.length} proofs, of ${characters} characters with its alarms.`,
      why: `All are looked at within six seconds and kept with each deployment: ${mostProofs} of ${mostCharacters} characters at most.`,
      mend: 'Let one address or one function answer for several things.',
    },
  ]
})

/** Right after the rollout nothing was measured or logged yet. */
export const countedProofsNeedBake: Rule = forEachProve((prove, path) => {
  const bakes = (parseDuration(prove.bake ?? '') ?? 0) >= 60_000
  return (['metrics', 'logs'] as const).flatMap((key): Finding[] => {
    if (bakes || !prove[key]?.length) return []
    return [
      {
        rule: 'proof-needs-bake',
        path: [...path, key],
        what: `${[...path, key].join('.')} has no time to look at.`,
        why: 'What is measured or logged is judged over the time since the rollout.',
        mend: 'Write bake: 5m, at least 1m.',
      },
    ]
  })
})

export const metricWindowsAreUsable: Rule = forEachProve((prove, path) =>
  (prove.metrics ?? []).flatMap(({ window }, at): Finding[] => {
    const ms = parseDuration(window ?? '')
    if (ms === undefined || (ms >= 5 * 60_000 && ms <= 24 * 3_600_000)) return []
    return [
      {
        rule: 'proof-window',
        path: [...path, 'metrics', at, 'window'],
        what: `The window ${window} is out of range.`,
        why: 'Metrics come by the minute, and one call reads them all.',
        mend: 'Give 5m to 24h.',
      },
    ]
  }),
)

/** A window that cannot hold as many minutes as are needed would never tell anything: its first and last minute are cut. */
export const metricWindowsHoldEnough: Rule = forEachProve((prove, path) =>
  allProofs(prove).flatMap((proof): Finding[] => {
    if (proof.kind !== 'metric' || proof.windowMs / 60_000 > proof.least) return []
    return [
      {
        rule: 'proof-window-too-short',
        path: [...path, 'metrics'],
        what: `The window of ${proof.name} never holds ${proof.least} whole minutes.`,
        why: 'What tells nothing is waited for and then fails.',
        mend: `Write window: 1h, or least: ${Math.max(1, Math.floor(proof.windowMs / 60_000) - 1)}.`,
      },
    ]
  }),
)

/** What divides tells by its own minutes; what is no count is nothing in a minute without data, least of all zero. */
export const missingMinutesAreOfCounts: Rule = forEachProve((prove, path) =>
  (prove.metrics ?? []).flatMap(({ what, over, missing }, at): Finding[] => {
    if (missing === undefined || (!over && (missing === 'unknown' || isCounted(what)))) return []
    return [
      {
        rule: 'missing-is-no-count',
        path: [...path, 'metrics', at, 'missing'],
        what: `A minute without data cannot be ${missing} here.`,
        why: over ? 'Of a rate, the minutes of over say whether there is data.' : `${what.statistic} counts nothing.`,
        mend: 'Leave missing away, or prove a Sum or SampleCount without over.',
      },
    ]
  }),
)

export const scansAreWaitedForInReason: Rule = (given) =>
  written(given).flatMap(({ path, scan }): Finding[] => {
    const ms = parseDuration(scan?.within ?? '')
    if (ms === undefined || (ms >= 60_000 && ms <= 6 * 3_600_000)) return []
    return [
      {
        rule: 'scan-within',
        path: [...path, 'scan', 'within'],
        what: `The wait of ${scan?.within} for a scan is out of range.`,
        why: 'A scan takes a minute at least, and nothing else starts on the target meanwhile.',
        mend: 'Give 1m to 6h.',
      },
    ]
  })
